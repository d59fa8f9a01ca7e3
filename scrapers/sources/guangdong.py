"""广东省生成式人工智能服务已备案信息: the province's own list, a workbook on cagd.gov.cn."""

from dataclasses import replace

from jishen.domain.announcements import AnnouncementPage, AttachmentLink
from jishen.domain.filings import LIST_NAMES, AttachmentReading, ListKind
from scrapers.documents import read_filing_table
from scrapers.lists import plain, read_list_announcement
from scrapers.provincial_pages import read_provincial_page
from scrapers.source import Source

PAGE_URLS = ("https://cagd.gov.cn/v/2024/04/4859.html",)
_READ_AS = frozenset({ListKind.GENERATIVE_AI, ListKind.GENERATIVE_AI_REGISTRATION})


def is_attachment_ours(link: AttachmentLink) -> bool:
    """Tell whether an attachment of the page can be the list."""
    label = plain(link.label)
    return "备案" in label or "登记" in label or label.endswith((".xlsx", ".xls"))


def read_page(body: bytes, page_url: str) -> AnnouncementPage:
    """Return the province's page with its list; raise EmptyList when none hangs on it."""
    return read_list_announcement(body, page_url, is_attachment_ours, read_provincial_page)


def read_attachment(content: bytes) -> AttachmentReading:
    """Return the rows as entries of the province's list; a 登记 stays one."""
    reading = read_filing_table(content, expected=_READ_AS)
    rows = tuple(
        replace(row, list_kind=ListKind.GENERATIVE_AI_PROVINCIAL)
        if row.list_kind is ListKind.GENERATIVE_AI
        else row
        for row in reading.rows
    )
    return replace(reading, rows=rows)


SOURCE = Source(
    key="guangdong",
    name=LIST_NAMES[ListKind.GENERATIVE_AI_PROVINCIAL],
    short_name="广东省",
    list_kind=ListKind.GENERATIVE_AI_PROVINCIAL,
    allowed_hosts=frozenset({"www.cagd.gov.cn", "cagd.gov.cn"}),
    indexes=(),
    hubs=PAGE_URLS,
    read_page=read_page,
    is_attachment_ours=is_attachment_ours,
    read_attachment=read_attachment,
)
