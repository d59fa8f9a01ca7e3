"""One POST, bounded in time and bytes, from a channel to the service behind it.

Below httpx.Client, which logs every URL at INFO: a hook's or bot's address is its password.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cache
from socket import socket
from ssl import SSLContext
from typing import Any
from urllib.request import getproxies, proxy_bypass

import httpx

from jishen.domain.errors import RetryLater
from notifications.channels.network import Deadline, cause_of

_LONGEST_WAIT_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Limits:
    """What one exchange may take."""

    seconds: float
    answer_bytes: int = 0
    """How much of the answer is read; the rest is never fetched."""
    verify_certificate: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """A service's answer: status, headers, and as much of the body as was asked for."""

    response: httpx.Response
    body: bytes

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.response.status_code

    @property
    def wait_asked_seconds(self) -> int | None:
        """Retry-After in seconds; a date is counted from the answer's own Date."""
        headers = self.response.headers
        asked = headers.get("Retry-After", "")
        if asked.isascii() and asked.isdigit():
            return min(int(asked), _LONGEST_WAIT_SECONDS)
        until, said = _instant(asked), _instant(headers.get("Date", ""))
        if until is None or said is None:
            return None
        return min(max(round((until - said).total_seconds()), 0), _LONGEST_WAIT_SECONDS)


def _instant(text: str) -> datetime | None:
    """Return an HTTP date, None when it is none or has no zone."""
    try:
        instant = parsedate_to_datetime(text)
    except ValueError:
        return None
    return instant if instant.tzinfo else None


class _LatestSocket:
    """The socket httpx uses, for the deadline; TLS brings a second one."""

    def __init__(self) -> None:
        self.current: socket | None = None

    def trace(self, event: str, info: Mapping[str, Any]) -> None:  # httpx's extension is untyped
        if event in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            self.current = info["return_value"].get_extra_info("socket")


@cache
def _tls(*, verify: bool) -> SSLContext:
    return httpx.create_ssl_context(verify=verify)


def exchange(request: httpx.Request, limits: Limits) -> Answer:
    """Send one request and return its answer; raises RetryLater, whose text is Chinese."""
    latest = _LatestSocket()
    timeout = httpx.Timeout(limits.seconds).as_dict()
    request.extensions = {"trace": latest.trace, "timeout": timeout}
    with Deadline(limits.seconds) as deadline:
        deadline.watch(lambda: latest.current)
        try:
            return _answer(request, limits)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            cause = "未在时限内完成应答，结果不明" if deadline.passed else cause_of(error)
            raise RetryLater(cause) from error


def _answer(request: httpx.Request, limits: Limits) -> Answer:
    is_secure = request.url.scheme == "https"
    transport = httpx.HTTPTransport(
        # Loading the authorities takes 0.3 s, once: not for an address without TLS.
        verify=_tls(verify=limits.verify_certificate) if is_secure else False,
        proxy=_proxy(request.url),
    )
    with transport:
        response = transport.handle_request(request)
        response.request = request
        try:
            return Answer(response, _start_of(response, limits.answer_bytes))
        finally:
            response.close()


def _start_of(response: httpx.Response, most_bytes: int) -> bytes:
    """Return the first bytes of a body, however long it is; none when none are wanted."""
    body = b""
    if most_bytes:
        for piece in response.iter_bytes():
            body += piece
            if len(body) >= most_bytes:
                break
    return body[:most_bytes]


def _proxy(url: httpx.URL) -> str | None:
    """Return the machine's proxy for this address, as its environment says."""
    return None if proxy_bypass(url.host) else getproxies().get(url.scheme)
