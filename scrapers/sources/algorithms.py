"""境内互联网信息服务算法备案清单: one hub page, to which each list is added in place.

No announcement tells of an addition ("不再另行公告"), so there is no index: the hub is polled.
"""

from functools import partial

from jishen.domain.announcements import AnnouncementPage, AttachmentLink
from jishen.domain.filings import LIST_NAMES, ListKind
from scrapers.documents import read_filing_table
from scrapers.lists import names_a_filing_list, plain, read_list_announcement
from scrapers.source import Source

HUB_URL = "https://www.cac.gov.cn/2022-08/12/c_1661927474338504.htm"


def is_attachment_ours(link: AttachmentLink) -> bool:
    """Tell whether an attachment of the hub is an algorithm list."""
    return names_a_filing_list(link.label) and "深度合成" not in plain(link.label)


def read_page(body: bytes, page_url: str) -> AnnouncementPage:
    """Return the hub page; raise EmptyList when no algorithm list hangs on it."""
    return read_list_announcement(body, page_url, is_attachment_ours)


SOURCE = Source(
    key="algorithms",
    name=LIST_NAMES[ListKind.ALGORITHM],
    short_name="算法",
    list_kind=ListKind.ALGORITHM,
    allowed_hosts=frozenset({"www.cac.gov.cn"}),
    indexes=(),
    hubs=(HUB_URL,),
    read_page=read_page,
    is_attachment_ours=is_attachment_ours,
    read_attachment=partial(read_filing_table, expected=ListKind.ALGORITHM),
)
