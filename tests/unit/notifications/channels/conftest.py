"""Real sinks on loopback: mail servers, a web server, a server that trickles."""

import contextlib
import datetime as dt
import json
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class MailSink:
    """A mail server that answers by the receiver's local part."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]
    ) -> str:
        answers = {
            "nobody": "550 5.1.1 <nobody@example.com> user unknown",
            "busy": "451 4.7.1 greylisted, try later",
            "sign-in": "530 5.7.0 authentication required",
        }
        refusal = answers.get(address.partition("@")[0])
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 OK"

    async def handle_DATA(  # noqa: N802  aiosmtpd's name
        self, server: SMTP, _: Session, envelope: Envelope
    ) -> str:
        self.letters.append(message_from_bytes(envelope.content, policy=default))
        self.recipients.append(envelope.rcpt_tos)
        if envelope.rcpt_tos[0].startswith("drop"):
            server.transport.abort()
        return "554 5.7.1 spam" if envelope.rcpt_tos[0].startswith("spam") else "250 OK"


def _signs_in(_: SMTP, __: Session, ___: Envelope, ____: str, data: LoginPassword) -> AuthResult:
    return AuthResult(success=data == LoginPassword(b"notice", b"p@ss/word"), handled=False)


def _serve_mail(**options: object) -> Iterator[MailSink]:
    sink = MailSink()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        sink.port = probe.getsockname()[1]
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port, **options)
    controller.start()
    yield sink
    controller.stop()


@pytest.fixture
def mail_sink() -> Iterator[MailSink]:
    yield from _serve_mail()


@pytest.fixture
def signing_in_mail_sink() -> Iterator[MailSink]:
    yield from _serve_mail(
        authenticator=_signs_in,
        auth_required=True,
        auth_require_tls=False,
        auth_exclude_mechanism=(),
    )


@pytest.fixture(scope="session")
def self_signed(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(dt.datetime(2120, 1, 1, tzinfo=dt.UTC))
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


@pytest.fixture
def tls_mail_sink(self_signed: ssl.SSLContext) -> Iterator[MailSink]:
    yield from _serve_mail(ssl_context=self_signed)


@pytest.fixture
def starttls_mail_sink(self_signed: ssl.SSLContext) -> Iterator[MailSink]:
    yield from _serve_mail(tls_context=self_signed, require_starttls=True)


@pytest.fixture
def trickling_port() -> Iterator[int]:
    """A server that keeps sending, one byte at a time, and never ends a line."""
    over = threading.Event()

    class Trickle(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with contextlib.suppress(OSError):
                while not over.wait(0.05):
                    self.request.sendall(b"2")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Trickle) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server.server_address[1]
        over.set()
        server.shutdown()
        thread.join()


@dataclass
class WebSink:
    """A web server that answers with the status its path names."""

    port: int = 0
    requests: list[tuple[dict[str, str], dict[str, object]]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def web_sink() -> Iterator[WebSink]:
    sink = WebSink()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            sink.requests.append((dict(self.headers), json.loads(body)))
            last = self.path.partition("?")[0].rpartition("/")[2]
            if last == "silent":
                sink.over.wait(30)
                return
            self.send_response(int(last))
            self.send_header("Retry-After", "120")
            self.send_header("Location", "/elsewhere/200")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    sink.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield sink
    sink.over.set()
    server.shutdown()
    thread.join()
    server.server_close()
