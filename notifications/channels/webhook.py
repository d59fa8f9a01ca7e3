"""A message to a web address as JSON, through Apprise's `json` and `jsons` URLs.

Apprise's own `send` will not do (1.13.1): it tells neither status nor Retry-After. The grammar of
the URL (headers `+`, parameters `-`, fields `:`, sign-in, method) and the fields of the body are
Apprise's, so whatever reads Apprise's JSON reads ours.
"""

import json
from base64 import b64encode
from http import HTTPStatus
from urllib.parse import quote

import httpx
from apprise.plugins.custom_json import NotifyJSON

from jishen.domain.errors import RetryLater, SettingsFault
from notifications.channels.carrier import NoticePlugin, carry, make, parse
from notifications.channels.config import ChannelConfig
from notifications.channels.exchange import Answer, Limits, exchange
from notifications.message import Delivery, Message, accepted, channel_down, refused

_SCHEMES = ("json://", "jsons://")
_METHODS = frozenset({"POST", "PUT"})
_LATER = frozenset({407, 408, 425, 429})
"""4xx that say nothing of the message: proxy sign-in, time-out, too early, too many."""
_HEADER_CHARACTERS = ":/@.,;=+-_~ "


class NoticeHook(NoticePlugin, NotifyJSON):
    """Apprise's JSON plugin with an exchange of our own."""

    timeout_seconds: float

    def deliver(self) -> Delivery:
        """Post the message."""
        limits = Limits(self.timeout_seconds, verify_certificate=bool(self.verify_certificate))
        try:
            return _answered(exchange(self._request(), limits))
        except RetryLater as error:
            return channel_down(f"未能交付接收地址：{error}。")

    def _fields(self) -> dict[str, object]:
        fields: dict[str, object] = {
            "version": self.json_version,
            "title": self.message.subject,
            "message": self.message.text,
            "attachments": [],
            "type": "info",
        }
        for name, value in self.payload_extras.items():  # Apprise: rename, drop or add a field
            if name not in fields:
                fields[name] = value
                continue
            moved = fields.pop(name)
            if value:
                fields[value] = moved
        return fields

    def _request(self) -> httpx.Request:
        scheme = "https" if self.secure else "http"
        return httpx.Request(
            self.method,
            f"{scheme}://{self._place()}{quote(self.fullpath, '/%')}",
            params=self.params or None,
            content=json.dumps(self._fields(), ensure_ascii=False).encode(),
            headers=self._headers(),
        )

    def _place(self) -> str:
        return f"{self.host}:{self.port}" if self.port else str(self.host)

    def _headers(self) -> dict[str, str]:
        headers = {"User-Agent": self.app_id, "Content-Type": "application/json", **self.headers}
        if self.user:
            sign_in = f"{self.user}:{self.password or ''}".encode()
            headers["Authorization"] = f"Basic {b64encode(sign_in).decode()}"
        headers["Idempotency-Key"] = quote(self.message.key, _HEADER_CHARACTERS)
        headers["X-Jishen-Event"] = self.message.event.value if self.message.event else ""
        return headers


def _answered(answer: Answer) -> Delivery:
    status, wait = answer.status, answer.wait_asked_seconds
    if answer.response.is_success:
        return accepted(f"接收地址已接收（{status}）。")
    if answer.response.is_client_error and status not in _LATER:
        return refused(f"接收地址拒收（{status}），请核对渠道地址与接收方设置。")
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return channel_down("接收地址要求放慢（429）。", wait)
    if answer.response.is_redirect:
        return channel_down(f"接收地址要求转到别处（{status}），未予跟随，请核对渠道地址。")
    return channel_down(f"接收地址暂不接收（{status}）。", wait)


def _plugin(config: ChannelConfig) -> NoticeHook:
    settings = parse(NoticeHook, config.url, _SCHEMES)
    if not settings:
        detail = f"接收地址无法识别：{config.masked_url}，应以 json:// 或 jsons:// 开头。"
        raise SettingsFault(detail)
    try:
        plugin = make(NoticeHook, settings)
    except TypeError as error:  # how Apprise says that it cannot use a URL
        detail = f"接收地址 {config.masked_url} 无法使用，请核对其参数。"
        raise SettingsFault(detail) from error
    if plugin.method not in _METHODS:
        detail = f"接收地址 {config.masked_url} 的 method 只能是 POST 或 PUT。"
        raise SettingsFault(detail)
    plugin.timeout_seconds = config.timeout_seconds
    return plugin


def send(message: Message, address: str, config: ChannelConfig) -> Delivery:
    """Post a message to the settings' address; raises SettingsFault before anything is sent.

    `address` names the receiving group in the outbox only: the place is in the settings.
    """
    del address
    return carry(_plugin(config), message)


def check(config: ChannelConfig) -> None:
    """Raise SettingsFault when no message could ever be posted with these settings."""
    _plugin(config)
