"""From attachment bytes to filing rows, read in a child process: the bytes are not trusted."""

from jishen.domain.filings import AttachmentReading, ListKind
from scrapers.documents.apart import read_apart, render_apart, show_apart

__all__ = ["read_filing_table", "render_pdf_page", "shown_page"]


def read_filing_table(
    content: bytes, expected: ListKind | frozenset[ListKind] | None = None
) -> AttachmentReading:
    """Return the filings of one official attachment, in the order of its tables.

    With `expected`, a table of another list raises TableChanged. Raises NotADocument for web pages
    without a table, empty and foreign files, UnreadableDocument for damaged or oversized ones,
    NeedsAPerson for scans and formats that nothing here reads, TableChanged when a table is not a
    known one, ReaderDied when the reader ended on the file. A line that cannot be read is a doubt
    beside the rows; many make it TableChanged.
    """
    return read_apart(
        content, frozenset({expected}) if isinstance(expected, ListKind) else expected
    )


def render_pdf_page(content: bytes, page_number: int) -> bytes:
    """Return one page (1-based) as a PNG picture, for a reviewer to look at beside a doubt.

    Raises UnreadableDocument when the file cannot be opened or has no such page, ReaderDied.
    """
    return render_apart(content, page_number)


def shown_page(content: bytes) -> bytes:
    """Return a kept web page as harmless HTML: text and tables, nothing that acts or loads.

    Raises UnreadableDocument for what is no text or too large, ReaderDied.
    """
    return show_apart(content)
