"""Polite, bounded, conditional HTTP: the only way to the sites.

`scrapers.answers` says what an answer is, `scrapers.guard` which addresses may be connected to.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from ssl import SSLObject, SSLSocket
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import httpx
import stamina

from jishen.domain.errors import (
    EmptyBody,
    Moved,
    ServerFault,
    TooLarge,
    Unreachable,
)
from jishen.domain.watch_faults import AddressForbidden, RobotsRefused
from scrapers.addresses import connection_address, host_of, is_default_port, redirect_target
from scrapers.answers import (
    FOR_GOOD,
    NOT_MODIFIED,
    OK,
    REDIRECTS,
    Answer,
    Passing,
    Request,
    cause_of,
    fault_of,
    is_address_refused,
    is_good,
)
from scrapers.guard import AddressRefused, check_behind_proxy
from scrapers.patience import Deadline, HostGates
from scrapers.robots import Robots
from scrapers.transport import CheckedTransport
from scrapers.unpacking import CODINGS, Damaged, Unpacker

__all__ = ["USER_AGENT", "Answer", "FetchLimits", "Fetcher", "Request"]

_LARGEST_BAD_BODY = 1_000_000
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
    retry_budget: int = 20
    """How often one fetcher may ask again in all: a bad hour must not become a storm."""
    proxy: str = ""
    """Address of the proxy to go through, if any."""


class Fetcher:
    """Gets official pages: one at a time per host, held to limits, never solving a bot check.

    `origins` maps an official origin ("https://www.cac.gov.cn") to another base address; pages keep
    their official address, only the connection goes elsewhere.
    """

    def __init__(self, limits: FetchLimits, origins: Mapping[str, str]) -> None:
        self._limits = limits
        self._origins = dict(origins)
        self._gates = HostGates(limits.host_gap_seconds)
        self._robots: dict[str, Robots] = {}
        self._retries_left = limits.retry_budget
        named = (*self._origins.values(), *filter(None, (limits.proxy,)))
        self._trusted = frozenset(map(_host_and_port, named))
        self._client = httpx.Client(
            transport=CheckedTransport(limits.proxy, self._trusted),
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

    def obey(self, host: str, robots: Robots) -> None:
        """Hold every request to this host, after redirects too, to its robots.txt from now on."""
        self._robots[host] = robots
        self._gates.widen(host, robots.crawl_delay_seconds)

    def knows_robots_of(self, host: str) -> bool:
        """Tell whether this host's robots.txt was given to `obey`."""
        return host in self._robots

    def get(self, request: Request) -> Answer:
        """Return the answer, 200 or 304; everything else raises its SourceFault.

        Unreachable (no complete answer), AddressForbidden (a private address: never asked again),
        Moved (404, 410, for good to elsewhere), Blocked (403, 405, 412, 468, 521: never asked
        again), TooManyRequests (429), LoginPage, Maintenance, ServerFault (other status),
        RobotsRefused, TooLarge (bytes or total time), EmptyBody.
        """
        deadline = Deadline(self._limits.total_seconds)

        def wait_before_retry(error: Exception) -> bool | float:
            if not isinstance(error, Passing) or self._retries_left <= 0:
                return False
            wait = self._limits.retry_wait_seconds
            wait = wait if error.wait_seconds is None else max(wait, error.wait_seconds)
            if wait >= deadline.left():
                return False
            self._retries_left -= 1
            return wait

        try:
            with deadline.in_force():
                return stamina.RetryingCaller(attempts=self._limits.retries + 1, timeout=None)(
                    wait_before_retry, self._follow, request, deadline
                )
        except Passing as passing:
            raise passing.fault from passing.__cause__

    def _follow(self, request: Request, deadline: Deadline) -> Answer:
        url, moved_to = request.url, ""
        hops: list[Answer] = []
        for _ in range(self._limits.max_redirects + 1):
            self._check_allowed(url, request, moved_to)
            with self._gates.turn(host_of(url)) as waited_seconds:
                deadline.extend(waited_seconds)
                answer = self._exchange(url, replace(request, moved_to=moved_to), deadline)
            if answer.status not in REDIRECTS:
                return replace(answer, hops=tuple(hops))
            hops.append(answer)
            url = self._redirect_of(answer, url)
            moved_to = url if answer.status in FOR_GOOD else moved_to
        message = f"{request.url} 重定向超过 {self._limits.max_redirects} 次，最后指向 {url}"
        raise ServerFault(message)

    def _check_allowed(self, url: str, request: Request, moved_to: str) -> None:
        host = host_of(url)
        if host not in request.allowed_hosts or not is_default_port(url):
            if moved_to == url:
                message = f"{request.url} 已永久转向 {moved_to}，该地址不属于本来源允许访问的网站"
                raise Moved(message)
            allowed = "、".join(sorted(request.allowed_hosts))
            message = f"{request.url} 指向不允许访问的地址 {url}；仅允许 {allowed}"
            raise ServerFault(message)
        robots = self._robots.get(host)
        if robots is not None and not robots.allows(url):
            message = f"{host} 的 robots.txt 不允许访问 {url}"
            raise RobotsRefused(message)

    def _exchange(self, url: str, request: Request, deadline: Deadline) -> Answer:
        """Return one good answer or one redirect; raise the fault of any other."""
        fetched_from = connection_address(url, self._origins)
        try:
            if self._limits.proxy:
                check_behind_proxy(*_host_and_port(fetched_from), self._trusted)
            with self._client.stream("GET", fetched_from, headers=self._headers(request)) as reply:
                answer = _answer_of(reply, request, url, fetched_from)
                if reply.status_code in REDIRECTS:
                    return answer
                is_fine = is_good(reply.status_code, reply.request.headers)
                most = self._limits.max_bytes if is_fine else _LARGEST_BAD_BODY
                body = b"".join(self._chunks(reply, url, most, deadline))
        except (httpx.TransportError, AddressRefused, Damaged) as error:
            said = f"{url} 未收到完整答复：{cause_of(error)}"
            if is_address_refused(error):
                raise AddressForbidden(said) from error  # no other answer would come in a moment
            raise Passing(Unreachable(said)) from error
        except httpx.InvalidURL as error:
            message = f"{url} 不是可访问的网址：{error}"
            raise ServerFault(message) from error
        answer = replace(answer, body=body)
        if not is_fine:
            raise fault_of(answer, url)
        if answer.status == OK and not body:
            message = f"{url} 返回状态 200 但内容为 0 字节，应有页面或附件内容"
            raise EmptyBody(message)
        return answer

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

    def _redirect_of(self, answer: Answer, url: str) -> str:
        location = next((v for n, v in answer.headers if n.lower() == "location"), "")
        target = redirect_target(location, url, answer.fetched_from, self._origins)
        if not location or target is None:
            message = f"{url} 返回状态 {answer.status}，但未给出可用的重定向地址（{location!r}）"
            raise ServerFault(message)
        return target

    def _chunks(
        self, reply: httpx.Response, url: str, most: int, deadline: Deadline
    ) -> Iterator[bytes]:
        """Yield unpacked pieces; raise TooLarge at the byte cap or when the total time is up."""
        coding = reply.headers.get("Content-Encoding", "").strip().lower()
        if coding not in CODINGS:
            message = f"{url} 的内容编码为 {coding!r}，只接受 gzip 或 deflate"
            raise ServerFault(message)
        unpacker, size_bytes = Unpacker(coding), 0
        try:
            # No chunk size: with one, httpx waits for a full chunk and the checks never run.
            for chunk in reply.iter_raw():
                for piece in unpacker.unpack(chunk):
                    size_bytes += len(piece)
                    self._check_size(url, size_bytes, most)
                    yield piece
                if deadline.left() <= 0:
                    raise self._too_slow(url, size_bytes)
        except httpx.TimeoutException as error:
            if deadline.left() <= 0 and size_bytes:
                raise self._too_slow(url, size_bytes) from error
            raise
        if size_bytes:
            unpacker.end()

    def _check_size(self, url: str, size_bytes: int, most: int) -> None:
        if size_bytes > most:
            message = f"{url} 的答复超过上限 {most} 字节，已中止读取"
            raise TooLarge(message)

    def _too_slow(self, url: str, size_bytes: int) -> TooLarge:
        limit = self._limits.total_seconds
        return TooLarge(f"{url} 在 {limit:g} 秒内未传完，已收 {size_bytes} 字节，已中止读取")


def _answer_of(reply: httpx.Response, request: Request, url: str, fetched_from: str) -> Answer:
    """Return what the head of an answer says, with who gave it."""
    stream = reply.extensions.get("network_stream")
    peer = stream.get_extra_info("server_addr") if stream is not None else None
    tls = stream.get_extra_info("ssl_object") if stream is not None else None
    certificate = tls.getpeercert(True) if isinstance(tls, (SSLSocket, SSLObject)) else None
    return Answer(
        url=request.url,
        final_url=url,
        moved_to=request.moved_to,
        fetched_from=fetched_from,
        status=reply.status_code,
        headers=tuple(reply.headers.multi_items()),
        body=b"",
        not_modified=reply.status_code == NOT_MODIFIED,
        request_headers=tuple(reply.request.headers.multi_items()),
        peer_address=f"{peer[0]}:{peer[1]}" if isinstance(peer, tuple) else "",
        certificate_sha256=sha256(certificate).hexdigest() if certificate else "",
    )


def _host_and_port(address: str) -> tuple[str, int]:
    parts = urlsplit(address)
    return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
