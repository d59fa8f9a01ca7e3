"""The ways a message can go: one line each."""

from dataclasses import dataclass
from importlib import import_module

from jishen.domain.lanes import Pace
from notifications.channels.config import ChannelConfig
from notifications.message import Delivery, Message


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel by the name of its module, which is loaded when it is first used.

    Loading all of them takes 0.2 s, and a run that sends to a folder needs neither SMTP nor HTTP.
    """

    module: str
    paces: tuple[Pace, ...] = ()
    """How fast it may be fed, below what the service allows; empty: as fast as it answers."""

    def send(self, message: Message, address: str, config: ChannelConfig) -> Delivery:
        """Send one message to one address; raises SettingsFault or Refused before it is sent."""
        delivery: Delivery = import_module(self.module).send(message, address, config)
        return delivery

    def check(self, config: ChannelConfig) -> None:
        """Raise SettingsFault when nothing could ever be sent with these settings."""
        import_module(self.module).check(config)


_BOT = Pace(18, 60)
"""WeCom and DingTalk allow a bot 20 in a minute; DingTalk shuts it for ten minutes at the 21st."""

CHANNELS: dict[str, Channel] = {
    "mail": Channel("notifications.channels.mail"),
    "webhook": Channel("notifications.channels.webhook"),
    "wecom_bot": Channel("notifications.channels.wecom_bot", (_BOT,)),
    "dingtalk": Channel("notifications.channels.dingtalk", (_BOT,)),
    "feishu": Channel("notifications.channels.feishu", (Pace(90, 60), Pace(4, 1))),
    # A member gets 30 a minute, and more is dropped without a word.
    "wecom_app": Channel("notifications.channels.wecom_app", (Pace(25, 60),)),
    "aliyun_sms": Channel("notifications.channels.aliyun_sms"),
    "tencent_sms": Channel("notifications.channels.tencent_sms"),
    "file": Channel("notifications.channels.file"),
}
