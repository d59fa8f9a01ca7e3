"""The tables of a web page, rowspan and colspan resolved."""

from lxml import etree
from lxml import html as lxml_html

from jishen.domain.errors import CutShort, TableChanged, UnreadableDocument
from scrapers.decoding import decode_page
from scrapers.documents.grid import Cell, Row, Table

MOST_BYTES = 20_000_000
_MAX_SPAN = 100
_MOST_ROWS_DOWN = 20_000


def read_tables(content: bytes) -> tuple[Table, ...]:
    """Return a page's tables in order.

    Raises UnreadableDocument when it is no page or too large, CutShort when its end is missing,
    TableChanged for a table in a table.
    """
    if len(content) > MOST_BYTES:
        message = f"网页有 {len(content)} 字节，上限 {MOST_BYTES} 字节"
        raise UnreadableDocument(message)
    text = decode_page(content)
    if "</table" not in text.lower():
        message = "网页中的表格没有结束标记，内容不完整"
        raise CutShort(message)
    parser = lxml_html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True
    )
    try:
        # As bytes: a page may declare another charset than the text now has.
        root = lxml_html.document_fromstring(text.encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as fault:
        message = f"网页无法解读：{fault}"
        raise UnreadableDocument(message) from fault
    return tuple(_table(table) for table in root.iter("table"))


def _table(table: etree._Element) -> Table:
    if any(True for _ in table.iterdescendants("table")):
        message = "网页表格内嵌套了另一张表格"
        raise TableChanged(message)
    rows: list[Row] = []
    below: dict[int, tuple[str, int, int]] = {}
    for row in table.iter("tr"):
        cells, below = _row(row, below)
        rows.append(cells)
    return Table(tuple(rows))


def _row(
    row: etree._Element, above: dict[int, tuple[str, int, int]]
) -> tuple[Row, dict[int, tuple[str, int, int]]]:
    """Return a row's cells, and what of them stands in the rows below, by first column."""
    cells: list[Cell] = []
    below: dict[int, tuple[str, int, int]] = {}
    waiting = [cell for cell in row if cell.tag in {"td", "th"}]
    column = 0
    while waiting or column in above:
        if column in above:
            text, span, left = above[column]
        else:
            cell = waiting.pop(0)
            text, span = _text(cell), _span(cell, "colspan", _MAX_SPAN)
            left = _span(cell, "rowspan", _MOST_ROWS_DOWN)
        cells.append(Cell(text, column, span))
        if left > 1:
            below[column] = (text, span, left - 1)
        column += span
    below |= {at: (t, s, n - 1) for at, (t, s, n) in above.items() if at > column and n > 1}
    return tuple(cells), below


def _text(cell: etree._Element) -> str:
    for line_break in cell.iter("br"):
        line_break.tail = "\n" + (line_break.tail or "")
    paragraphs = [p for p in cell.iter("p") if p is not cell]
    for paragraph in paragraphs[1:]:
        paragraph.text = "\n" + (paragraph.text or "")
    return "".join(str(piece) for piece in cell.itertext()).replace("\xa0", " ")


def _span(cell: etree._Element, name: str, most: int) -> int:
    said = (cell.get(name) or "1").strip()
    if not (said.isascii() and said.isdigit() and int(said[:9]) <= most):
        message = f"网页表格的 {name} 为 {said[:20]!r}，无法识别"
        raise TableChanged(message)
    return max(int(said), 1)
