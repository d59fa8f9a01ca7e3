"""From attachment bytes to filing rows, in this process: what the child of `apart` runs."""

from collections.abc import Callable

from jishen.domain.errors import NeedsAPerson
from jishen.domain.filings import AttachmentReading, ListKind
from scrapers.documents import docx, html, pdf, sheets
from scrapers.documents.filing_table import read_rows
from scrapers.documents.grid import Table
from scrapers.documents.kind import DocumentKind, kind_of

_READERS: dict[DocumentKind, Callable[[bytes], tuple[Table, ...]]] = {
    DocumentKind.DOCX: docx.read_tables,
    DocumentKind.PDF: pdf.read_tables,
    DocumentKind.XLSX: sheets.read_tables,
    DocumentKind.XLS: sheets.read_tables,
    DocumentKind.HTML: html.read_tables,
}


def needs_conversion(content: bytes) -> bool:
    """Tell whether a file must be turned into DOCX before it can be read; raises as `kind_of`."""
    return kind_of(content) is DocumentKind.DOC


def read_here(content: bytes, expected: frozenset[ListKind] | None = None) -> AttachmentReading:
    """Return what an attachment says; raises what `read_filing_table` raises."""
    kind = kind_of(content)
    reader = _READERS.get(kind)
    if reader is None:
        message = f"附件为 {kind.value} 文件，本系统不能读取，原件已保存"
        raise NeedsAPerson(message)
    return read_rows(reader(content), expected)
