"""A WeCom group bot (企业微信群机器人), or any endpoint that speaks its language (`service_url`).

Limits: https://developer.work.weixin.qq.com/document/path/91770 (20 messages a minute a bot, text
of 2,048 bytes). Plain text, not markdown: no name can become a link, a colour or an `@all`.
"""

from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from apprise.plugins.wecombot import NotifyWeComBot

from notifications.channels.bots import BotPlugin, Codes, bot, chat_text
from notifications.channels.carrier import carry, parse
from notifications.channels.config import ChannelConfig
from notifications.message import Delivery, Message

TEXT_BYTES = 2048
_NATIVE = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send"


class WeComBot(BotPlugin, NotifyWeComBot):
    """Apprise's WeCom bot with an exchange of our own."""

    endpoint = _NATIVE
    service_name_cn = "企业微信群机器人"
    code_fields = ("errcode",)
    codes = Codes(
        wait_seconds={45009: 60, 45033: 60, -1: 30},
        settings=frozenset({93000, 93004, 93008, 40001, 60020}),
        refused=frozenset({40008, 40058, 44004, 45002}),
    )

    def address(self) -> str:
        """Return the endpoint with the bot's key."""
        return f"{self.endpoint}?key={quote(self.key, '')}"

    def payload(self) -> dict[str, Any]:
        """Return a text message that mentions nobody."""
        return {"msgtype": "text", "text": {"content": chat_text(self.message, TEXT_BYTES)}}


def _plugin(config: ChannelConfig) -> WeComBot:
    parts = urlsplit(config.url)
    if config.url.startswith(_NATIVE):
        settings: dict[str, Any] = {"key": parse_qs(parts.query).get("key", [""])[0]}
    else:
        settings = parse(WeComBot, config.url, ("wecombot://",))
    return bot(WeComBot, settings, config)


def send(message: Message, address: str, config: ChannelConfig) -> Delivery:
    """Post a message to the bot's group; raises SettingsFault before anything is sent."""
    del address  # names the group in the outbox only: the bot is in the settings
    return carry(_plugin(config), message)


def check(config: ChannelConfig) -> None:
    """Raise SettingsFault when no message could ever be posted with these settings."""
    _plugin(config)
