"""From attachment bytes to filing rows."""

from jishen.domain.errors import TableChanged
from jishen.domain.filings import AttachmentReading, ListKind
from scrapers.documents.docx import read_tables
from scrapers.documents.filing_table import read_rows
from scrapers.documents.kind import DocumentKind, kind_of


def read_filing_table(content: bytes, expected: ListKind | None = None) -> AttachmentReading:
    """Return the filings of one official attachment, in the order of its table.

    With `expected`, a table of another list raises TableChanged. Raises NotADocument for web pages,
    empty and foreign files, UnreadableDocument for damaged or oversized ones, TableChanged when the
    table is not the known one: an attachment is read whole or not at all.
    """
    kind = kind_of(content)
    if kind is not DocumentKind.DOCX:
        message = f"附件为 {kind.value} 文件；已知的备案清单均为 DOCX，未予读取"
        raise TableChanged(message)
    return AttachmentReading(read_rows(read_tables(content), expected))
