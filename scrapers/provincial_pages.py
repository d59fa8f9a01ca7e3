"""Article pages of www.cagd.gov.cn: no page of it is at hand, so only what any article has is read.

A title, the whole page, and links to files of a known ending: anything else is a changed layout.
"""

from __future__ import annotations  # BeautifulSoup is there for the type checker only

from typing import TYPE_CHECKING

from jishen.domain.announcements import AnnouncementPage, AttachmentLink
from jishen.domain.errors import TooLarge
from scrapers.addresses import official_address
from scrapers.decoding import decode_page
from scrapers.pages import DOCUMENT_SUFFIXES, MAX_PAGE_BYTES
from scrapers.refusals import cut_short, diagnose, is_whole

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

_SHAPE = "文章标题和附件链接"


def read_provincial_page(body: bytes, page_url: str) -> AnnouncementPage:
    """Return a page's title and its links to files, in order.

    Raises the SourceFault that says why the page cannot be relied on.
    """
    if len(body) > MAX_PAGE_BYTES:
        message = f"页面有 {len(body)} 字节，上限 {MAX_PAGE_BYTES} 字节，未予解读"
        raise TooLarge(message)
    text = decode_page(body)
    # Parsing is rare (a page that changed): a pass over unchanged pages need not load the parser.
    from bs4 import BeautifulSoup  # noqa: PLC0415

    page = BeautifulSoup(text, "lxml")
    title = _title(page)
    if not title:
        raise diagnose(text, _SHAPE)
    if not is_whole(text):
        raise cut_short(text, _SHAPE)
    links = {link.url: link for link in _files(page, page_url)}
    return AnnouncementPage(title=title, published_at=None, attachments=tuple(links.values()))


def _title(page: BeautifulSoup) -> str:
    from bs4 import Tag  # noqa: PLC0415 (as above)

    for element in (page.find("h1"), page.find("h2"), page.find("title")):
        if isinstance(element, Tag) and element.get_text(strip=True):
            return " ".join(element.get_text().split())
    return ""


def _files(page: BeautifulSoup, page_url: str) -> list[AttachmentLink]:
    from bs4 import Tag  # noqa: PLC0415 (as above)

    found = []
    for anchor in page.find_all("a", href=True):
        href = str(anchor["href"]) if isinstance(anchor, Tag) else ""
        label = " ".join(anchor.get_text().split())
        names = (href.partition("?")[0].lower(), label.lower())
        url = official_address(href, page_url)
        if url is not None and any(name.endswith(DOCUMENT_SUFFIXES) for name in names):
            found.append(AttachmentLink(url, label or href.rsplit("/", 1)[-1]))
    return found
