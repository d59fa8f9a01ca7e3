"""生成式人工智能服务: a hub page with a PDF for each period, and separate announcements.

A file holds the tables of 备案, 登记 and 端侧 together. The hub is updated in place without an
announcement ("不再另行公告"); the separate announcements, the yearly ones above all, repeat rows.
"""

from functools import partial

from jishen.domain.announcements import AnnouncementLink, AnnouncementPage, AttachmentLink
from jishen.domain.filings import LIST_NAMES, ListKind
from scrapers.documents import read_filing_table
from scrapers.json_list import json_list_url, read_json_list
from scrapers.lists import plain, read_list_announcement
from scrapers.pages import read_list_page
from scrapers.source import Index, Source

HUB_URL = "https://www.cac.gov.cn/2024-04/02/c_1713729983803145.htm"
LIST_PAGE_URL = "https://www.cac.gov.cn/wxzw/wxfb/A093702index_1.htm"
NOTICE_PAGE_URL = "https://www.cac.gov.cn/hdfw/wxan/A093802index_1.htm"
JSON_LIST_URL = json_list_url("A093702")
KNOWN_ANNOUNCEMENTS = (
    "https://www.cac.gov.cn/2025-01/08/c_1738034725920930.htm",
    "https://www.cac.gov.cn/2025-09/10/c_1759222982377536.htm",
)
"""Separate announcements that have long left the newest 20 of the list page."""
LISTS = frozenset(
    {
        ListKind.GENERATIVE_AI,
        ListKind.GENERATIVE_AI_REGISTRATION,
        ListKind.GENERATIVE_AI_ON_DEVICE,
    }
)


def is_announcement(link: AnnouncementLink) -> bool:
    """Tell whether a title is of an announcement of filed or registered services."""
    title = plain(link.title)
    return "生成式" in title and ("备案" in title or "登记" in title)


def is_attachment_ours(link: AttachmentLink) -> bool:
    """Tell whether an attachment can be a list: told widely, a wrong one is a loud fault."""
    label = plain(link.label)
    return "生成式" in label or "备案" in label or "登记" in label or label.startswith("附件")


def read_page(body: bytes, page_url: str) -> AnnouncementPage:
    """Return a page with its lists; raise EmptyList when none hangs on it."""
    return read_list_announcement(body, page_url, is_attachment_ours)


SOURCE = Source(
    key="generative_ai",
    name=LIST_NAMES[ListKind.GENERATIVE_AI],
    short_name="生成式",
    list_kind=ListKind.GENERATIVE_AI,
    allowed_hosts=frozenset({"www.cac.gov.cn"}),
    indexes=(
        Index(
            "网信办“网信发布”栏目",
            LIST_PAGE_URL,
            partial(read_list_page, page_url=LIST_PAGE_URL),
            is_announcement,
        ),
        Index(
            "网信办“网信@你”栏目",
            NOTICE_PAGE_URL,
            partial(read_list_page, page_url=NOTICE_PAGE_URL),
            is_announcement,
        ),
        Index("网信办“网信发布”栏目接口", JSON_LIST_URL, read_json_list, is_announcement),
    ),
    hubs=(HUB_URL,),
    read_page=read_page,
    is_attachment_ours=is_attachment_ours,
    read_attachment=partial(read_filing_table, expected=LISTS),
    pages=KNOWN_ANNOUNCEMENTS,
)
