"""Polite, bounded, conditional HTTP: the only module that knows httpx."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self

import httpcore
import httpx
import stamina

from jishen.domain.errors import (
    Blocked,
    EmptyBody,
    ServerFault,
    SourceFault,
    TooLarge,
    Unreachable,
)
from scrapers.addresses import connection_address, host_of, redirect_target
from scrapers.patience import Deadline, HostGates, TimedBackend

_OK, _NOT_MODIFIED = 200, 304
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_REFUSALS = frozenset({403, 412, 521})
"""403, and the codes by which mainland web firewalls ask for a script to be run."""
_PASSING = frozenset({429, 502, 503, 504})
_CODINGS = frozenset({"", "identity", "gzip", "deflate"})
USER_AGENT = (
    "Mozilla/5.0 (compatible; Jishen/0.1; filing-list watch of Haizhu District, Guangzhou; "
    "contact: {contact})"
)
"""What we say of ourselves; the settings fill in whom the site may call."""


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """How much, how long and how often a fetch may ask; `max_bytes` counts decoded bytes."""

    max_bytes: int = 50_000_000
    total_seconds: float = 120.0
    """For one `get` with its redirects and retries, without the wait for the host's turn."""
    connect_seconds: float = 15.0
    max_redirects: int = 5
    host_gap_seconds: float = 2.0
    user_agent: str = USER_AGENT.replace("{contact}", "not given")
    retries: int = 2
    retry_wait_seconds: float = 1.0
    read_seconds: float = 30.0
    """The longest silence between two reads."""


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


class _Passing(Exception):
    """A fault that may pass: worth asking again, after `wait_seconds` if the server said so."""

    def __init__(self, fault: SourceFault, wait_seconds: float | None = None) -> None:
        super().__init__(str(fault))
        self.fault = fault
        self.wait_seconds = wait_seconds


class _Transport(httpx.HTTPTransport):
    """httpx's own transport over connections that obey the deadline in force."""

    def __init__(self) -> None:
        context = httpx.create_ssl_context(trust_env=False)
        super().__init__(verify=context, trust_env=False)
        # httpx offers no way to hand in a network backend; test_fetch guards this line.
        self._pool = httpcore.ConnectionPool(ssl_context=context, network_backend=TimedBackend())


