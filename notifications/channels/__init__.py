"""The ways a message can go: one line each."""

from collections.abc import Callable
from dataclasses import dataclass

from notifications.channels import dingtalk, feishu, file, mail, webhook, wecom_bot
from notifications.channels.config import ChannelConfig
from notifications.message import Delivery, Message


@dataclass(frozen=True, slots=True)
class Channel:
    """How to send one message to one address, and how to check the settings without sending."""

    send: Callable[[Message, str, ChannelConfig], Delivery]
    check: Callable[[ChannelConfig], None]


CHANNELS: dict[str, Channel] = {
    "mail": Channel(mail.send, mail.check),
    "webhook": Channel(webhook.send, webhook.check),
    "wecom_bot": Channel(wecom_bot.send, wecom_bot.check),
    "dingtalk": Channel(dingtalk.send, dingtalk.check),
    "feishu": Channel(feishu.send, feishu.check),
    "file": Channel(file.send, file.check),
}
