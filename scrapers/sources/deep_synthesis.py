"""境内深度合成服务算法备案清单: one announcement page per batch, told by three indexes.

The notice API pins every batch but the first (`deep_synthesis_first`); the list page shows the
newest 20 announcements of any kind, the list interface the newest 100. A batch found by any is the
same batch: all give the same normalised address.
"""

from functools import partial

from jishen.domain.announcements import AnnouncementLink
from jishen.domain.filings import LIST_NAMES, ListKind
from scrapers.documents import read_filing_table
from scrapers.json_list import json_list_url, read_json_list
from scrapers.lists import (
    FIRST_DEEP_SYNTHESIS_URL,
    is_deep_synthesis_list,
    is_unknown_filing_notice,
    plain,
    read_deep_synthesis_page,
)
from scrapers.notice_api import NOTICE_LIST_URL, read_notice_list
from scrapers.pages import read_list_page
from scrapers.source import Index, Source

LIST_PAGE_URL = "https://www.cac.gov.cn/wxzw/wxfb/A093702index_1.htm"
JSON_LIST_URL = json_list_url("A093702")


def is_batch(link: AnnouncementLink) -> bool:
    """Tell whether a title among announcements of every kind is that of a batch."""
    title = plain(link.title)
    is_first = link.url == FIRST_DEEP_SYNTHESIS_URL  # a source of its own
    return "深度合成" in title and "备案" in title and not is_first


def is_batch_notice(link: AnnouncementLink) -> bool:
    """Tell whether a deep-synthesis notice is that of a batch; its type half says so."""
    title = plain(link.title)
    return "深度合成" in title or "备案" in title


SOURCE = Source(
    key="deep_synthesis",
    name=LIST_NAMES[ListKind.DEEP_SYNTHESIS],
    short_name="深度合成",
    list_kind=ListKind.DEEP_SYNTHESIS,
    allowed_hosts=frozenset({"www.cac.gov.cn", "beian.cac.gov.cn"}),
    indexes=(
        Index("备案系统公告接口", NOTICE_LIST_URL, read_notice_list, is_batch_notice),
        Index(
            "网信办“网信发布”栏目",
            LIST_PAGE_URL,
            partial(read_list_page, page_url=LIST_PAGE_URL),
            is_batch,
            is_unknown_filing_notice,
        ),
        Index("网信办“网信发布”栏目接口", JSON_LIST_URL, read_json_list, is_batch),
    ),
    hubs=(),
    read_page=read_deep_synthesis_page,
    is_attachment_ours=is_deep_synthesis_list,
    read_attachment=partial(read_filing_table, expected=ListKind.DEEP_SYNTHESIS),
)
