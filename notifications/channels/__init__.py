"""The ways a message can go: one line each."""

from dataclasses import dataclass
from importlib import import_module

from notifications.channels.config import ChannelConfig
from notifications.message import Delivery, Message


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel by the name of its module, which is loaded when it is first used.

    Loading all of them takes 0.2 s, and a run that sends to a folder needs neither SMTP nor HTTP.
    """

    module: str

    def send(self, message: Message, address: str, config: ChannelConfig) -> Delivery:
        """Send one message to one address; raises SettingsFault or Refused before it is sent."""
        delivery: Delivery = import_module(self.module).send(message, address, config)
        return delivery

    def check(self, config: ChannelConfig) -> None:
        """Raise SettingsFault when nothing could ever be sent with these settings."""
        import_module(self.module).check(config)


CHANNELS: dict[str, Channel] = {
    "mail": Channel("notifications.channels.mail"),
    "webhook": Channel("notifications.channels.webhook"),
    "wecom_bot": Channel("notifications.channels.wecom_bot"),
    "dingtalk": Channel("notifications.channels.dingtalk"),
    "feishu": Channel("notifications.channels.feishu"),
    "file": Channel("notifications.channels.file"),
}
