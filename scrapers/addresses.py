"""Addresses of official pages: one form for one page, and where its bytes are fetched from."""

from collections.abc import Mapping
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}
_STATIC_PAGE_SUFFIXES = (".htm", ".html")


def official_address(href: str, page_url: str) -> str | None:
    """Return a link of a page as the absolute https address that stands for its target.

    Fragments go, and so do queries of static pages (share links append them): one page, one
    address, whichever index led to it. None when the link is not http or https.

    >>> official_address("//www.cac.gov.cn/2026-03/12/c_1.htm#top", "https://www.cac.gov.cn/")
    'https://www.cac.gov.cn/2026-03/12/c_1.htm'
    >>> official_address("javascript:", "https://www.cac.gov.cn/") is None
    True
    """
    try:
        parts = urlsplit(urljoin(page_url, href.strip()))
        host = _host_and_port(parts)
    except ValueError:
        return None
    if parts.scheme not in _DEFAULT_PORTS or not host:
        return None
    query = "" if parts.path.endswith(_STATIC_PAGE_SUFFIXES) else parts.query
    return urlunsplit(("https", host, parts.path or "/", query, ""))


def host_of(url: str) -> str:
    """Return the lower-case host of an http or https address, or "" for anything else."""
    try:
        parts = urlsplit(url)
        return (parts.hostname or "") if parts.scheme in _DEFAULT_PORTS else ""
    except ValueError:
        return ""


def is_same_page(url: str, other: str) -> bool:
    """Tell whether two addresses differ in nothing but scheme, a leading www. or a last slash.

    >>> is_same_page("https://cagd.gov.cn/v/1.html", "http://www.cagd.gov.cn/v/1.html")
    True
    """
    return _bare(url) == _bare(other)


def _bare(url: str) -> tuple[str, str, str]:
    parts = urlsplit(url)
    return host_of(url).removeprefix("www."), parts.path.rstrip("/"), parts.query


def is_default_port(url: str) -> bool:
    """Tell whether an address uses its scheme's own port: no other one is ever official.

    >>> is_default_port("https://www.cac.gov.cn/"), is_default_port("http://www.cac.gov.cn:22/")
    (True, False)
    """
    try:
        parts = urlsplit(url)
        return parts.port is None or parts.port == _DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        return False


def connection_address(url: str, origins: Mapping[str, str]) -> str:
    """Return where the bytes of an official page are fetched: at a replica, if one stands in.

    `origins` maps official origins (https://host) to base addresses; plain http to such a host goes
    to the replica as well, never to the real site.
    """
    parts = urlsplit(url)
    base = origins.get(f"https://{_host_and_port(parts)}")
    if base is None:
        return urlunsplit((*parts[:4], ""))
    return base.rstrip("/") + urlunsplit(("", "", parts.path or "/", parts.query, ""))


def redirect_target(
    location: str, url: str, fetched_from: str, origins: Mapping[str, str]
) -> str | None:
    """Return the official address a redirect leads to, or None when it is not an address.

    A replica may answer with its own address or with the official one; both mean the same page.
    """
    try:
        connected = urljoin(fetched_from, location)
        for origin, base in origins.items():
            root = base.rstrip("/") + "/"
            if connected.startswith(root):
                return origin.rstrip("/") + "/" + connected.removeprefix(root)
        return urljoin(url, location)
    except ValueError:
        return None


def _host_and_port(parts: SplitResult) -> str:
    """Return the host, with its port only when that is not the scheme's own."""
    host = parts.hostname or ""
    if parts.port is None or parts.port == _DEFAULT_PORTS.get(parts.scheme):
        return host
    return f"{host}:{parts.port}"
