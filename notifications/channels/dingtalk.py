"""A DingTalk group bot (钉钉自定义机器人), signed (`dingtalk://SECRET@TOKEN`) or by keyword.

Limits: https://open.dingtalk.com/document/robots/custom-robot-access (20 messages a minute a bot,
then it is shut for ten). A bot that wants a keyword gets it in each text: `?keyword=即审`.
"""

import base64
import hashlib
import hmac
import time
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from apprise.plugins.dingtalk import NotifyDingTalk

from notifications.channels.bots import BotPlugin, Codes, bot, chat_text
from notifications.channels.carrier import carry, parse
from notifications.channels.config import ChannelConfig
from notifications.message import Delivery, Message

TEXT_BYTES = 15_000
_NATIVE = "https://oapi.dingtalk.com/robot/send"


class DingTalkBot(BotPlugin, NotifyDingTalk):
    """Apprise's DingTalk bot with an exchange of our own."""

    endpoint = _NATIVE
    service_name_cn = "钉钉群机器人"
    keyword: str = ""
    code_fields = ("errcode",)
    codes = Codes(
        wait_seconds={130101: 600, 410100: 600, -1: 30},
        settings=frozenset({310000, 300001, 300005, 400013, 40035}),
        refused=frozenset({400105, 460101, 430101, 430102, 430103, 430104}),
    )

    def address(self) -> str:
        """Return the endpoint with the bot's token, and the signature of this moment."""
        address = f"{self.endpoint}?access_token={quote(self.token, '')}"
        if not self.secret:
            return address
        timestamp = str(round(time.time() * 1000))
        signature = signed(timestamp, self.secret)
        return f"{address}&timestamp={timestamp}&sign={quote(signature, '')}"

    def payload(self) -> dict[str, Any]:
        """Return a text message that mentions nobody."""
        text = chat_text(self.message, TEXT_BYTES, self.keyword)
        return {"msgtype": "text", "text": {"content": text}, "at": {"isAtAll": False}}


def signed(timestamp: str, secret: str) -> str:
    """Return DingTalk's signature: HMAC-SHA256 over time stamp and secret, in Base64."""
    said = f"{timestamp}\n{secret}".encode()
    return base64.b64encode(hmac.new(secret.encode(), said, hashlib.sha256).digest()).decode()


def _plugin(config: ChannelConfig) -> DingTalkBot:
    query = parse_qs(urlsplit(config.url).query)
    if config.url.startswith(_NATIVE):
        secret, token = query.get("secret", [""])[0], query.get("access_token", [""])[0]
        settings: dict[str, Any] = {"token": token, "secret": secret or None}
    else:
        settings = parse(DingTalkBot, config.url, ("dingtalk://",))
    plugin = bot(DingTalkBot, settings, config)
    plugin.keyword = query.get("keyword", [""])[0]
    return plugin


def send(message: Message, address: str, config: ChannelConfig) -> Delivery:
    """Post a message to the bot's group; raises SettingsFault before anything is sent."""
    del address  # names the group in the outbox only: the bot is in the settings
    return carry(_plugin(config), message)


def check(config: ChannelConfig) -> None:
    """Raise SettingsFault when no message could ever be posted with these settings."""
    _plugin(config)
