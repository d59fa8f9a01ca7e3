"""One letter to one receiver over SMTP, and what the server's answer means."""

import contextlib
import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from functools import cache

from apprise.plugins.email.common import SecureMailMode

from notifications.channels.network import Deadline, cause_of
from notifications.message import Delivery, accepted, channel_down, refused, retry_later

_FIRST_PERMANENT_CODE = 500
_SIGN_IN_CODES = frozenset({530, 534, 535, 538})
"""Permanent by number, yet a matter of our settings: once they are right, the message will go."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in."""

    host: str
    port: int
    mode: str
    """One of Apprise's `SecureMailMode`."""
    verify: bool
    user: str
    password: str = field(repr=False)


class _Session(smtplib.SMTP):
    def __init__(self, deadline: Deadline, server: MailServer, name: str) -> None:
        deadline.watch(lambda: self.sock)
        super().__init__(server.host, server.port, name, timeout=deadline.seconds)


class _TlsSession(smtplib.SMTP_SSL):
    def __init__(self, deadline: Deadline, server: MailServer, name: str) -> None:
        deadline.watch(lambda: self.sock)
        super().__init__(
            server.host,
            server.port,
            name,
            timeout=deadline.seconds,
            context=_tls(verify=server.verify),
        )


@cache
def _tls(*, verify: bool) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _open(deadline: Deadline, server: MailServer, name: str) -> smtplib.SMTP:
    if server.mode == SecureMailMode.SSL:
        session: smtplib.SMTP = _TlsSession(deadline, server, name)
    else:
        session = _Session(deadline, server, name)
    try:
        if server.mode == SecureMailMode.STARTTLS:
            session.starttls(context=_tls(verify=server.verify))
        if server.user and server.password:
            session.login(server.user, server.password)
    except BaseException:
        session.close()
        raise
    return session


def _exchange(letter: EmailMessage, server: MailServer, deadline: Deadline) -> None:
    sender = letter["From"].addresses[0]
    receiver = letter["To"].addresses[0]
    # Named by the sender's domain: asking DNS for our own name can take longer than the exchange.
    session = _open(deadline, server, sender.domain)
    try:
        session.sendmail(sender.addr_spec, [receiver.addr_spec], letter.as_bytes())
    except BaseException:
        session.close()
        raise
    with contextlib.suppress(OSError):  # accepted is accepted, whatever the good-bye
        session.quit()


def _answered(code: int, text: bytes | str, *, about: str) -> Delivery:
    """Return what a refusal of the receiver or of the content means."""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    answer = f"{about}（{code} {words}）"
    if code >= _FIRST_PERMANENT_CODE and code not in _SIGN_IN_CODES:
        return refused(f"邮件服务器拒收：{answer}")
    return retry_later(f"邮件服务器暂不接收：{answer}")


def _not_reached(error: OSError, deadline: Deadline) -> Delivery:
    if deadline.passed:
        return channel_down(f"邮件服务器未在{deadline.seconds:g}秒内完成应答，结果不明。")
    return channel_down(f"未能交付邮件服务器：{cause_of(error)}。")


def hand_over(letter: EmailMessage, server: MailServer, timeout_seconds: float) -> Delivery:
    """Give the letter to the server and return its answer.

    Refused: 5xx to this receiver or to this content. Retry later: 4xx, and all that is not about
    this letter (no connection, TLS, sign-in, our sender address), and a connection lost after the
    content went out: it may arrive twice, under one Message-ID.
    """
    with Deadline(timeout_seconds) as deadline:
        try:
            _exchange(letter, server, deadline)
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()))
            return _answered(code, text, about="收件地址")
        except smtplib.SMTPDataError as error:
            return _answered(error.smtp_code, error.smtp_error, about="邮件内容")
        except smtplib.SMTPAuthenticationError as error:
            return channel_down(f"邮件服务器登录失败（{error.smtp_code}），请核对渠道账号与密码。")
        except smtplib.SMTPSenderRefused as error:
            return channel_down(f"邮件服务器不接受发件地址（{error.smtp_code}），请核对渠道设置。")
        except OSError as error:  # SMTPException is one
            return _not_reached(error, deadline)
    return accepted("邮件服务器已接收。")
