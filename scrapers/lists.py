"""What the pages of the algorithm lists have in common: labels, and never a page without a list."""

import re
import unicodedata
from collections.abc import Callable

from jishen.domain.announcements import AnnouncementLink, AnnouncementPage, AttachmentLink
from jishen.domain.errors import EmptyList
from scrapers.pages import read_announcement_page

_BARE_LABEL = re.compile(r"附件[\d一二三四五六七八九十]*[:：.、]?")

_NOTICE_MARKS = ("信息的公告", "清单", "名单", "发布", "公布")
_KNOWN_MARKS = (
    "深度合成",
    "生成式",
    "互联网信息服务算法",
    "注销",
    # Other filings of the same office, which no award rests on.
    "境外",
    "区块链",
    "新闻",
    "个人信息",
    "数据出境",
    "征求意见",
)


def plain(printed: str) -> str:
    """Return a title or label without white space and with half-width forms, for look-ups in it."""
    return "".join(unicodedata.normalize("NFKC", printed).split())


def names_a_filing_list(label: str) -> bool:
    """Tell whether an attachment's label can stand for a filing list; told widely on purpose.

    A list taken for something else would be a silent miss, something else taken for a list is a
    loud fault of its reading.

    >>> names_a_filing_list("附件17 境内互联网信息服务算法备案清单（2026年3月）")
    True
    >>> names_a_filing_list("算法安全自评估报告模板")
    False
    """
    text = plain(label)
    if _BARE_LABEL.fullmatch(text):
        return True
    return "清单" in text or ("算法" in text and "备案" in text)


FIRST_DEEP_SYNTHESIS_URL = "https://www.cac.gov.cn/2023-06/20/c_1688910683316256.htm"
"""The first batch's page, a source of its own (`deep_synthesis_first`)."""


def is_deep_synthesis_list(link: AttachmentLink) -> bool:
    """Tell whether an attachment of a deep-synthesis page is its list."""
    return names_a_filing_list(link.label) and "互联网信息服务算法" not in plain(link.label)


def read_deep_synthesis_page(body: bytes, page_url: str) -> AnnouncementPage:
    """Return a deep-synthesis page; raise EmptyList when no list hangs on it."""
    return read_list_announcement(body, page_url, is_deep_synthesis_list)


def is_unknown_filing_notice(link: AnnouncementLink) -> bool:
    """Tell whether a title may be of a filing list that no source here takes for its own.

    >>> is_unknown_filing_notice(AnnouncementLink("", "关于发布智能体备案信息的公告", None))
    True
    >>> is_unknown_filing_notice(AnnouncementLink("", "第十六批深度合成算法备案公告", None))
    False
    """
    title = plain(link.title)
    is_notice = ("备案" in title or "登记" in title) and any(m in title for m in _NOTICE_MARKS)
    return is_notice and not any(mark in title for mark in _KNOWN_MARKS)


def read_list_announcement(
    body: bytes,
    page_url: str,
    is_ours: Callable[[AttachmentLink], bool],
    read_page: Callable[[bytes, str], AnnouncementPage] = read_announcement_page,
) -> AnnouncementPage:
    """Return a page, as `read_page` reads it, that must carry an attachment of the list.

    Raises EmptyList when it carries none: a hub without its lists is a fault, never "nothing new".
    """
    page = read_page(body, page_url)
    if not any(is_ours(link) for link in page.attachments):
        labels = "、".join(link.label for link in page.attachments) or "无"
        message = f"公告“{page.title}”中没有备案清单附件；现有附件：{labels}"
        raise EmptyList(message)
    return page
