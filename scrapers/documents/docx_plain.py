"""The tables of a plain Word document by its tokens: five times as fast as building its tree.

Nine tenths of such a file say how letters look. Only what bears text or a table's shape is taken
out by one pattern; anything else than plain paragraphs in a plain grid is left to the tree
(`docx`), and so is whatever does not nest as it should. Both must read alike: the tests compare
them.
"""

import re
from collections.abc import Iterator

from scrapers.documents.grid import Cell, Row, Table

_MAIN = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_COMPATIBILITY = re.compile(
    rb'xmlns:(\w+)="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
_DECLARATION = re.compile(
    rb'<\?xml version="1\.0"(?: encoding="[Uu][Tt][Ff]-8")?(?: standalone="(?:yes|no)")?\s*\?>\s*'
    rb"<w:document[ >]"
)
# One pass, and no groups: they would cost a tuple for each of the 30,000 tokens of a large list.
# All that is not in _LETTERS or a text (merges, breaks, tracked changes, content controls, fields,
# ruby, alternatives, comments, CDATA) makes the document one that is not plain.
_TOKEN = re.compile(
    rb'<(?:w:(?:t(?:(?: xml:space="preserve")?>[^<\x00-\x08\x0b-\x1f]*</w:t>|(?:c|r|bl|ab)?[ />])'
    rb"|p(?:[ />]|tab)|br[ />]|c(?:r[ />]|ustomXml)|del[ />]|ins[ />]|move|sdt|r(?:uby|t[ />])"
    rb"|hMerge|grid(?:Span|Before)|vMerge|noBreakHyphen)|/w:(?:p|t|tc|tr|tbl)>|mc:|[!?])"
)
_LETTERS = {
    b"<w:p>": "q",
    b"<w:p ": "q",
    b"</w:p>": "p",
    b"<w:tc>": "c",
    b"<w:tc ": "c",
    b"</w:tc>": "C",
    b"<w:tr>": "r",
    b"<w:tr ": "r",
    b"</w:tr>": "R",
    b"<w:tbl>": "b",
    b"<w:tbl ": "b",
    b"</w:tbl>": "B",
}
"""A letter for each token of a plain table; a text is x, every other token is no letter of it."""
_NESTED = re.compile(r"(?:qx*p|b(?:r(?:c(?:qx*p)*C)*R)*B)*")
_TABLE, _ROW = re.compile(r"b[^B]*B"), re.compile(r"r[^R]*R")
_CELL = re.compile(r"c([qxp]*)C")
_REFERENCE = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)")
_REFERENCES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))


def plain_tables(part: bytes) -> tuple[Table, ...] | None:
    """Return the tables of a document's main part, None when it is not plain enough."""
    if not _is_plain(part):
        return None
    try:
        return tuple(_tables(part)) or None
    except (_NotPlain, UnicodeDecodeError):
        return None


class _NotPlain(Exception):
    """The tokens do not nest as a plain table's do."""


def _is_plain(part: bytes) -> bool:
    """Tell whether the names of the elements mean what the tokens take them for."""
    found = _DECLARATION.match(part)
    if found is None:
        return False
    root_ends = part.find(b">", found.end() - 1)
    root = part[found.end() - len(b"<w:document ") : root_ends]
    prefixes = _COMPATIBILITY.findall(root)
    return (
        part.endswith(b"</w:document>")
        and _MAIN in root
        and prefixes in ([], [b"mc"])
        and part.find(b"xmlns:w=", root_ends) < 0
    )


def _tables(part: bytes) -> Iterator[Table]:
    """Yield tables; raise _NotPlain where a token stands where none may."""
    tokens: list[bytes] = _TOKEN.findall(part, len(b"<?xml"))
    letters = "".join([_LETTERS.get(token) or _letter(token) for token in tokens])
    if _NESTED.fullmatch(letters) is None:
        raise _NotPlain
    for table in _TABLE.finditer(letters):
        rows = (
            _row(tokens, letters, row.start(), row.end())
            for row in _ROW.finditer(letters, table.start(), table.end())
        )
        yield Table(tuple(rows))


def _letter(token: bytes) -> str:
    return "x" if token.endswith(b"</w:t>") and token != b"</w:t>" else "!"


def _row(tokens: list[bytes], letters: str, start: int, end: int) -> Row:
    cells = []
    for column, cell in enumerate(_CELL.finditer(letters, start, end)):
        first, last = cell.span(1)
        if letters[first:last] == "qxp":  # nine cells of ten: one text in one paragraph
            text = _words(tokens[first + 1]) + "\n"
        else:
            text = "".join(map(_said, tokens[first:last]))
        cells.append(Cell(text, column, 1))
    return tuple(cells)


def _said(token: bytes) -> str:
    """Return what a token within a cell reads as: a text's words, a paragraph's end."""
    if token == b"</w:p>":
        return "\n"
    return "" if token.startswith(b"<w:p") else _words(token)


def _words(token: bytes) -> str:
    words = token[token.index(b">") + 1 : -len(b"</w:t>")].decode()
    if "\ufffe" in words or "\uffff" in words:
        raise _NotPlain  # no character of XML
    if "&" in words:
        if _REFERENCE.search(token):
            raise _NotPlain
        for reference, char in _REFERENCES:
            words = words.replace(reference, char)
    return words
