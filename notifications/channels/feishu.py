"""A Feishu or Lark group bot (飞书自定义机器人), with a signing secret if it has one (`?secret=`).

Limits: https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot (5 messages a second, 100
a minute, 20 kB). A `post`, whose text elements are taken to the letter: in a `text` message a name
such as `<at user_id="all">` would call everybody.
"""

import base64
import hashlib
import hmac
import time
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from apprise.plugins.feishu import NotifyFeishu

from notifications.channels.bots import BotPlugin, Codes, bot, chat_text
from notifications.channels.carrier import carry, parse
from notifications.channels.config import ChannelConfig
from notifications.message import Delivery, Message

TEXT_BYTES = 15_000
_NATIVE = {
    "open.feishu.cn": "https://open.feishu.cn/open-apis/bot/v2/hook",
    "open.larksuite.com": "https://open.larksuite.com/open-apis/bot/v2/hook",
}


class FeishuBot(BotPlugin, NotifyFeishu):
    """Apprise's Feishu bot with an exchange and a signature of our own."""

    endpoint = _NATIVE["open.feishu.cn"]
    service_name_cn = "飞书群机器人"
    secret: str = ""
    code_fields = ("code", "StatusCode")
    codes = Codes(
        wait_seconds={11232: 60, 9499: 60, 99991400: 60},
        settings=frozenset({19001, 19021, 19022, 19024, 19036}),
        refused=frozenset({19002, 19003}),
    )

    def address(self) -> str:
        """Return the bot's own address."""
        return f"{self.endpoint}/{quote(self.token, '')}"

    def payload(self) -> dict[str, Any]:
        """Return a rich text of plain lines, with the signature of this moment."""
        title, *lines = chat_text(self.message, TEXT_BYTES).split("\n")
        content = [[{"tag": "text", "text": line}] for line in lines]
        body: dict[str, Any] = {
            "msg_type": "post",
            "content": {"post": {"zh_cn": {"title": title, "content": content}}},
        }
        if self.secret:
            timestamp = str(round(time.time()))
            body |= {"timestamp": timestamp, "sign": signed(timestamp, self.secret)}
        return body


def signed(timestamp: str, secret: str) -> str:
    """Return Feishu's signature: HMAC-SHA256 of nothing under time stamp and secret, in Base64."""
    key = f"{timestamp}\n{secret}".encode()
    return base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()


def _plugin(config: ChannelConfig) -> FeishuBot:
    parts = urlsplit(config.url)
    native = _NATIVE.get(parts.hostname or "") if parts.scheme == "https" else None
    if native and config.url.startswith(native):
        settings: dict[str, Any] = {"token": parts.path.rpartition("/")[2]}
    else:
        url = config.url.replace("lark://", "feishu://", 1)
        settings = parse(FeishuBot, url, ("feishu://",))
        native = _NATIVE["open.larksuite.com"] if parts.scheme == "lark" else None
    plugin = bot(FeishuBot, settings, config)
    plugin.secret = parse_qs(parts.query).get("secret", [""])[0]
    if native and not config.service_url:
        plugin.endpoint = native
    return plugin


def send(message: Message, address: str, config: ChannelConfig) -> Delivery:
    """Post a message to the bot's group; raises SettingsFault before anything is sent."""
    del address  # names the group in the outbox only: the bot is in the settings
    return carry(_plugin(config), message)


def check(config: ChannelConfig) -> None:
    """Raise SettingsFault when no message could ever be posted with these settings."""
    _plugin(config)
