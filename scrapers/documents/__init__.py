"""From attachment bytes to filing rows."""

from collections.abc import Callable

from jishen.domain.errors import NeedsAPerson
from jishen.domain.filings import AttachmentReading, ListKind
from scrapers.documents import docx, html, legacy, pdf, sheets
from scrapers.documents.filing_table import read_rows
from scrapers.documents.grid import Table
from scrapers.documents.kind import DocumentKind, kind_of
from scrapers.documents.pdf import render_pdf_page

__all__ = ["read_filing_table", "render_pdf_page"]

_READERS: dict[DocumentKind, Callable[[bytes], tuple[Table, ...]]] = {
    DocumentKind.DOCX: docx.read_tables,
    DocumentKind.PDF: pdf.read_tables,
    DocumentKind.XLSX: sheets.read_tables,
    DocumentKind.XLS: sheets.read_tables,
    DocumentKind.HTML: html.read_tables,
    DocumentKind.DOC: legacy.read_tables,
}


def read_filing_table(
    content: bytes, expected: ListKind | frozenset[ListKind] | None = None
) -> AttachmentReading:
    """Return the filings of one official attachment, in the order of its tables.

    With `expected`, a table of another list raises TableChanged. Raises NotADocument for web pages
    without a table, empty and foreign files, UnreadableDocument for damaged or oversized ones,
    NeedsAPerson for scans and formats that nothing here reads, TableChanged when a table is not a
    known one. A line that cannot be read is a doubt beside the rows; many make it TableChanged.
    """
    kind = kind_of(content)
    reader = _READERS.get(kind)
    if reader is None:
        message = f"附件为 {kind.value} 文件，本系统不能读取，原件已保存"
        raise NeedsAPerson(message)
    wanted = frozenset({expected}) if isinstance(expected, ListKind) else expected
    return read_rows(reader(content), wanted)
