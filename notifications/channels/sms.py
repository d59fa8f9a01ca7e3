"""What the SMS channels share: one Chinese mobile number, an approved template, codes as answers.

A service sends nothing but texts that it has approved, so a notice is a template's number and its
values; which number belongs to which event is a setting. Neither Aliyun nor Tencent drops a second
copy by itself (Aliyun's pages say so): after a cut connection a copy may come twice.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from jishen.domain.errors import Refused, RetryLater, SettingsFault
from notifications.channels.carrier import NoticePlugin
from notifications.channels.config import ChannelConfig
from notifications.channels.exchange import Answer
from notifications.message import Delivery, Message, channel_down, refused, retry_later
from notifications.sms_text import fitted

ANSWER_BYTES = 65_536
_MOBILE = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")
_LONGEST_SAID = 120
_SETTINGS_WAIT_SECONDS = 900


@dataclass(frozen=True, slots=True)
class SmsCodes:
    """What a service's codes mean, by their beginning; any other code is tried again."""

    wait_seconds: Mapping[str, int]
    """This number had too many: others may get theirs."""
    channel_wait_seconds: Mapping[str, int]
    """We were too fast altogether."""
    settings: tuple[str, ...]
    """Key, signature, template or account is wrong: the notice is not to blame."""
    refused: tuple[str, ...]
    """This notice will never be taken."""

    def meaning(self, service: str, code: str, says: str) -> Delivery:
        """Return what a code that is no success means."""
        detail = f"{service}未接收（{code}：{says[:_LONGEST_SAID]}）"
        wait = _of(self.wait_seconds, code)
        if wait is not None:
            return retry_later(f"{detail}，该号码发送过频。", wait)
        wait = _of(self.channel_wait_seconds, code)
        if wait is not None:
            return channel_down(f"{detail}，发送过快。", wait)
        if code.startswith(self.settings):
            return channel_down(f"{detail}，请核对短信账号、签名与模板。", _SETTINGS_WAIT_SECONDS)
        return (
            refused(f"{detail}。") if code.startswith(self.refused) else retry_later(f"{detail}。")
        )


class SmsPlugin(NoticePlugin):
    """One SMS to one mobile number."""

    service_name_cn: str
    codes: SmsCodes
    config: ChannelConfig
    mobile: str

    def exchange(self) -> Answer:
        """Make the request; raises RetryLater."""
        raise NotImplementedError

    def answered(self, answer: Answer) -> Delivery:
        """Return what the answer means."""
        raise NotImplementedError

    def deliver(self) -> Delivery:
        """Send the message and read the service's answer."""
        try:
            return self.answered(self.exchange())
        except RetryLater as error:
            return channel_down(f"未能交付{self.service_name_cn}：{error}。")

    def template(self) -> str:
        """Return the number of the approved template; raises SettingsFault where there is none."""
        event = self.message.event.value if self.message.event else ""
        number = self.config.templates.get(event, "")
        if not number:
            detail = f"渠道设置 templates 中没有事项 {event} 的短信模板编号，未予发送。"
            raise SettingsFault(detail)
        return number

    def values(self) -> dict[str, str]:
        """Return the template's values, such that the whole text is one segment of 70 characters.

        Raises Refused when the event has no text for an SMS, or no shortening of names is enough.
        """
        return dict(fitted(self.message.sms, self.config.sign_name).values)


def mobile_of(address: str) -> str:
    """Return a Chinese mobile number as eleven digits; raises Refused when it is none."""
    found = _MOBILE.fullmatch(address.replace(" ", "").replace("-", ""))
    if found is None:
        detail = "收件号码无效：须为单个中国内地手机号码。"
        raise Refused(detail)
    return found[1]


def checked(kind: type[SmsPlugin], config: ChannelConfig) -> None:
    """Raise SettingsFault when no SMS could ever be sent with these settings."""
    if not config.sign_name or not config.templates:
        detail = (
            f"{kind.service_name_cn}须设置 sign_name（已审核的签名）"
            "与 templates（事项对应的模板编号）。"
        )
        raise SettingsFault(detail)


def without_success(answer: Answer, service: str) -> Delivery:
    """Return what an answer means that is not the service's own."""
    if answer.response.is_success:
        return channel_down(f"{service}的应答无法识别，结果不明。")
    return channel_down(f"{service}暂不接收（HTTP {answer.status}）。", answer.wait_asked_seconds)


def carried_message(message: Message) -> Message:
    """Return the message, once it is sure that it has a text for an SMS; raises Refused."""
    if message.sms is None:
        detail = "该事项没有短信文本，未予发送；请为收件人改用其他渠道。"
        raise Refused(detail)
    return message


def _of(waits: Mapping[str, int], code: str) -> int | None:
    return next((wait for start, wait in waits.items() if code.startswith(start)), None)
