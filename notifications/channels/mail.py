"""Mail to one receiver, through Apprise's `mailto` and `mailtos` URLs.

Apprise's own `send` will not do (1.13.1, read and tried): a 550 and a 451 are both False; the text
part is made from the HTML and loses the address of every link; each attempt has a new Message-ID,
and one given as a header makes two. So the URL is Apprise's, the letter and the exchange are ours:
a repeated attempt bears the same Message-ID and X-Jishen-Key, and a mail system that drops
duplicates drops it.
"""

import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from hashlib import sha256
from typing import Any

from apprise.plugins.email import NotifyEmail
from apprise.plugins.email.common import SecureMailMode

from jishen.domain.errors import Refused, SettingsFault
from notifications.channels.carrier import NoticePlugin, carry, make, parse
from notifications.channels.config import ChannelConfig
from notifications.channels.smtp import MailServer, hand_over
from notifications.message import Delivery, Message
from notifications.wording import one_line

_SCHEMES = ("mailto://", "mailtos://")
_IMPLICIT_TLS_PORT = 465
_ID_CHARACTERS = 32
_MAILBOX = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_SOME_ADDRESS = "someone@example.com"


class NoticeMail(NoticePlugin, NotifyEmail):
    """Apprise's mail plugin with a letter and an exchange of our own."""

    timeout_seconds: float

    def deliver(self) -> Delivery:
        """Hand the letter to the server."""
        server = MailServer(
            host=self.smtp_host,
            port=self.port or 0,
            mode=self.secure_mode or SecureMailMode.INSECURE,
            verify=self.verify_certificate,
            user=self.user or "",
            password=self.password or "",
        )
        return hand_over(self.letter(), server, self.timeout_seconds)

    def letter(self) -> EmailMessage:
        """Return the mail: text and HTML, and headers by which a second copy is known."""
        receiver, sender = str(self.targets[0][1]), str(self.from_addr[1])
        letter = EmailMessage(policy=SMTP)
        letter["From"] = Address(str(self.from_addr[0] or ""), addr_spec=sender)
        letter["To"] = Address(addr_spec=receiver)
        if self.reply_to:
            letter["Reply-To"] = [Address(addr_spec=address) for address in sorted(self.reply_to)]
        letter["Subject"] = one_line(self.message.subject)
        identity = sha256(f"{self.message.key}\n{receiver}".encode()).hexdigest()[:_ID_CHARACTERS]
        letter["Message-ID"] = f"<{identity}.jishen@{sender.rpartition('@')[2]}>"
        # The day of posting belongs to the envelope, not to the notice; servers distrust its lack.
        letter["Date"] = formatdate(localtime=True)
        letter["X-Jishen-Key"] = one_line(self.message.key)
        letter["Auto-Submitted"] = "auto-generated"
        for name, value in self.headers.items():  # `+Name=value` in the URL; ours go first
            if name not in letter:
                letter[name] = one_line(value)
        # base64: 8-bit lines are not allowed on every hop.
        letter.set_content(self.message.text, cte="base64")
        if self.message.html is not None:
            letter.add_alternative(self.message.html, subtype="html", cte="base64")
        return letter


def _settings(config: ChannelConfig) -> dict[str, Any]:  # Any: what Apprise reads in its URLs
    settings = parse(NoticeMail, config.url, _SCHEMES)
    if not settings:
        detail = f"邮件渠道地址无法识别：{config.masked_url}，应以 mailto:// 或 mailtos:// 开头。"
        raise SettingsFault(detail)
    if settings["targets"] or any(settings.get(name) for name in ("cc", "bcc", "pgp_mode")):
        detail = f"邮件渠道地址 {config.masked_url} 不得带有收件人、抄送、密送或 PGP 参数。"
        raise SettingsFault(detail)
    if settings["port"] == _IMPLICIT_TLS_PORT:
        # Apprise would speak STARTTLS to 465 and wait for a greeting that never comes.
        settings.setdefault("secure_mode", SecureMailMode.SSL)
    return settings


def _plugin(address: str, config: ChannelConfig) -> NoticeMail:
    settings = _settings(config)
    if _MAILBOX.fullmatch(address) is None:
        detail = "收件地址无效：须为单个电子邮箱地址。"
        raise Refused(detail)
    unusable = (
        f"邮件渠道地址 {config.masked_url} 无法使用，请核对发件地址（from）与加密方式（mode）。"
    )
    try:
        plugin = make(NoticeMail, {**settings, "targets": [address]})
    except TypeError as error:  # how Apprise says that it cannot use a URL
        raise SettingsFault(unusable) from error
    if _MAILBOX.fullmatch(str(plugin.from_addr[1])) is None:
        raise SettingsFault(unusable)
    if plugin.targets != [(False, address)]:  # Apprise reads lists and names in an address
        detail = "收件地址无效：须为单个电子邮箱地址。"
        raise Refused(detail)
    plugin.timeout_seconds = config.timeout_seconds
    return plugin


def send(message: Message, address: str, config: ChannelConfig) -> Delivery:
    """Send a message to one mailbox; raises SettingsFault or Refused before anything is sent."""
    return carry(_plugin(address, config), message)


def check(config: ChannelConfig) -> None:
    """Raise SettingsFault when no mail could ever be sent with these settings."""
    _plugin(_SOME_ADDRESS, config)
