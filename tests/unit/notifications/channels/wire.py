"""What goes over the wire for a message on each channel, taken by real servers on loopback."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from notifications.channels.config import ChannelConfig
from notifications.message import Delivery, Message
from notifications.sender import send
from tests.unit.notifications.channels.conftest import MailSink

EVERYTHING_IS_WELL = {
    "errcode": 0,
    "code": 0,
    "Code": "OK",
    "access_token": "t",
    "expires_in": 7200,
    "Response": {"SendStatusSet": [{"Code": "Ok"}]},
}
CHANNELS = (
    "mail",
    "webhook",
    "wecom_bot",
    "dingtalk",
    "feishu",
    "wecom_app",
    "aliyun_sms",
    "tencent_sms",
    "file",
)


@dataclass
class Wire:
    """A web server that says yes to everything and keeps it, a mail server, a folder."""

    port: int
    mail: MailSink
    folder: Path
    bodies: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def config(self, channel: str) -> ChannelConfig:
        """Return settings under which a channel sends to this wire."""
        here = f"http://127.0.0.1:{self.port}"
        urls = {
            "mail": f"mailto://127.0.0.1:{self.mail.port}?from=notice@example.com&mode=insecure",
            "webhook": f"json://127.0.0.1:{self.port}/hook",
            "wecom_bot": "wecombot://693a91f6-7a0c-4bc4-97a0-0ec2bbfa5aaa",
            "dingtalk": "dingtalk://d1e2f3",
            "feishu": "feishu://f-1-2-3",
            "wecom_app": "wecomapp://corp:secret@1000002",
            "aliyun_sms": "aliyunsms://id:secret@dysmsapi.aliyuncs.com",
            "tencent_sms": "tencentsms://id:secret@1400006666",
            "file": "",
        }
        return ChannelConfig(
            url=urls[channel],
            service_url=here,
            folder=self.folder,
            sign_name="海珠人工智能局",
            templates=_EveryEvent(),
        )

    def sent(self, channel: str, message: Message) -> str:
        """Send a message and return what a reader of the channel gets, as text."""
        self.bodies.clear()
        self.mail.letters.clear()
        delivery = send(channel, message, _address(channel), self.config(channel))
        assert delivery.outcome == "accepted", delivery.detail
        return self._taken(channel, delivery)

    def _taken(self, channel: str, delivery: Delivery) -> str:
        if channel == "mail":
            return _letter(self.mail)
        if channel == "file":
            name = delivery.detail.removeprefix("已写入文件 ").removesuffix("。")
            return (self.folder / name).read_text(encoding="utf-8")
        query, body = self.bodies[-1]
        said = json.loads(body) if body else dict(query)
        return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


class _EveryEvent(dict[str, str]):
    def __bool__(self) -> bool:
        return True

    def get(self, event: str, _default: str = "") -> str:  # type: ignore[override]
        return f"SMS_{event}"


def _address(channel: str) -> str:
    if channel == "mail":
        return "someone@example.com"
    return "13812345678" if channel.endswith("sms") else "zhangsan"


def _letter(sink: MailSink) -> str:
    (letter,) = sink.letters
    headers = [f"{name}: {value}" for name, value in letter.items() if name not in _OF_THE_MOMENT]
    text = letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    html = letter.get_body(("html",)).get_content()  # type: ignore[union-attr]
    said = "\n".join(headers) + f"\n\n{text}\n----\n{html}"
    return re.sub(r"=====+\d+==", "BOUNDARY", said).replace("\r\n", "\n")


_OF_THE_MOMENT = {"Date", "X-Peer", "X-MailFrom", "X-RcptTo"}


@contextmanager
def wire(mail: MailSink, folder: Path) -> Iterator[Wire]:
    """Serve the wire."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            query = dict(parse_qsl(urlsplit(self.path).query))
            served.bodies.append((query, body))
            content = json.dumps(EVERYTHING_IS_WELL).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST  # noqa: N815 (the server's name)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served = Wire(server.server_port, mail, folder)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
