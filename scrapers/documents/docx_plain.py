"""The tables of a plain Word document by its tokens: eight times as fast as building its tree.

Nine tenths of such a file say how letters look, and say it in the same words for cell after cell.
So the file is cut at its texts; what stands between two of them is looked at once for each way it
is written, and only what bears text or a table's shape is taken out of it, by one pattern.
Anything else than plain paragraphs in a plain grid is left to the tree (`docx`), and so is whatever
does not nest as it should. Both must read alike: the tests compare them.
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
# No groups: they would cost a tuple for each token where the markup repeats itself less. All that
# is not in _LETTERS or a text (merges, breaks, tracked changes, content controls, fields, ruby,
# alternatives, comments, CDATA) makes the document one that is not plain.
_TOKEN = re.compile(
    rb'<(?:w:(?:t(?:(?: xml:space="preserve")?>[^<\x00-\x08\x0b-\x1f]*</w:t>|(?:c|r|bl|ab)?[ />])'
    rb"|p(?:[ />]|tab)|br[ />]|c(?:r[ />]|ustomXml)|del[ />]|ins[ />]|move|sdt|r(?:uby|t[ />])"
    rb"|hMerge|grid(?:Span|Before)|vMerge|noBreakHyphen)|/w:(?:p|t|tc|tr|tbl)>|mc:|[!?])"
)
_OPENS, _CLOSES = b"<w:t>", b"</w:t>"
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
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
    root = part[found.end() - len(b"<w:document ") : part.find(b">", found.end() - 1)]
    prefixes = _COMPATIBILITY.findall(root)
    return (
        part.endswith(b"</w:document>")
        and root.count(b"xmlns:w=") == root.count(_MAIN) == 1
        and prefixes in ([], [b"mc"])
    )


def _tables(part: bytes) -> Iterator[Table]:
    """Yield tables; raise _NotPlain where a token stands where none may."""
    letters, texts = _tokens(part)
    if _NESTED.fullmatch(letters) is None:
        raise _NotPlain
    for table in _TABLE.finditer(letters):
        texts_before = letters.count("x", 0, table.start())
        rows = []
        for row in _ROW.finditer(letters, table.start(), table.end()):
            cells = _CELL.findall(letters, row.start(), row.end())
            rows.append(_row(cells, texts, texts_before))
            texts_before += letters.count("x", row.start(), row.end())
        yield Table(tuple(rows))


def _tokens(part: bytes) -> tuple[str, list[str]]:
    """Return the letters of all tokens, and the texts for which a letter x stands, in order."""
    root_ends = part.index(b">", part.index(b"<w:document"))
    before, *pieces = part[root_ends:].split(_OPENS)
    known = {before: _between(before)}
    letters, more = known[before]
    texts = [*more]
    said = [letters]
    for piece in pieces:
        text, closes, between = piece.partition(_CLOSES)
        if not closes:
            raise _NotPlain  # a text that another begins in
        found = known.get(between)
        if found is None:
            found = known[between] = _between(between)
        texts.append(_words(text))
        texts += found[1]
        said.append(found[0])
    return "x".join(said), texts


def _between(markup: bytes) -> tuple[str, list[str]]:
    """Return the letters of what stands between two texts, and the texts that it holds itself."""
    if b"xmlns:w=" in markup:
        raise _NotPlain  # the prefix may mean something else from here on
    tokens: list[bytes] = _TOKEN.findall(markup)
    letters = "".join([_LETTERS.get(token) or _letter(token) for token in tokens])
    texts = [
        _words(token[token.index(b">") + 1 : -len(_CLOSES)])
        for token, letter in zip(tokens, letters, strict=True)
        if letter == "x"
    ]
    return letters, texts


def _letter(token: bytes) -> str:
    return "x" if token.endswith(_CLOSES) and token != _CLOSES else "!"


def _row(cells: list[str], texts: list[str], next_text: int) -> Row:
    """Return a row from the letters of its cells and the number of its first text."""
    row = []
    for column, cell in enumerate(cells):
        if cell == "qxp":  # nine cells of ten: one text in one paragraph
            text = texts[next_text] + "\n"
            next_text += 1
        else:
            said = []
            for letter in cell:
                if letter == "x":
                    said.append(texts[next_text])
                    next_text += 1
                elif letter == "p":
                    said.append("\n")
            text = "".join(said)
        row.append(Cell(text, column, 1))
    return tuple(row)


def _words(written: bytes) -> str:
    """Return the characters of a text; raise _NotPlain for markup or what is no character."""
    if b"<" in written:
        raise _NotPlain
    words = written.decode()
    if not words.isprintable() and _FORBIDDEN.search(words):
        raise _NotPlain
    if "&" in words:
        if _REFERENCE.search(written):
            raise _NotPlain
        for reference, char in _REFERENCES:
            words = words.replace(reference, char)
    return words
