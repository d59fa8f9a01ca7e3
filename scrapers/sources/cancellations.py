"""算法备案编号注销: notices of the filing system, each of which is a PDF file without a page."""

from functools import partial

from jishen.domain.announcements import AnnouncementLink, AnnouncementPage, AttachmentLink
from jishen.domain.errors import LayoutChanged
from jishen.domain.filings import LIST_NAMES, ListKind
from scrapers.documents import read_filing_table
from scrapers.notice_api import NOTICE_LIST_URL, read_cancellations
from scrapers.source import Index, Source


def is_cancellation(_link: AnnouncementLink) -> bool:
    """Tell whether a link of the index is ours: its reader gives nothing else."""
    return True


def attachment_of(link: AnnouncementLink) -> AttachmentLink:
    """Return the file that a notice is; its title is its label."""
    return AttachmentLink(link.url, link.title)


def is_attachment_ours(_link: AttachmentLink) -> bool:
    """Tell whether an attachment is a list: every notice is one."""
    return True


def read_page(_body: bytes, page_url: str) -> AnnouncementPage:
    """Raise LayoutChanged: a notice is a file and has no page to read."""
    message = f"注销公告没有网页，只有文件：{page_url}"
    raise LayoutChanged(message)


SOURCE = Source(
    key="cancellations",
    name=LIST_NAMES[ListKind.CANCELLATION],
    short_name="注销",
    list_kind=ListKind.CANCELLATION,
    allowed_hosts=frozenset({"beian.cac.gov.cn"}),
    indexes=(Index("备案系统公告接口", NOTICE_LIST_URL, read_cancellations, is_cancellation),),
    hubs=(),
    read_page=read_page,
    is_attachment_ours=is_attachment_ours,
    read_attachment=partial(read_filing_table, expected=ListKind.CANCELLATION),
    attachment_of=attachment_of,
)
