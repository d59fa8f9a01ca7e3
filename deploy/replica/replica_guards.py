"""Answers that are not the document: of what stands before a site, or of a careless hand."""

import gzip
import itertools
import re
from functools import cache
from http import HTTPStatus

GZIP_BOMB_BYTES = 200_000_000
HUGE_BYTES = 60_000_000
NEW_ADDRESS = "https://www.cac.gov.cn/new/place.htm"
PRIVATE_ADDRESS = "http://169.254.169.254/latest/"
ROBOTS_FORBID = b"User-agent: *\nDisallow: /\n"
_turns = itertools.count(1)

_WAF = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="UTF-8"><title>请求被拦截</title></head>
<body><h1>405</h1><p>您的请求可能对网站造成安全威胁，已被网站防火墙拦截。</p><p>事件编号：REPLICA</p></body></html>
"""
_MAINTENANCE = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="UTF-8"><title>系统维护公告</title></head>
<body><h1>系统维护公告</h1><p>网站正在升级维护，暂停服务，给您带来不便敬请谅解。</p></body></html>
"""
_DYNAMIC = """<!DOCTYPE html>
<html><head><meta charset="UTF-8"><title></title></head><body>
<script>document.cookie="__turn={turn};path=/";setTimeout(function(){{location.reload()}},{wait});</script>
<noscript>请开启 JavaScript 后访问</noscript></body></html>
"""

_ATTACHMENT = re.compile(rb"<a [^>]*downloadfile\.jsp.*?</a>", re.DOTALL)
_MONTH = re.compile(r"(\d{4})年(\d{1,2})月")

WAF_STATUS = HTTPStatus.METHOD_NOT_ALLOWED


def waf_page() -> bytes:
    """Return the page of a web application firewall."""
    return _WAF.encode()


def maintenance_page() -> bytes:
    """Return a maintenance notice, which comes with status 200."""
    return _MAINTENANCE.encode()


def dynamic_check() -> bytes:
    """Return a bot check made by a script: other bytes at every request."""
    turn = next(_turns)
    return _DYNAMIC.format(turn=f"{turn * 2654435761 % 2**32:08x}", wait=200 + turn % 7).encode()


@cache
def gzip_bomb() -> bytes:
    """Return a small body that is very large once it is unpacked."""
    return gzip.compress(bytes(GZIP_BOMB_BYTES), mtime=0)


@cache
def huge_page() -> bytes:
    """Return a body above every sensible limit."""
    return b"<html><body>" + b" " * HUGE_BYTES + b"</body></html>"


def small_pdf() -> bytes:
    """Return a PDF file of one empty page."""
    parts = [
        b"1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n",
        b"2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n",
        b"3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>> endobj\n",
    ]
    body, places = b"%PDF-1.4\n", []
    for part in parts:
        places.append(len(body))
        body += part
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 4\n0000000000 65535 f \n"
    end = b"trailer <</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    return body + head + table + end


def without_newest(page: bytes) -> bytes:
    """Return a page as it was before its newest attachment was put on it."""
    links = _ATTACHMENT.findall(page)
    return page.replace(max(links, key=_month_of), b"") if links else page


def _month_of(link: bytes) -> tuple[int, int]:
    found = _MONTH.search(link.decode())
    return (int(found[1]), int(found[2])) if found else (0, 0)
