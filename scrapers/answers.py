"""What is asked and what is answered: requests, answers, the faults that a status stands for."""

import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import httpx

from jishen.domain.errors import (
    Blocked,
    LoginPage,
    Maintenance,
    Moved,
    ServerFault,
    SourceFault,
    Unreachable,
)
from jishen.domain.watch_faults import TooManyRequests
from scrapers.guard import AddressRefused
from scrapers.refusals import refusal_in

OK, NOT_MODIFIED = 200, 304
REDIRECTS = frozenset({301, 302, 303, 307, 308})
FOR_GOOD = frozenset({301, 308})
"""Redirects that say: this is the new address."""
_REFUSALS = frozenset({403, 405, 412, 468, 521})
"""403, and the codes by which mainland web firewalls refuse or ask for a script to be run."""
_GONE = frozenset({404, 410})
_TOO_MANY = 429
_PASSING = frozenset({_TOO_MANY, 502, 503, 504})
_LOGIN_NEEDED, _PROXY_LOGIN_NEEDED = 401, 407


@dataclass(frozen=True, slots=True)
class Request:
    """One page or attachment to get; a redirect may lead to `allowed_hosts` only."""

    url: str
    allowed_hosts: frozenset[str]
    etag: str | None = None
    last_modified: str | None = None
    referer: str | None = None
    fresh: bool = False
    """Ask every cache on the way for a new copy, unconditionally."""
    moved_to: str = ""
    """Where a permanent redirect led us from `url`, if one did."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer; all addresses are official ones but `fetched_from`."""

    url: str
    final_url: str
    fetched_from: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    not_modified: bool
    request_headers: tuple[tuple[str, str], ...] = ()
    peer_address: str = ""
    """IP address and port that answered."""
    certificate_sha256: str = ""
    """Of the server's TLS certificate (DER); empty over plain http."""
    moved_to: str = ""
    """The address that a permanent redirect named, if one did."""
    hops: tuple["Answer", ...] = ()
    """The redirects that led here, in order; their bodies are not read."""


class Passing(Exception):
    """A fault that may pass: worth asking again, after `wait_seconds` if the server said so."""

    def __init__(self, fault: SourceFault, wait_seconds: float | None = None) -> None:
        super().__init__(str(fault))
        self.fault = fault
        self.wait_seconds = wait_seconds


def is_good(status: int, asked: httpx.Headers) -> bool:
    """Tell whether a status is 200, or a 304 that was asked for."""
    is_conditional = bool(asked.keys() & {"if-none-match", "if-modified-since"})
    return status == OK or (status == NOT_MODIFIED and is_conditional)


def fault_of(answer: Answer, url: str) -> SourceFault | Passing:
    """Return what a status that is not good stands for; what the page says may explain it."""
    fault = _fault_of_status(answer.status, url) or _fault_of_page(answer, url)
    if answer.moved_to and isinstance(fault, Moved):
        return fault_after_move(answer.url, answer.moved_to, fault)
    fault.retry_after_seconds = _retry_after_seconds(answer)
    if answer.status in _PASSING:
        return Passing(fault, fault.retry_after_seconds)
    return fault


def fault_after_move(url: str, moved_to: str, fault: SourceFault) -> Moved:
    """Return the fault of a page that went for good to an address that is no use to us."""
    return Moved(f"{url} 已永久转向 {moved_to}，但新地址不可用：{fault}")


def _fault_of_status(status: int, url: str) -> SourceFault | None:
    if status == _LOGIN_NEEDED:
        return LoginPage(f"{url} 返回状态 {status}（要求登录），应为 200")
    if status == _PROXY_LOGIN_NEEDED:
        return Unreachable(f"代理服务器返回状态 {status}（要求认证），未能访问 {url}")
    if status in _REFUSALS:
        return Blocked(f"{url} 返回状态 {status}（拒绝访问或人机验证），应为 200；不再重试")
    if status == _TOO_MANY:
        return TooManyRequests(f"{url} 返回状态 {status}（访问过于频繁），应为 200")
    if status in _GONE:
        return Moved(f"{url} 返回状态 {status}（页面不存在），应为 200")
    return None


def _fault_of_page(answer: Answer, url: str) -> SourceFault:
    said = refusal_in(answer.body.decode("utf-8", "ignore"), f"{url} 的页面")
    if isinstance(said, Maintenance):
        return Maintenance(f"{url} 返回状态 {answer.status}：{said}")
    return ServerFault(f"{url} 返回状态 {answer.status}，应为 200")


def cause_of(error: BaseException) -> str:
    """Return why no answer arrived, in words: name, address, TLS, proxy, time or the connection."""
    known = next(filter(None, map(_known_cause, _chain(error))), None)
    if known is not None:
        return known
    if isinstance(error, httpx.ProxyError):
        return f"代理服务器拒绝（{error}）"
    if isinstance(error, httpx.TimeoutException):
        return f"超时（{type(error).__name__}）"
    return f"{type(error).__name__}（{error}）"


def is_address_refused(error: BaseException) -> bool:
    """Tell whether we did not connect because the address is not a public one."""
    return any(isinstance(link, AddressRefused) for link in _chain(error))


def _known_cause(link: BaseException) -> str | None:
    if isinstance(link, AddressRefused):
        return str(link)
    if isinstance(link, ssl.SSLCertVerificationError):
        return f"TLS 证书无效或已过期（{link.verify_message}）"
    if isinstance(link, ssl.SSLError):
        return f"TLS 握手失败（{link.reason or link}）"
    if isinstance(link, socket.gaierror):
        return f"域名无法解析（{link}）"
    return None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _retry_after_seconds(answer: Answer) -> float | None:
    """Return the wait a server asks for; a date is counted from the server's own clock."""
    headers = {name.lower(): value for name, value in answer.headers}
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        until = parsedate_to_datetime(value)
        return (until - parsedate_to_datetime(headers.get("date", ""))).total_seconds()
    except (TypeError, ValueError):
        return None
