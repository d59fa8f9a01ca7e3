"""PDF lists in the form of the official ones, the same bytes every time."""

import io
from collections.abc import Sequence
from xml.sax.saxutils import escape

from replica_facts import Edition, ListRow
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table

_FONT = "STSong-Light"
"""Built into every PDF reader: no font file is needed to write or to read it."""
registerFont(UnicodeCIDFont(_FONT))
_CELL = ParagraphStyle("cell", fontName=_FONT, fontSize=9, leading=12, wordWrap="CJK")
_HEAD = ParagraphStyle("head", parent=_CELL, fontSize=10, leading=13, alignment=TA_CENTER)
_TITLE = ParagraphStyle("title", parent=_CELL, fontSize=15, leading=24, alignment=TA_CENTER)
_GRID = [
    ("GRID", (0, 0), (-1, -1), 0.6, colors.black),
    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
]
_NEW_HEADERS_SINCE = "2025-03"
_DISORDER = {108: 110, 109: 108, 110: 111, 111: 109}
"""序号 as the 2024-04 file prints them in these places."""
_WIDTHS = (34, 56, 128, 142, 132, 62)
_CANCELLATION_WIDTHS = (34, 112, 66, 112, 108, 120, 128, 66)
_CANCELLATION_HEADER = (
    "序号",
    "算法名称",
    "角色",
    "主体名称",
    "应用产品",
    "主要用途",
    "备案编号",
    "注销时间",
)
_SECTION_TITLES = {
    "备案": "生成式人工智能服务已备案信息",
    "登记": "生成式人工智能服务已登记信息",
    "端侧": "提供手机端侧生成式人工智能服务已备案信息",
}


def genai_document(edition: Edition, rows: Sequence[ListRow], quirks: frozenset[str]) -> bytes:
    """Return a generative-AI file: a table each for 备案, 登记 and 端侧.

    Tables run over pages without a repeated header. With the quirk `header_inside` the second
    header stands inside the first table; with `swapped` name and company stand in each other's
    column.
    """
    sections = [name for name in _SECTION_TITLES if any(row.section == name for row in rows)]
    tables = {name: _genai_table(edition, rows, name, quirks) for name in sections}
    story: list[Flowable] = [Paragraph(escape(edition.label.removesuffix("的公告")), _TITLE)]
    if "header_inside" in quirks:
        lines = [line for name in sections for line in tables[name]]
        return _document(edition, [*story, _grid(lines, _WIDTHS)], is_wide=False)
    for name in sections:
        widths = (*_WIDTHS[:2], 104, 118, 118, 62, 62) if name == "端侧" else _WIDTHS
        if len(sections) > 1:
            story += [Spacer(1, 10), Paragraph(_SECTION_TITLES[name], _HEAD), Spacer(1, 6)]
        story.append(_grid(tables[name], widths))
    return _document(edition, story, is_wide=False)


def cancellation_document(edition: Edition, rows: Sequence[ListRow]) -> bytes:
    """Return a cancellation notice's file: its title and one table."""
    lines = [_CANCELLATION_HEADER]
    lines += [
        (
            str(number),
            row.title,
            row.category_or_role,
            row.filer_name,
            row.products,
            "略",
            row.filing_number,
            row.dated,
        )
        for number, row in enumerate(rows, start=1)
    ]
    story = [Paragraph(escape(edition.label), _TITLE), _grid(lines, _CANCELLATION_WIDTHS)]
    return _document(edition, story, is_wide=True)


def genai_header(period: str, section: str) -> tuple[str, ...]:
    """Return the columns of a table as the files of that month print them."""
    if section == "登记":
        return ("序号", "属地", "应用/功能名称", "登记单位", "上线编号", "登记时间")
    is_new = period >= _NEW_HEADERS_SINCE
    name, number = ("大模型名称", "备案编号") if is_new else ("模型名称", "备案号")
    columns = ("序号", "属地", name, "备案单位", number, "备案时间")
    return (*columns, "适用场景") if section == "端侧" else columns


def _genai_table(
    edition: Edition, rows: Sequence[ListRow], section: str, quirks: frozenset[str]
) -> list[tuple[str, ...]]:
    lines = [genai_header(edition.period, section)]
    for number, row in enumerate((row for row in rows if row.section == section), start=1):
        names = (row.title, row.filer_name)
        if "swapped" in quirks:
            names = (row.filer_name, row.title)
        serial = _DISORDER.get(number, number) if "serials_disordered" in quirks else number
        line = (str(serial), row.region, *names, row.filing_number, row.dated)
        lines.append((*line, row.products) if section == "端侧" else line)
    return lines


def _grid(lines: Sequence[tuple[str, ...]], widths: Sequence[float]) -> Table:
    cells = [
        [Paragraph(escape(text), _HEAD if line[0] == "序号" else _CELL) for text in line]
        for line in lines
    ]
    return Table(cells, colWidths=list(widths), repeatRows=0, style=_GRID)


def _document(edition: Edition, story: list[Flowable], *, is_wide: bool) -> bytes:
    buffer = io.BytesIO()
    document = SimpleDocTemplate(
        buffer,
        pagesize=landscape(A4) if is_wide else A4,
        leftMargin=20,
        rightMargin=20,
        topMargin=40,
        bottomMargin=40,
        title=edition.label,
        invariant=1,
    )
    document.build(story)
    return buffer.getvalue()
