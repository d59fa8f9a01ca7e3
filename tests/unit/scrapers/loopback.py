"""A real web site on loopback that gives scripted answers and keeps what was asked."""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from scrapers.fetch import Fetcher, FetchLimits

OFFICIAL = "https://www.cac.gov.cn"
HOSTS = frozenset({"www.cac.gov.cn"})
QUICK = FetchLimits(
    max_bytes=1_000_000,
    total_seconds=20.0,
    host_gap_seconds=0.0,
    retry_wait_seconds=0.01,
)


@dataclass(frozen=True)
class Reply:
    """One scripted answer; `raw` overrides everything and is written as it stands."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes = b""
    drips: bytes = b""
    """Written byte by byte, slowly, until the client goes away."""


@dataclass(frozen=True)
class Asked:
    path: str
    headers: Mapping[str, str]
    at: float


class Site:
    """Answers by path; the last answer of a path is repeated, unknown paths are 404."""

    def __init__(self, answers: Mapping[str, list[Reply]]) -> None:
        self.asked: list[Asked] = []
        self._answers = {path: list(replies) for path, replies in answers.items()}
        self._closing = threading.Event()
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.asked.append(Asked(self.path, dict(self.headers), time.monotonic()))
                site.give(self)

            def log_message(self, *args: object) -> None:
                """Keep the test output quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.origins = {OFFICIAL: f"{self.base}/www.cac.gov.cn"}
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def give(self, handler: BaseHTTPRequestHandler) -> None:
        replies = self._answers.get(handler.path.removeprefix("/www.cac.gov.cn"), [Reply(404)])
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        if reply.raw or reply.drips:
            handler.close_connection = True
            handler.wfile.write(reply.raw)
            self._drip(handler, reply.drips)
            return
        handler.send_response(reply.status)
        for name, value in reply.headers.items():
            handler.send_header(
                name.replace("{base}", self.base), value.replace("{base}", self.base)
            )
        handler.send_header("Content-Length", str(len(reply.body)))
        handler.end_headers()
        handler.wfile.write(reply.body)

    def _drip(self, handler: BaseHTTPRequestHandler, drips: bytes) -> None:
        try:
            for byte in drips:
                handler.wfile.write(bytes([byte]))
                if self._closing.wait(0.01):
                    return
        except OSError:
            return

    def close(self) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def site_of(answers: Mapping[str, list[Reply]]) -> Iterator[Site]:
    """A running site."""
    site = Site(answers)
    try:
        yield site
    finally:
        site.close()


@contextmanager
def fetching(
    answers: Mapping[str, list[Reply]], limits: FetchLimits = QUICK
) -> Iterator[tuple[Fetcher, Site]]:
    """A fetcher whose www.cac.gov.cn is a running site."""
    with site_of(answers) as site, Fetcher(limits, site.origins) as fetcher:
        yield fetcher, site
