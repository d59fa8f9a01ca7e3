"""Stubs of Aliyun's, Tencent's and WeCom's services: they work out signatures by themselves."""

import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

KEY_ID, KEY_SECRET = "LTAI5tStubStubStub", "stub0secret1stub2secret3"
SECRET_ID, SECRET_KEY = "AKIDstubstubstub", "stubSecretKeyStubSecret"
CORP_ID, CORP_SECRET, AGENT_ID = "ww1234567890abcdef", "corp-secret-of-the-stub", "1000002"
APPROVED = {"SMS_1": ["case", "enterprise", "days", "level"], "1110": 4}
Reply = tuple[int, object]


@dataclass
class ServiceStub:
    """Answers as a service does; `answers` are played first, one a request."""

    port: int = 0
    answers: list[Reply] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    nonces: set[str] = field(default_factory=set)
    tokens: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@dataclass(frozen=True)
class Asked:
    """A request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


def _hex(key: bytes, said: str) -> str:
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()


def aliyun(stub: ServiceStub, asked: Asked) -> Reply:  # noqa: PLR0911 (one a check)
    query = urlsplit(asked.path).query
    parameters = dict(parse_qsl(query))
    stub.requests.append(parameters)
    encoded = "&".join(
        f"{quote(name, safe='~')}={quote(value, safe='~')}"
        for name, value in sorted(parameters.items())
    )
    names = asked.headers["authorization"].partition("SignedHeaders=")[2].partition(",")[0]
    said = "".join(f"{name}:{asked.headers[name]}\n" for name in names.split(";"))
    body_digest = hashlib.sha256(asked.body).hexdigest()
    canonical = "\n".join([asked.method, "/", encoded, said, names, body_digest])
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    right = _hex(KEY_SECRET.encode(), f"ACS3-HMAC-SHA256\n{digest}")
    must = {"host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-version"}
    if f"Credential={KEY_ID}," not in asked.headers["authorization"]:
        return 404, {"Code": "InvalidAccessKeyId.NotFound", "Message": "not found"}
    if not must <= set(names.split(";")) or not asked.headers["authorization"].endswith(right):
        return 400, {"Code": "SignatureDoesNotMatch", "Message": "signature does not match"}
    at = datetime.strptime(asked.headers["x-acs-date"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    if abs((datetime.now(UTC) - at).total_seconds()) > 900:
        return 400, {"Code": "InvalidTimeStamp.Expired", "Message": "expired"}
    nonce = asked.headers["x-acs-signature-nonce"]
    if nonce in stub.nonces:
        return 400, {"Code": "SignatureNonceUsed", "Message": "used"}
    stub.nonces.add(nonce)
    if (asked.headers["x-acs-action"], asked.headers["x-acs-version"]) != ("SendSms", "2017-05-25"):
        return 404, {"Code": "InvalidAction.NotFound", "Message": "no such action"}
    wanted = APPROVED.get(parameters["TemplateCode"])
    if wanted is None:
        return 200, {"Code": "isv.SMS_TEMPLATE_ILLEGAL", "Message": "模板不合法"}
    if list(json.loads(parameters["TemplateParam"])) != wanted:
        return 200, {"Code": "isv.TEMPLATE_MISSING_PARAMETERS", "Message": "缺少变量"}
    return 200, {"Code": "OK", "Message": "OK", "BizId": "900619746936498440^0", "RequestId": "F6"}


def tencent(stub: ServiceStub, asked: Asked) -> Reply:
    body = json.loads(asked.body)
    stub.requests.append(body)
    names = asked.headers["authorization"].partition("SignedHeaders=")[2].partition(",")[0]
    values = asked.headers | {"x-tc-action": asked.headers["x-tc-action"].lower()}
    said = "".join(f"{name}:{values[name]}\n" for name in names.split(";"))
    body_digest = hashlib.sha256(asked.body).hexdigest()
    canonical = "\n".join(["POST", "/", "", said, names, body_digest])
    timestamp = int(asked.headers["x-tc-timestamp"])
    day = datetime.fromtimestamp(timestamp, UTC).date().isoformat()
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    to_sign = f"TC3-HMAC-SHA256\n{timestamp}\n{day}/sms/tc3_request\n{digest}"
    key = b"TC3" + SECRET_KEY.encode()
    for part in (day, "sms", "tc3_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    if f"Credential={SECRET_ID}/{day}/sms/tc3_request" not in asked.headers["authorization"]:
        return 200, _tencent_error("AuthFailure.SecretIdNotFound", "no such key")
    if not asked.headers["authorization"].endswith(f"Signature={_hex(key, to_sign)}"):
        return 200, _tencent_error("AuthFailure.SignatureFailure", "signature is wrong")
    if abs(datetime.now(UTC).timestamp() - timestamp) > 300:
        return 200, _tencent_error("AuthFailure.SignatureExpire", "expired")
    if asked.headers["x-tc-version"] != "2021-01-11" or not asked.headers["x-tc-region"]:
        return 200, _tencent_error("InvalidParameter", "version")
    if len(body["TemplateParamSet"]) != APPROVED.get(body["TemplateId"]):
        return 200, tencent_status("FailedOperation.TemplateParamSetNotMatchApprovedTemplate")
    return 200, tencent_status("Ok")


def _tencent_error(code: str, says: str) -> object:
    return {"Response": {"Error": {"Code": code, "Message": says}, "RequestId": "r"}}


def tencent_status(code: str) -> object:
    status = {"SerialNo": "5000:1", "PhoneNumber": "+86138", "Fee": 1, "Code": code, "Message": "m"}
    return {"Response": {"SendStatusSet": [status], "RequestId": "r"}}


def wecom_app(stub: ServiceStub, asked: Asked) -> Reply:
    parts = urlsplit(asked.path)
    query = dict(parse_qsl(parts.query))
    if parts.path == "/cgi-bin/gettoken":
        if (query.get("corpid"), query.get("corpsecret")) != (CORP_ID, CORP_SECRET):
            return 200, {"errcode": 40001, "errmsg": "invalid credential"}
        stub.tokens.append(f"token-{len(stub.tokens)}")
        said = {"errcode": 0, "errmsg": "ok", "access_token": stub.tokens[-1], "expires_in": 7200}
        return 200, said
    body = json.loads(asked.body)
    stub.requests.append(body)
    if query.get("access_token") not in stub.tokens[-1:]:
        return 200, {"errcode": 40014, "errmsg": "invalid access_token"}
    if len(body["text"]["content"].encode()) > 2048:
        return 200, {"errcode": 45002, "errmsg": "content size out of limit"}
    if body["touser"] == "nobody":
        return 200, {"errcode": 0, "errmsg": "ok", "invaliduser": "nobody", "msgid": "m"}
    return 200, {"errcode": 0, "errmsg": "ok", "invaliduser": "", "msgid": "m"}


SERVICES: dict[str, Callable[[ServiceStub, Asked], Reply]] = {
    "aliyun_sms": aliyun,
    "tencent_sms": tencent,
    "wecom_app": wecom_app,
}


@contextmanager
def service_stub(service: str) -> Iterator[ServiceStub]:
    """Serve one service's stub."""
    stub = ServiceStub()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(self.command, self.path, headers, self.rfile.read(length))
            status, said = SERVICES[service](stub, asked)
            is_sending = "gettoken" not in self.path
            if stub.answers and is_sending:
                status, said = stub.answers.pop(0)
            content = said.encode() if isinstance(said, str) else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST  # noqa: N815 (the server's name)

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
