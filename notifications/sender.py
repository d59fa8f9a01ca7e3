"""One message to one address: whatever happens, the answer is a `Delivery`."""

from dataclasses import replace

from jishen.domain.errors import Refused, SettingsFault
from notifications.channels import CHANNELS
from notifications.channels.config import ChannelConfig
from notifications.message import Delivery, Message, refused, retry_later


def send(channel: str, message: Message, address: str, config: ChannelConfig) -> Delivery:
    """Try once to deliver; everything unknown is RETRY_LATER, and may have been delivered."""
    if channel not in CHANNELS:
        return refused(f"没有名为 {channel} 的通知渠道，可用渠道：{'、'.join(CHANNELS)}。")
    try:
        delivery = CHANNELS[channel].send(message, address, config)
    except (Refused, SettingsFault) as error:
        delivery = refused(f"{error}{error.remedy}")
    except Exception as error:  # noqa: BLE001  the edge of sending: a fault of ours must not lose a row
        delivery = retry_later(f"发送时出现未预料的错误（{type(error).__name__}），将自动重发。")
    return replace(delivery, detail=config.scrub(delivery.detail))


def settings_fault(channel: str, config: ChannelConfig) -> str:
    """Return what is wrong with a channel's settings, or an empty text; nothing is sent.

    Ask before sending: a message sent with unusable settings is refused for good.
    """
    if channel not in CHANNELS:
        return f"没有名为 {channel} 的通知渠道，可用渠道：{'、'.join(CHANNELS)}。"
    try:
        CHANNELS[channel].check(config)
    except SettingsFault as error:
        return config.scrub(str(error))
    return ""
