"""The tables of a DOCX file, read with zip and lxml alone.

Ready-made readers were measured on the official files: they drop tracked insertions and content
controls, or move cells one column left under a merge, and then the wrong company stands in the row.
"""

from collections.abc import Iterator
from io import BytesIO

from lxml import etree

from jishen.domain.errors import TableChanged, UnreadableDocument
from scrapers.documents.archive import read_part
from scrapers.documents.docx_plain import plain_tables
from scrapers.documents.grid import Cell, Row, Table

DOCUMENT_PART = "word/document.xml"

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TABLE, _ROW, _CELL = f"{_W}tbl", f"{_W}tr", f"{_W}tc"
_PARAGRAPH, _TEXT, _VALUE = f"{_W}p", f"{_W}t", f"{_W}val"
_WRITTEN_AS = {
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}tab": "\t",
    f"{_W}ptab": "\t",
    f"{_W}noBreakHyphen": "-",
}
# Deleted and moved-away text is no longer what the document says; a Fallback repeats its Choice.
_NOT_READ = frozenset(
    [f"{_W}{name}" for name in ("del", "moveFrom", "rPr", "pPr", "tcPr", "sdtPr", "rt")]
    + ["{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"]
)
_WRAPPERS = frozenset(f"{_W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"))
_MAX_SPAN = 100


def read_tables(content: bytes) -> tuple[Table, ...]:
    """Return the tables of a DOCX file in order.

    Raises UnreadableDocument when the file cannot be opened safely, TableChanged for a table in a
    table (none of the official files has one).
    """
    part = read_part(content, DOCUMENT_PART)
    plain = plain_tables(part)
    return tables_by_tree(part) if plain is None else plain


def tables_by_tree(part: bytes) -> tuple[Table, ...]:
    """Return the tables of a document's main part by its tree, whatever it holds."""
    try:
        return tuple(_read_part(part))
    except etree.XMLSyntaxError as fault:
        message = f"附件正文不是完整的 XML：{fault}"
        raise UnreadableDocument(message) from fault


def _read_part(part: bytes) -> Iterator[Table]:
    """Yield tables while the XML streams by: each row is let go once its texts are taken."""
    rows: list[Row] = []
    depth = 0
    events = etree.iterparse(
        BytesIO(part),
        events=("start", "end"),
        tag=(_TABLE, _ROW),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    for event, element in events:
        if element.tag == _TABLE:
            depth += 1 if event == "start" else -1
            if depth > 1:
                message = f"第 {len(rows) + 1} 行的单元格内嵌套了另一张表格"
                raise TableChanged(message)
            if event == "end":
                yield Table(tuple(rows))
                rows = []
        elif event == "end":
            if not _is_deleted(element):
                rows.append(_read_row(element, rows[-1] if rows else ()))
            element.clear(keep_tail=False)


def _is_deleted(row: etree._Element) -> bool:
    """Tell whether a tracked change has taken the whole row out."""
    return _inner(row, f"{_W}trPr", f"{_W}del") is not None


def _read_row(row: etree._Element, above: Row) -> Row:
    cells: list[Cell] = []
    column = _number(_inner(row, f"{_W}trPr", f"{_W}gridBefore"), default=0)
    for element in _cell_elements(row):
        properties = element.find(f"{_W}tcPr")
        span = 1
        merge = None
        if properties is not None:
            span = max(_number(properties.find(f"{_W}gridSpan"), default=1), 1)
            merge = properties.find(f"{_W}vMerge")
        text = "".join(_pieces(element))
        if merge is not None and merge.get(_VALUE, "continue") == "continue":
            text = next((cell.text for cell in above if cell.column == column), text)
        cells.append(Cell(text, column, span))
        column += span
    return tuple(cells)


def _cell_elements(parent: etree._Element) -> Iterator[etree._Element]:
    """Yield a row's cells, also those inside content controls."""
    for child in parent:
        if child.tag == _CELL:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _cell_elements(child)


def _pieces(parent: etree._Element) -> Iterator[str]:
    """Yield the text pieces under an element as a reader of the final document sees them."""
    for child in parent:
        if child.tag == _TEXT:
            yield child.text or ""
        elif child.tag in _WRITTEN_AS:
            yield _WRITTEN_AS[str(child.tag)]
        elif child.tag == _PARAGRAPH:
            yield from _pieces(child)
            yield "" if _runs_on(child) else "\n"
        elif child.tag not in _NOT_READ:
            yield from _pieces(child)


def _runs_on(paragraph: etree._Element) -> bool:
    """Tell whether a tracked change has deleted this paragraph's end mark."""
    return _inner(paragraph, f"{_W}pPr", f"{_W}rPr", f"{_W}del") is not None


def _inner(element: etree._Element, *tags: str) -> etree._Element | None:
    """Return the element at the end of a path of tags (find with a whole path is slow)."""
    inner: etree._Element | None = element
    for tag in tags:
        inner = None if inner is None else inner.find(tag)
    return inner


def _number(element: etree._Element | None, default: int) -> int:
    if element is None:
        return default
    value = element.get(_VALUE, "")
    if not (value.isascii() and value.isdigit() and int(value) <= _MAX_SPAN):
        message = f"表格的跨列数 {value!r} 无法识别"
        raise TableChanged(message)
    return int(value)
