"""The pages of www.cac.gov.cn: list pages to links, announcement pages to attachments."""

from __future__ import annotations  # Tag is there for the type checker only

import re
from datetime import date, datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes, urlsplit
from zoneinfo import ZoneInfo

from jishen.domain.announcements import AnnouncementLink, AnnouncementPage, AttachmentLink
from jishen.domain.errors import EmptyList, LayoutChanged, TooLarge
from scrapers.addresses import official_address
from scrapers.decoding import decode_page
from scrapers.refusals import cut_short, diagnose, is_whole

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

MAX_PAGE_BYTES = 2_000_000
"""Real pages are about 20 kB; parsing time grows with what a hostile page nests."""

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_DAY = re.compile(r"(20\d\d)-(\d{1,2})-(\d{1,2})")
_PUBLISHED = re.compile(r"(20\d\d)年(\d{1,2})月(\d{1,2})日\s*(\d{1,2}):(\d\d)")
_REBUILT = re.compile(r"publishdate:(20\d\d)/(\d{1,2})/(\d{1,2}) (\d{1,2}):(\d\d):(\d\d)")
_DOWNLOAD_PATH = "/cms/pub/interact/downloadfile.jsp"
_DOWNLOAD_TARGET = "CMSFILEINCONTENT"
DOCUMENT_SUFFIXES = (".docx", ".doc", ".wps", ".pdf", ".ofd", ".xlsx", ".xls", ".et", ".zip")
_LIST_SHAPE = "公告列表（div#loadingInfoPage）"
_ARTICLE_SHAPE = "公告标题（h1.title）和正文（#BodyLabel）"


def read_list_page(body: bytes, page_url: str) -> tuple[AnnouncementLink, ...]:
    """Return the announcements that a list page links to, in its order.

    Raises the SourceFault that says why there is no complete list: Blocked, CutShort, EmptyList,
    LayoutChanged, EncodingFault, TooLarge.
    """
    text, page = _parsed(body)
    frame = page.select_one("div#loadingInfoPage")
    if frame is None:
        raise diagnose(text, _LIST_SHAPE)
    if not is_whole(text):
        raise cut_short(text, _LIST_SHAPE)
    items = frame.select(":scope > li")
    if not items:
        _raise_no_items(text, frame)
    headings = len(frame.select("h5"))
    if headings != len(items):
        message = f"{_LIST_SHAPE}有 {len(items)} 个 li 条目，却有 {headings} 个 h5 标题"
        raise LayoutChanged(message)
    links = (_link_of(item, page_url) for item in items)
    return tuple({link.url: link for link in links}.values())


def read_announcement_page(body: bytes, page_url: str) -> AnnouncementPage:
    """Return an announcement page's title, times and attachments in order.

    Raises the SourceFault that says why the page cannot be relied on, as `read_list_page`.
    """
    text, page = _parsed(body)
    title = page.select_one(".main-title h1.title")
    article = page.select_one("#BodyLabel")
    if title is None or article is None or not _text_of(title):
        raise diagnose(text, _ARTICLE_SHAPE)
    if not is_whole(text):
        raise cut_short(text, _ARTICLE_SHAPE)
    return AnnouncementPage(
        title=_text_of(title),
        published_at=_instant(_PUBLISHED, _text_of(page.select_one("#pubtime"))),
        attachments=_attachments(article, page_url),
        rebuilt_at=_instant(_REBUILT, text),
    )


def _parsed(body: bytes) -> tuple[str, BeautifulSoup]:
    if len(body) > MAX_PAGE_BYTES:
        message = f"页面有 {len(body)} 字节，上限 {MAX_PAGE_BYTES} 字节，未予解读"
        raise TooLarge(message)
    # Here: it takes 0.1 s to load, and most runs that know the sources read no page.
    from bs4 import BeautifulSoup  # noqa: PLC0415

    text = decode_page(body)
    return text, BeautifulSoup(text, "lxml")


def _raise_no_items(text: str, frame: Tag) -> None:
    """Raise the fault of a list frame without items of its own."""
    if frame.select_one("a[href]") is not None:
        message = f"{_LIST_SHAPE}中有链接，但不再是 li 条目"
        raise LayoutChanged(message)
    fault = diagnose(text, f"{_LIST_SHAPE}中的条目")
    if isinstance(fault, LayoutChanged):
        message = f"{_LIST_SHAPE}完整，但没有任何条目"
        raise EmptyList(message)
    raise fault


def _link_of(item: Tag, page_url: str) -> AnnouncementLink:
    anchor = item.select_one("h5 > a[href]")
    url = None if anchor is None else official_address(_attribute(anchor, "href"), page_url)
    # The link's text may be cut; the title attribute is whole unless a quote inside it ends it.
    title = "" if anchor is None else max(_attribute(anchor, "title"), _text_of(anchor), key=len)
    if url is None or not title:
        message = f"列表条目不再是“h5 > a[title]”：{_text_of(item)[:60]}"
        raise LayoutChanged(message)
    return AnnouncementLink(url, title, day_of(_text_of(item.select_one("div.times"))))


def _attachments(article: Tag, page_url: str) -> tuple[AttachmentLink, ...]:
    links: dict[str, AttachmentLink] = {}
    for anchor in article.select("a[href]"):
        href = _attribute(anchor, "href")
        path = urlsplit(href).path
        is_download = path.endswith(_DOWNLOAD_PATH.lstrip("/"))
        if not (
            is_download
            or _attribute(anchor, "target") == _DOWNLOAD_TARGET
            or path.lower().endswith(DOCUMENT_SUFFIXES)
        ):
            continue
        # Saved pages write this path without its leading slash; it always hangs on the root.
        rooted = href.replace(path, _DOWNLOAD_PATH, 1) if not urlsplit(href).netloc else href
        url = official_address(rooted if is_download else href, page_url)
        label = _label_of(href) or _text_of(anchor)
        if url is None or not label:
            message = f"附件链接没有可用的地址或名称：{href[:120]}"
            raise LayoutChanged(message)
        # Editors split one link into several anchors: the same address is the same attachment.
        links.setdefault(url, AttachmentLink(url, label))
    return tuple(links.values())


def _label_of(href: str) -> str:
    """Return the label in a download address (fText), or "" when it has none that can be read."""
    for field in urlsplit(href).query.split("&"):
        name, _, value = field.partition("=")
        if name == "fText":
            try:
                return " ".join(unquote_to_bytes(value.replace("+", " ")).decode("utf-8").split())
            except UnicodeDecodeError:
                return ""
    return ""


def day_of(printed: str) -> date | None:
    """Return the day in a printed YYYY-MM-DD, with or without a time, or None.

    >>> day_of("2026-03-12 09:30:00.0")
    datetime.date(2026, 3, 12)
    """
    found = _DAY.search(printed)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _instant(pattern: re.Pattern[str], text: str) -> datetime | None:
    """Return the instant that a pattern's numbers name, in Shanghai time, or None."""
    found = pattern.search(text)
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part) for part in (*found.groups(), 0)[:6])
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=_SHANGHAI)
    except ValueError:
        return None


def _text_of(element: Tag | None) -> str:
    return "" if element is None else " ".join(element.get_text().split())


def _attribute(element: Tag, name: str) -> str:
    value = element.get(name, "")
    return value.strip() if isinstance(value, str) else " ".join(value or ())
