"""PDF files in the form of the published lists, made with a real PDF writer and CJK fonts."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from xml.sax.saxutils import escape

from PIL import Image
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

FILED = ("序号", "属地", "大模型名称", "备案单位", "备案编号", "备案时间")
FILED_OLD = ("序号", "属地", "模型名称", "备案单位", "备案号", "备案时间")
REGISTERED = ("序号", "属地", "应用/功能名称", "登记单位", "上线编号", "登记时间")
ON_DEVICE = ("序号", "属地", "模型名称", "备案单位", "备案编号", "备案时间", "适用场景")
CANCELLED = (
    "序号",
    "算法名称",
    "角色",
    "主体名称",
    "应用产品",
    "主要用途",
    "备案编号",
    "注销时间",
)
FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))


@dataclass(frozen=True, slots=True)
class Layout:
    """How a list is printed."""

    ruled: bool = True
    is_landscape: bool = False
    rotation: int = 0
    """/Rotate of the page; its content is turned the other way, so it reads upright."""
    shares: tuple[float, ...] = ()
    """Widths of the columns; even when empty."""
    size: float = 9.0
    cut_rows: bool = False
    """Rows may be cut by the end of a page."""
    middle: bool = False
    thin_boxes: bool = False
    """Rules are filled boxes instead of strokes."""
    height: float = A4[1]


@dataclass(frozen=True, slots=True)
class Printed:
    """One table: its caption, header and rows."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    caption: str = "生成式人工智能服务已备案信息"


def list_pdf(*tables: Printed, layout: Layout = Layout()) -> bytes:
    """Return a PDF with these tables, one below the other, over as many pages as it takes."""
    width = 800.0 if layout.is_landscape else A4[0]
    size = landscape((layout.height, width)) if layout.is_landscape else (width, layout.height)
    buffer = BytesIO()
    document = SimpleDocTemplate(
        buffer, pagesize=size, leftMargin=40, rightMargin=40, topMargin=40, bottomMargin=50
    )
    flow: list[Flowable] = []
    for table in tables:
        flow += [
            Paragraph(escape(table.caption), _style(14.0, centred=True)),
            Spacer(1, 12),
            _table(table, layout, size[0] - 80),
            Spacer(1, 20),
        ]
    document.build(flow, onFirstPage=_numbered, onLaterPages=_numbered)
    return buffer.getvalue()


def turned_pdf(table: Printed, rotation: int) -> bytes:
    """Return one page whose content is turned by 90 or 270 degrees, and its /Rotate back."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(600, 800))
    canvas.setPageRotation(rotation)
    flowable = _table(table, Layout(), 700)
    _, high = flowable.wrapOn(canvas, 700, 500)
    if rotation == 90:
        canvas.translate(600, 0)
        canvas.rotate(90)
    else:
        canvas.translate(0, 800)
        canvas.rotate(270)
    flowable.drawOn(canvas, 50, 550 - high)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def scanned_pdf() -> bytes:
    """Return a page that is a picture of a table, without a character."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 40, 40, 500, 700)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def locked_pdf() -> bytes:
    """Return a PDF that asks for a password."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, encrypt="secret")
    canvas.drawString(40, 700, "x")
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _style(size: float, *, centred: bool = False) -> ParagraphStyle:
    return ParagraphStyle(
        "cell",
        fontName=FONT,
        fontSize=size,
        leading=size * 1.3,
        wordWrap="CJK",
        alignment=1 if centred else 0,
    )


def _table(table: Printed, layout: Layout, width: float) -> Table:
    shares = layout.shares or (1.0,) * len(table.header)
    style = _style(layout.size)
    data = [[Paragraph(escape(cell), style) for cell in row] for row in (table.header, *table.rows)]
    commands: list[tuple[object, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE" if layout.middle else "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), 5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
    ]
    if layout.ruled:
        commands.append(("GRID", (0, 0), (-1, -1), 0.5, (0, 0, 0)))
        commands.append(("BACKGROUND", (0, 0), (-1, 0), (0.9, 0.9, 0.9)))
    return Table(
        data,
        colWidths=[width * share / sum(shares) for share in shares],
        style=TableStyle(commands),
        splitInRow=1 if layout.cut_rows else 0,
    )


def _numbered(canvas: Canvas, document: SimpleDocTemplate) -> None:
    canvas.setFont(FONT, 9)
    canvas.drawCentredString(300, 25, f"— {document.page} —")
