"""Stubs of the bots' services on loopback: they check key, signature and size as those do."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

SECRET = "SEC0123456789abcdef"  # noqa: S105 (of the stub alone)
KEYS = {"wecom": "693a91f6-7a0c-4bc4-97a0-0ec2bbfa5aaa", "dingtalk": "d1e2f3", "feishu": "f1-2-3"}
TOO_LONG = 2048


@dataclass
class BotStub:
    """Answers as a service does; `answers` are played first, one a request."""

    port: int = 0
    answers: list[tuple[int, object]] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)


def wecom(query: dict[str, list[str]], _path: str, body: dict[str, Any]) -> dict[str, Any]:
    if query.get("key") != [KEYS["wecom"]]:
        return {"errcode": 93000, "errmsg": "invalid webhook url"}
    if len(body["text"]["content"].encode()) > TOO_LONG:
        return {"errcode": 45002, "errmsg": "content size exceed"}
    return {"errcode": 0, "errmsg": "ok"}


def dingtalk(query: dict[str, list[str]], _path: str, body: dict[str, Any]) -> dict[str, Any]:
    if query.get("access_token") != [KEYS["dingtalk"]]:
        return {"errcode": 300005, "errmsg": "token is not exist"}
    timestamp = query.get("timestamp", [""])[0]
    said = f"{timestamp}\n{SECRET}".encode()
    right = base64.b64encode(hmac.new(SECRET.encode(), said, hashlib.sha256).digest()).decode()
    if query.get("sign") != [right] and "即审" not in body["text"]["content"]:
        return {"errcode": 310000, "errmsg": "sign not match"}
    return {"errcode": 0, "errmsg": "ok"}


def feishu(_query: dict[str, list[str]], path: str, body: dict[str, Any]) -> dict[str, Any]:
    if path.rpartition("/")[2] != KEYS["feishu"]:
        return {"code": 19001, "msg": "param invalid: incoming webhook access token invalid"}
    key = f"{body.get('timestamp', '')}\n{SECRET}".encode()
    right = base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()
    if body.get("sign") != right:
        return {"code": 19021, "msg": "sign match fail or timestamp is not within one hour"}
    return {"StatusCode": 0, "code": 0, "msg": "success"}


SERVICES = {"wecom": wecom, "dingtalk": dingtalk, "feishu": feishu}


@contextmanager
def bot_stub(service: str) -> Iterator[BotStub]:
    """Serve one service's stub."""
    stub = BotStub()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            stub.bodies.append(body)
            parts = urlsplit(self.path)
            answer = (200, SERVICES[service](parse_qs(parts.query), parts.path, body))
            status, said = stub.answers.pop(0) if stub.answers else answer
            content = said.encode() if isinstance(said, str) else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    stub.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
