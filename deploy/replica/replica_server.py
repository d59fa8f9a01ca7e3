"""The HTTP side: hosts by path prefix or Host header, validators, faults, the control interface."""

import hashlib
import json
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from replica_control import Control, RequestLog
from replica_errors import CommandError
from replica_faults import FaultBoard, Spoilt
from replica_site import DOWNLOAD_PATH, HOSTS, JSON, Reply, Request, Site

CONTROL_PREFIX = "/_replica/"
_LOOPBACK = "127."
_PIECE_BYTES = 512


class ReplicaServer(ThreadingHTTPServer):
    """One server that plays both hosts of the national site."""

    daemon_threads = True

    def __init__(self, port: int, site: Site) -> None:
        super().__init__(("127.0.0.1", port), ReplicaHandler)
        self.site = site
        self.faults = FaultBoard()
        self.log = RequestLog()
        self.control = Control(site, self.faults, self.log)

    @property
    def url(self) -> str:
        """The address it listens on."""
        return f"http://127.0.0.1:{self.server_port}"


class ReplicaHandler(BaseHTTPRequestHandler):
    """Answers one connection."""

    server: ReplicaServer
    protocol_version = "HTTP/1.1"
    server_version = "replica"
    # Head and body in one segment, or a kept connection waits 40 ms for each answer.
    wbufsize = 1 << 16
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer a page, an attachment, an interface or the control interface."""
        form = self._body()
        if self.path.startswith(CONTROL_PREFIX):
            self._control(form)
            return
        request = self._request(form)
        if self.server.control.is_down:
            self.server.log.note(_logged_path(request), None)
            self.close_connection = True
            return
        reply = self.server.site.answer(request)
        self._answer(request, self.server.faults.spoil(request, reply))

    def do_POST(self) -> None:
        """Answer as to GET: the JSON list takes its form either way."""
        self.do_GET()

    def do_HEAD(self) -> None:
        """Answer as to GET, without the body."""
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Keep quiet: the request log is asked for, not printed."""

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _request(self, form: bytes) -> Request:
        target = urlsplit(self.path)
        host, path = self.headers.get("Host", "").partition(":")[0], target.path
        first, _, rest = path.removeprefix("/").partition("/")
        if first in HOSTS:
            host, path = first, f"/{rest}"
        pairs = parse_qsl(target.query, keep_blank_values=True)
        pairs += parse_qsl(form.decode(errors="replace"), keep_blank_values=True)
        return Request(host, path, dict(pairs), self.headers.get("Referer", ""))

    def _answer(self, request: Request, spoilt: Spoilt) -> None:
        if spoilt.wait_seconds:
            self.server.faults.released.wait(spoilt.wait_seconds)
        reply = spoilt.reply
        validators = self._validators(reply)
        if self._says_not_modified(reply, validators, spoilt):
            self._send(HTTPStatus.NOT_MODIFIED, b"", validators)
            self.server.log.note(_logged_path(request), HTTPStatus.NOT_MODIFIED)
            return
        headers = {"Content-Type": reply.content_type, **dict(reply.headers), **validators}
        if headers.get("Location", "").startswith("/") and request.host in urlsplit(self.path).path:
            headers["Location"] = f"/{request.host}{headers['Location']}"
        if spoilt.has_length and not spoilt.drip_seconds:
            self._send(reply.status, reply.body, headers, spoilt.declared_length)
        else:
            self._send_slowly(spoilt, headers)
        self.server.log.note(_logged_path(request), reply.status)

    def _validators(self, reply: Reply) -> dict[str, str]:
        if reply.changed_at is None or not self.server.control.has_validators:
            return {}
        return {
            "ETag": f'"{hashlib.sha256(reply.body).hexdigest()[:20]}"',
            "Last-Modified": format_datetime(_in_utc(reply.changed_at), usegmt=True),
        }

    def _says_not_modified(self, reply: Reply, validators: dict[str, str], spoilt: Spoilt) -> bool:
        known_tag = self.headers.get("If-None-Match")
        known_since = self.headers.get("If-Modified-Since")
        if spoilt.says_not_modified:
            return bool(known_tag or known_since)
        if not validators or reply.status != HTTPStatus.OK or reply.changed_at is None:
            return False
        if known_tag is not None:
            return validators["ETag"] in known_tag
        changed_at = _in_utc(reply.changed_at).replace(microsecond=0)
        return known_since is not None and changed_at <= _instant(known_since)

    def _control(self, form: bytes) -> None:
        if not self.client_address[0].startswith(_LOOPBACK):
            self._send_json(HTTPStatus.FORBIDDEN, {"error": "loopback only"})
            return
        command = self.path.removeprefix(CONTROL_PREFIX)
        if self.command == "GET" and command == "state":
            self._send_json(HTTPStatus.OK, self.server.control.state())
            return
        try:
            body = json.loads(form or b"{}")
            if self.command != "POST" or not isinstance(body, dict):
                message = "POST a JSON object, or GET state"
                raise CommandError(message)
            self._send_json(HTTPStatus.OK, self.server.control.act(command, body))
        except ValueError as error:
            self._send_json(HTTPStatus.BAD_REQUEST, {"error": str(error)})

    def _send_json(self, status: int, value: dict[str, object]) -> None:
        body = json.dumps(value, ensure_ascii=False).encode()
        self._send(status, body, {"Content-Type": JSON})

    def _send_slowly(self, spoilt: Spoilt, headers: dict[str, str]) -> None:
        """Send a body in pieces; without a length the connection's end is the body's."""
        body = spoilt.reply.body
        self.send_response(spoilt.reply.status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header(
            *(("Content-Length", str(len(body))) if spoilt.has_length else ("Connection", "close"))
        )
        self.end_headers()
        for start in range(0, len(body) if self.command != "HEAD" else 0, _PIECE_BYTES):
            self.wfile.write(body[start : start + _PIECE_BYTES])
            if spoilt.drip_seconds:
                self.wfile.flush()
                self.server.faults.released.wait(spoilt.drip_seconds)

    def _send(
        self, status: int, body: bytes, headers: dict[str, str], length: int | None = None
    ) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        if length is not None:
            self.close_connection = True


def _logged_path(request: Request) -> str:
    path = f"/{request.host}{request.path}"
    return f"{path} {request.parameters.get('fText', '')}" if _is_download(request) else path


def _is_download(request: Request) -> bool:
    return request.path == DOWNLOAD_PATH


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def _instant(date: str) -> datetime:
    """Return the instant of an HTTP date; `-0000`, which some clients write, is UTC too."""
    instant = parsedate_to_datetime(date)
    return instant if instant.tzinfo is not None else instant.replace(tzinfo=UTC)