class Fetcher:
    """Gets official pages: one at a time per host, held to limits, never solving a bot check.

    `origins` maps an official origin ("https://www.cac.gov.cn") to another base address; pages keep
    their official address, only the connection goes elsewhere.
    """

    def __init__(self, limits: FetchLimits, origins: Mapping[str, str]) -> None:
        self._limits = limits
        self._origins = dict(origins)
        self._gates = HostGates(limits.host_gap_seconds)
        self._client = httpx.Client(
            transport=_Transport(),
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(limits.connect_seconds, read=limits.read_seconds),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self._client.close()

    def get(self, request: Request) -> Answer:
        """Return the answer, 200 or 304; everything else raises its SourceFault.

        Unreachable (no complete answer), ServerFault (other status, forbidden redirect), Blocked
        (403, 412, 521: never asked again), TooLarge (bytes or total time), EmptyBody.
        """
        deadline = Deadline(self._limits.total_seconds)

        def wait_before_retry(error: Exception) -> bool | float:
            if not isinstance(error, _Passing):
                return False
            wait = self._limits.retry_wait_seconds
            wait = wait if error.wait_seconds is None else max(wait, error.wait_seconds)
            return wait if wait < deadline.left() else False

        try:
            with deadline.in_force():
                return stamina.RetryingCaller(attempts=self._limits.retries + 1, timeout=None)(
                    wait_before_retry, self._follow, request, deadline
                )
        except _Passing as passing:
            raise passing.fault from passing.__cause__

    def _follow(self, request: Request, deadline: Deadline) -> Answer:
        url = request.url
        for _ in range(self._limits.max_redirects + 1):
            self._check_allowed(url, request)
            with self._gates.turn(host_of(url)) as waited_seconds:
                deadline.extend(waited_seconds)
                step = self._exchange(url, request, deadline)
            if isinstance(step, Answer):
                return step
            url = step
        message = f"{request.url} 重定向超过 {self._limits.max_redirects} 次，最后指向 {url}"
        raise ServerFault(message)

    def _check_allowed(self, url: str, request: Request) -> None:
        if host_of(url) not in request.allowed_hosts:
            allowed = "、".join(sorted(request.allowed_hosts))
            message = f"{request.url} 指向不允许访问的地址 {url}；仅允许 {allowed}"
            raise ServerFault(message)

    def _exchange(self, url: str, request: Request, deadline: Deadline) -> Answer | str:
        """Return one answer, or the official address it redirects to."""
        fetched_from = connection_address(url, self._origins)
        try:
            with self._client.stream("GET", fetched_from, headers=self._headers(request)) as reply:
                if reply.status_code in _REDIRECTS:
                    return self._redirect_of(reply, url, fetched_from)
                _check_status(reply, url)
                body = b"".join(self._chunks(reply, url, deadline))
        except (httpx.TransportError, httpx.DecodingError) as error:
            fault = Unreachable(f"{url} 未收到完整答复：{type(error).__name__}（{error}）")
            raise _Passing(fault) from error
        except httpx.InvalidURL as error:
            message = f"{url} 不是可访问的网址：{error}"
            raise ServerFault(message) from error
        if reply.status_code == _OK and not body:
            message = f"{url} 返回状态 200 但内容为 0 字节，应有页面或附件内容"
            raise EmptyBody(message)
        return Answer(
            url=request.url,
            final_url=url,
            fetched_from=fetched_from,
            status=reply.status_code,
            headers=tuple(reply.headers.multi_items()),
            body=body,
            not_modified=reply.status_code == _NOT_MODIFIED,
        )

    def _headers(self, request: Request) -> dict[str, str]:
        headers = {
            "User-Agent": self._limits.user_agent,
            "Accept": "text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8",
            "Accept-Language": "zh-CN,zh;q=0.9",
            # Nothing that packs tighter: one read of brotli can unpack to gigabytes.
            "Accept-Encoding": "gzip, deflate",
        }
        if request.referer is not None:
            headers["Referer"] = request.referer
        if request.fresh:
            return headers | {"Cache-Control": "no-cache", "Pragma": "no-cache"}
        if request.etag is not None:
            headers["If-None-Match"] = request.etag
        if request.last_modified is not None:
            headers["If-Modified-Since"] = request.last_modified
        return headers

    def _redirect_of(self, reply: httpx.Response, url: str, fetched_from: str) -> str:
        location = reply.headers.get("Location", "")
        target = redirect_target(location, url, fetched_from, self._origins) if location else None
        if target is None:
            message = (
                f"{url} 返回状态 {reply.status_code}，但未给出可用的重定向地址（{location!r}）"
            )
            raise ServerFault(message)
        return target

    def _chunks(self, reply: httpx.Response, url: str, deadline: Deadline) -> Iterator[bytes]:
        """Yield decoded chunks; raise TooLarge at the byte cap or when the total time is up."""
        size_bytes = 0
        try:
            # No chunk size: with one, httpx waits for a full chunk and the checks never run.
            for chunk in reply.iter_bytes():
                size_bytes += len(chunk)
                if size_bytes > self._limits.max_bytes:
                    message = f"{url} 的答复超过上限 {self._limits.max_bytes} 字节，已中止读取"
                    raise TooLarge(message)
                if deadline.left() <= 0:
                    raise self._too_slow(url, size_bytes)
                yield chunk
        except httpx.TimeoutException as error:
            if deadline.left() <= 0 and size_bytes:
                raise self._too_slow(url, size_bytes) from error
            raise

    def _too_slow(self, url: str, size_bytes: int) -> TooLarge:
        limit = self._limits.total_seconds
        return TooLarge(f"{url} 在 {limit:g} 秒内未传完，已收 {size_bytes} 字节，已中止读取")


def _check_status(reply: httpx.Response, url: str) -> None:
    """Raise the fault of any status but 200 and an asked-for 304, and of unasked codings."""
    status = reply.status_code
    if status in _REFUSALS:
        message = f"{url} 返回状态 {status}（拒绝访问或人机验证），应为 200；不再重试"
        raise Blocked(message)
    if status in _PASSING:
        fault = ServerFault(f"{url} 返回状态 {status}，应为 200")
        raise _Passing(fault, _retry_after_seconds(reply))
    asked = reply.request.headers.keys() & {"if-none-match", "if-modified-since"}
    if status != _OK and not (status == _NOT_MODIFIED and asked):
        message = f"{url} 返回状态 {status}，应为 200"
        raise ServerFault(message)
    coding = reply.headers.get("Content-Encoding", "").strip().lower()
    if coding not in _CODINGS:
        message = f"{url} 的内容编码为 {coding!r}，只接受 gzip 或 deflate"
        raise ServerFault(message)


def _retry_after_seconds(reply: httpx.Response) -> float | None:
    """Return the wait a server asks for; a date is counted from the server's own clock."""
    value = reply.headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        until = parsedate_to_datetime(value)
        return (until - parsedate_to_datetime(reply.headers.get("Date", ""))).total_seconds()
    except (TypeError, ValueError):
        return None
