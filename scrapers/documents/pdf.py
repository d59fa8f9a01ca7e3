"""The tables of a PDF file: characters and rules from PDFium, the grid is ours.

Measured before: ready-made table readers lose rows, displace full-width commas or take a hundred
times as long. Rows that a page's end cuts are put together in `page_joints`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import chain

import pypdfium2 as pdfium
from pypdfium2 import raw

from jishen.domain.errors import NeedsAPerson, TableChanged, UnreadableDocument
from scrapers.documents.grid import Table
from scrapers.documents.pdf_fonts import prepare_fonts
from scrapers.documents.pdf_marks import Page, page_of
from scrapers.documents.pdf_ruled import outside_rules, ruled_tables
from scrapers.documents.pdf_text import lines_of
from scrapers.documents.pdf_unruled import unruled_tables

MOST_PAGES = 500
_PICTURE_WIDTH = 1240
_LARGEST_SCALE = 4.0
_NUMBER_MARKS = ("网信算备",)


def read_tables(content: bytes) -> tuple[Table, ...]:
    """Return the tables of a PDF in the order of its pages.

    Raises UnreadableDocument for damaged, encrypted and oversized files, NeedsAPerson where a page
    is a picture without characters, TableChanged where a table cannot be cut into cells.
    """
    with _opened(content) as document:
        pages = tuple(_pages(document))
    pictures = [page.number for page in pages if not page.characters and page.has_images]
    if pictures or not any(page.characters for page in pages):
        named = "、".join(str(number) for number in pictures) or "各"
        message = f"PDF 第 {named} 页没有文字，疑为扫描件，须人工阅读"
        raise NeedsAPerson(message)
    ruled = [ruled_tables(page) for page in pages]
    if not any(ruled):
        return unruled_tables(pages)
    for page in pages:
        _refuse_rows_outside(page)
    return tuple(chain.from_iterable(ruled))


def render_pdf_page(content: bytes, page_number: int, width: int = _PICTURE_WIDTH) -> bytes:
    """Return one page (1-based) as a PNG picture, for a reviewer to look at beside a doubt.

    Raises UnreadableDocument when the file cannot be opened or has no such page.
    """
    with _opened(content) as document:
        if not 1 <= page_number <= len(document):
            message = f"PDF 共 {len(document)} 页，没有第 {page_number} 页"
            raise UnreadableDocument(message)
        page = document[page_number - 1]
        scale = min(width / max(page.get_width(), 1.0), _LARGEST_SCALE)
        scale = min(scale, 3 * width / max(page.get_height(), 1.0))
        bitmap = page.render(scale=scale)
        picture = BytesIO()
        bitmap.to_pil().save(picture, format="PNG", optimize=True)
        return picture.getvalue()


@contextmanager
def _opened(content: bytes) -> Iterator[pdfium.PdfDocument]:
    prepare_fonts()
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as fault:
        if fault.err_code in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}:
            message = "PDF 已加密，无法打开"
            raise NeedsAPerson(message) from fault
        message = f"PDF 损坏或不完整，无法打开：{fault}"
        raise UnreadableDocument(message) from fault
    try:
        if len(document) > MOST_PAGES:
            message = f"PDF 有 {len(document)} 页，上限 {MOST_PAGES} 页"
            raise UnreadableDocument(message)
        yield document
    except pdfium.PdfiumError as fault:
        message = f"PDF 中有页面无法读取：{fault}"
        raise UnreadableDocument(message) from fault
    finally:
        document.close()


def _pages(document: pdfium.PdfDocument) -> Iterator[Page]:
    for number in range(1, len(document) + 1):
        page = document[number - 1]
        try:
            yield page_of(page, number)
        finally:
            page.close()


def _refuse_rows_outside(page: Page) -> None:
    """Raise TableChanged where filing numbers stand outside the ruled tables."""
    for line in lines_of(outside_rules(page)):
        said = "".join(box.text for box in line)
        if any(mark in said for mark in _NUMBER_MARKS):
            message = f"第 {page.number} 页在表格框线之外也有备案编号：{said[:60]}"
            raise TableChanged(message)
