"""What the group bots of WeCom, DingTalk and Feishu share: a short text, and a code as the answer.

All three answer HTTP 200 whatever happens and put the truth into a code; Apprise 1.13.1 looks at
the status alone and calls every refusal a success. The grammar of the URL is Apprise's, the
exchange and the reading of the answer are ours.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx

from jishen.domain.errors import RetryLater, SettingsFault
from notifications.channels.carrier import NoticePlugin, make
from notifications.channels.config import ChannelConfig
from notifications.channels.exchange import Answer, Limits, exchange
from notifications.message import Delivery, Message, accepted, channel_down, refused, retry_later
from notifications.wording import short

ANSWER_BYTES = 65_536
_KEY_CHARACTERS = 8
_SUBJECT_CHARACTERS = 120
_SETTINGS_WAIT_SECONDS = 900
_BotT = TypeVar("_BotT", bound="BotPlugin")


@dataclass(frozen=True, slots=True)
class Codes:
    """What a service's codes mean; any other code is tried again, with the sender's own limit."""

    wait_seconds: Mapping[int, int]
    """Too fast: how long the service wants us to keep still."""
    settings: frozenset[int]
    """Key, signature, keyword or list of addresses is wrong: the letter is not to blame."""
    refused: frozenset[int] = field(default_factory=frozenset)
    """This message will never be taken."""


class BotPlugin(NoticePlugin):
    """A group bot: one JSON body posted, one JSON answer with a code."""

    timeout_seconds: float
    endpoint: str
    service_name_cn: str
    codes: Codes
    code_fields: tuple[str, ...]
    """Where the code stands in the answer; the first that is there counts."""

    def address(self) -> str:
        """Return where to post, with whatever the service wants in the address."""
        raise NotImplementedError

    def payload(self) -> dict[str, Any]:
        """Return the body to be posted."""
        raise NotImplementedError

    def deliver(self) -> Delivery:
        """Post the message and read the service's code."""
        request = httpx.Request(
            "POST",
            self.address(),
            content=json.dumps(self.payload(), ensure_ascii=False).encode(),
            headers={"User-Agent": str(self.app_id), "Content-Type": "application/json"},
        )
        limits = Limits(self.timeout_seconds, ANSWER_BYTES, bool(self.verify_certificate))
        try:
            return self._answered(exchange(request, limits))
        except RetryLater as error:
            return channel_down(f"未能交付{self.service_name_cn}：{error}。")

    def _answered(self, answer: Answer) -> Delivery:
        name = self.service_name_cn
        if not answer.response.is_success:
            detail = f"{name}暂不接收（HTTP {answer.status}）。"
            return channel_down(detail, answer.wait_asked_seconds)
        code, says = _code_of(answer.body, self.code_fields)
        if code is None:
            return channel_down(f"{name}的应答无法识别，结果不明。")
        if code == 0:
            return accepted(f"{name}已接收。")
        return self._not_taken(code, f"{name}未接收（代码 {code}：{says}）")

    def _not_taken(self, code: int, detail: str) -> Delivery:
        if code in self.codes.wait_seconds:
            return channel_down(f"{detail}，发送过快。", self.codes.wait_seconds[code])
        if code in self.codes.settings:
            return channel_down(f"{detail}，请核对机器人的地址与安全设置。", _SETTINGS_WAIT_SECONDS)
        return refused(f"{detail}。") if code in self.codes.refused else retry_later(f"{detail}。")


def _code_of(body: bytes, names: tuple[str, ...]) -> tuple[int | None, str]:
    """Return an answer's code and its words; None when it is no such answer."""
    try:
        answer = json.loads(body)
    except ValueError:
        return None, ""
    if not isinstance(answer, dict):
        return None, ""
    codes = [answer[name] for name in names if isinstance(answer.get(name), int)]
    said = answer.get("errmsg", answer.get("msg", ""))
    return (codes[0] if codes else None), str(said)[:120]


def chat_text(message: Message, most_bytes: int, keyword: str = "") -> str:
    """Return a message as a chat takes it: whole lines only, so that nothing is cut in two.

    Lines that do not fit are left out at the end and counted; the links stand first. The last line
    names the notice, because none of the bots drops a second copy by itself.
    """
    last = f"（通知编号 {message.key[:_KEY_CHARACTERS]}，重复收到请忽略）"
    if keyword and keyword not in message.subject:
        last = f"{keyword}{last}"
    lines = [
        short(message.subject, _SUBJECT_CHARACTERS),
        *(message.brief or message.text.splitlines()),
    ]
    taken = _that_fit(lines, most_bytes - _size([last]))
    return "\n".join([*taken, last])


def _that_fit(lines: list[str], most_bytes: int) -> list[str]:
    if _size(lines) <= most_bytes:
        return lines
    for count in range(len(lines) - 1, 0, -1):
        taken = [*lines[:count], f"……其余{len(lines) - count}行从略，请打开页面查看。"]
        if _size(taken) <= most_bytes:
            return taken
    return []


def _size(lines: list[str]) -> int:
    return sum(len(line.encode()) + 1 for line in lines)


def bot(kind: type[_BotT], settings: dict[str, Any] | None, config: ChannelConfig) -> _BotT:
    """Return a bot by what Apprise read in the URL; raises SettingsFault when it is too little."""
    try:
        plugin = make(kind, settings) if settings else None
    except TypeError:  # how Apprise says that it cannot use a URL
        plugin = None
    if plugin is None:
        detail = f"{kind.service_name_cn}的地址 {config.masked_url} 无法识别，请核对渠道设置。"
        raise SettingsFault(detail)
    plugin.timeout_seconds = config.timeout_seconds
    if config.service_url:
        parts = urlsplit(config.service_url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            detail = f"{kind.service_name_cn}的 service_url 应为 http(s) 网址。"
            raise SettingsFault(detail)
        plugin.endpoint = config.service_url
    return plugin
