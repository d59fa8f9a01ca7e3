"""How long a fetch may take and how fast one host may be asked, on the monotonic clock."""

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from ssl import SSLContext

import httpcore


class Deadline:
    """The instant by which a whole fetch, with redirects and retries, must be over."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds left; zero or less when the time is up."""
        return self._ends - time.monotonic()

    def extend(self, seconds: float) -> None:
        """Give back time that was spent waiting for one's turn."""
        self._ends += seconds

    @contextmanager
    def in_force(self) -> Iterator[None]:
        """Hold every read and write of this thread's connections to this deadline."""
        before = _IN_FORCE.set(self)
        try:
            yield
        finally:
            _IN_FORCE.reset(before)


_IN_FORCE: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


class HostGates:
    """Lets one request at a time through to each host, with a least gap between two."""

    def __init__(self, gap_seconds: float) -> None:
        self._gap_seconds = gap_seconds
        self._lock = threading.Lock()
        self._gates: dict[str, _Gate] = {}

    def widen(self, host: str, gap_seconds: float) -> None:
        """Leave at least this gap between two requests to a host (its own Crawl-delay)."""
        with self._lock:
            gate = self._gates.setdefault(host, _Gate())
            gate.gap_seconds = max(gate.gap_seconds, gap_seconds)

    @contextmanager
    def turn(self, host: str) -> Iterator[float]:
        """Wait for the turn and hold it; yields the seconds waited."""
        with self._lock:
            gate = self._gates.setdefault(host, _Gate())
        asked = time.monotonic()
        with gate.lock:
            wait = gate.opens - time.monotonic()
            if wait > 0:  # to sleep for no time gives the processor away all the same
                time.sleep(wait)
            try:
                yield time.monotonic() - asked
            finally:
                gap_seconds = max(self._gap_seconds, gate.gap_seconds)
                gate.opens = time.monotonic() + gap_seconds


class _Gate:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.opens = 0.0
        self.gap_seconds = 0.0


class TimedBackend(httpcore.NetworkBackend):
    """Opens connections whose every read and write obeys the deadline in force.

    httpx limits the wait for each read only: a server that drips one byte a second, in the body or
    in the headers, would hold it for hours.
    """

    def __init__(self) -> None:
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect within the time left."""
        return _TimedStream(
            self._inner.connect_tcp(
                host, port, _capped(timeout), local_address, socket_options=socket_options
            )
        )


class _TimedStream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _capped(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _capped(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        return _TimedStream(self._inner.start_tls(ssl_context, server_hostname, _capped(timeout)))

    def get_extra_info(self, info: str) -> object:
        return self._inner.get_extra_info(info)


def _capped(timeout: float | None) -> float | None:
    """Return a time-out no longer than the deadline in force allows."""
    deadline = _IN_FORCE.get()
    if deadline is None:
        return timeout
    left = deadline.left()
    if left <= 0:
        message = "the deadline of this fetch has passed"
        raise httpcore.ReadTimeout(message)
    return left if timeout is None else min(timeout, left)
