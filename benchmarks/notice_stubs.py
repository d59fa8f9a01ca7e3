"""Stubs for benchmarks/notices.py: HTTP that says yes and counts, SMTP that counts."""

import json
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiosmtpd.controller import Controller

YES = json.dumps(
    {"errcode": 0, "errmsg": "ok", "access_token": "t", "expires_in": 7200, "invaliduser": ""}
).encode()
COUNTED: Counter[str] = Counter()
TIMES: defaultdict[str, list[float]] = defaultdict(list)
MINUTE_SECONDS = 60


class Handler(BaseHTTPRequestHandler):
    """Says yes to every post and keeps when it came."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Count a post by its path."""
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path = self.path.partition("?")[0]
        COUNTED[path] += 1
        TIMES[path].append(time.monotonic())
        self._say(YES)

    def do_GET(self) -> None:
        """Tell the counts, or give a token."""
        asked = {"/count": lambda: COUNTED, "/most": lambda: most_in_a_minute(TIMES)}
        answer = asked.get(self.path)
        self._say(json.dumps(answer()).encode() if answer else YES)

    def _say(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """A server that does not mind when a sender that has what it wants hangs up."""

    def handle_error(self, *_: object) -> None:
        """Say nothing."""


class Mail:
    """Counts letters."""

    async def handle_DATA(self, *_: object) -> str:  # noqa: N802 (aiosmtpd's name)
        """Take a letter."""
        COUNTED["smtp"] += 1
        return "250 OK"


def most_in_a_minute(times: Mapping[str, list[float]]) -> dict[str, int]:
    """Return for each address the most posts in any 60 seconds, by the stub's clock."""
    most = {}
    for path, ats in list(times.items()):
        first = highest = 0
        for last, at in enumerate(ats):
            while at - ats[first] >= MINUTE_SECONDS:
                first += 1
            highest = max(highest, last - first + 1)
        most[path] = highest
    return most


def main() -> None:
    """Serve until standard input is closed; print the ports first."""
    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    smtp = server.server_port + 1
    Controller(Mail(), hostname="127.0.0.1", port=smtp).start()
    print(json.dumps({"http": server.server_port, "smtp": smtp}), flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
