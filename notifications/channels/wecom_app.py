"""A message of a WeCom application to one member (企业微信应用消息), or of 粤政易 by `service_url`.

https://developer.work.weixin.qq.com/document/path/90236: text of 2,048 bytes; a member gets 30 a
minute and 1,000 an hour, what is more is dropped without an error. The service itself drops a
second copy within half an hour (`enable_duplicate_check`). The access token is kept in memory.
`wecomapp://CORP_ID:SECRET@AGENT_ID`.
"""

import json
import threading
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import httpx

from jishen.domain.errors import Refused, RetryLater, SettingsFault
from notifications.channels.bots import ANSWER_BYTES, Codes, chat_text
from notifications.channels.carrier import NoticePlugin, carry, make
from notifications.channels.config import ChannelConfig
from notifications.channels.exchange import Answer, Limits, exchange
from notifications.message import Delivery, Message, accepted, channel_down, refused, retry_later

TEXT_BYTES = 2048
DUPLICATE_SECONDS = 1800
_SCHEME = "wecomapp"
_ENDPOINT = "https://qyapi.weixin.qq.com"
_EARLIER_SECONDS = 300
_SETTINGS_WAIT_SECONDS = 900
_TOKEN_CODES = frozenset({40001, 40014, 42001, 41001})
_CODES = Codes(
    wait_seconds={45009: 60, 45033: 60, -1: 30},
    settings=frozenset(
        {40001, 40013, 40014, 40056, 40091, 41001, 41002, 41004, 42001, 60020, 301002}
    ),
    refused=frozenset({40003, 40008, 40058, 44004, 45002, 60111, 81013, 82001}),
)


@dataclass(frozen=True, slots=True)
class _Application:
    """An application by its endpoint, enterprise, number and secret."""

    endpoint: str
    corp_id: str
    agent_id: str
    secret: str


class _Tokens:
    """Access tokens in memory, by application; never written anywhere."""

    def __init__(self) -> None:
        self._kept: dict[_Application, tuple[str, float]] = {}
        self._lock = threading.Lock()

    def get(self, application: _Application) -> str | None:
        """Return a token that holds for some minutes more."""
        with self._lock:
            token, until = self._kept.get(application, ("", 0.0))
        return token if time.monotonic() < until else None

    def keep(self, application: _Application, token: str, seconds: int) -> None:
        """Keep a token until shortly before its end."""
        until = time.monotonic() + max(seconds - _EARLIER_SECONDS, 0)
        with self._lock:
            self._kept[application] = (token, until)

    def forget(self, application: _Application) -> None:
        """Forget a token that the service does not know any more."""
        with self._lock:
            self._kept.pop(application, None)


TOKENS = _Tokens()


class _TokenRefused(Exception):
    """The service gave no token; what it said."""

    def __init__(self, delivery: Delivery) -> None:
        super().__init__(delivery.detail)
        self.delivery = delivery


class WeComApp(NoticePlugin):
    """One message of an application to one member."""

    application: _Application
    member: str
    limits: Limits

    def deliver(self) -> Delivery:
        """Post the message; with a token the service has forgotten, once more with a new one."""
        try:
            kept = TOKENS.get(self.application)
            code, answer, said = self._post(kept or self._token())
            if kept and code in _TOKEN_CODES:
                TOKENS.forget(self.application)
                code, answer, said = self._post(self._token())
        except RetryLater as error:
            return channel_down(f"未能交付企业微信应用：{error}。")
        except _TokenRefused as refusal:
            return refusal.delivery
        if code == 0:
            return self._taken(said)
        return _not_taken(code, answer, said)

    def _post(self, token: str) -> tuple[int | None, Answer, dict[str, Any]]:
        body = {
            "touser": self.member,
            "msgtype": "text",
            "agentid": int(self.application.agent_id),
            "text": {"content": chat_text(self.message, TEXT_BYTES)},
            "enable_duplicate_check": 1,
            "duplicate_check_interval": DUPLICATE_SECONDS,
        }
        request = httpx.Request(
            "POST",
            f"{self.application.endpoint}/cgi-bin/message/send?access_token={quote(token, '')}",
            content=json.dumps(body, ensure_ascii=False).encode(),
            headers={"User-Agent": str(self.app_id), "Content-Type": "application/json"},
        )
        return _read(exchange(request, self.limits))

    def _token(self) -> str:
        query = (
            f"corpid={quote(self.application.corp_id, '')}"
            f"&corpsecret={quote(self.application.secret, '')}"
        )
        request = httpx.Request("GET", f"{self.application.endpoint}/cgi-bin/gettoken?{query}")
        code, answer, said = _read(exchange(request, self.limits))
        token = said.get("access_token")
        if code != 0 or not isinstance(token, str) or not token:
            raise _TokenRefused(_not_taken(code or None, answer, said))
        seconds = said.get("expires_in", 0)
        TOKENS.keep(self.application, token, seconds if isinstance(seconds, int) else 0)
        return token

    def _taken(self, said: dict[str, Any]) -> Delivery:
        invalid = str(said.get("invaliduser", "") or said.get("unlicenseduser", ""))
        if self.member.casefold() in invalid.casefold().split("|"):
            return refused("企业微信应用未接收：收件成员不存在、不在可见范围或无许可。")
        return accepted("企业微信应用已接收。")


def _read(answer: Answer) -> tuple[int | None, Answer, dict[str, Any]]:
    try:
        said = json.loads(answer.body)
    except ValueError:
        said = None
    if not answer.response.is_success or not isinstance(said, dict):
        return None, answer, {}
    code = said.get("errcode")
    return (code if isinstance(code, int) else None), answer, said


def _not_taken(code: int | None, answer: Answer, said: dict[str, Any]) -> Delivery:
    if code is None:
        if answer.response.is_success:
            return channel_down("企业微信应用的应答无法识别，结果不明。")
        detail = f"企业微信应用暂不接收（HTTP {answer.status}）。"
        return channel_down(detail, answer.wait_asked_seconds)
    detail = f"企业微信应用未接收（代码 {code}：{str(said.get('errmsg', ''))[:120]}）"
    if code in _CODES.wait_seconds:
        return channel_down(f"{detail}，发送过快。", _CODES.wait_seconds[code])
    if code in _CODES.settings:
        return channel_down(f"{detail}，请核对应用的编号、密钥与可信 IP。", _SETTINGS_WAIT_SECONDS)
    return refused(f"{detail}。") if code in _CODES.refused else retry_later(f"{detail}。")


def _plugin(address: str, config: ChannelConfig) -> WeComApp:
    parts = urlsplit(config.url)
    if (
        parts.scheme != _SCHEME
        or not (parts.username and parts.password)
        or not (parts.hostname or "").isdecimal()
    ):
        detail = f"企业微信应用的地址 {config.masked_url} 无法识别，应为 wecomapp://企业ID:Secret@AgentId。"
        raise SettingsFault(detail)
    if not address or set(address) & set("|@, "):
        # `@all` would call the whole office, `a|b` two persons.
        detail = "收件成员无效：须为单个成员帐号。"
        raise Refused(detail)
    plugin = make(WeComApp, {"schema": _SCHEME})
    plugin.member = address
    plugin.limits = Limits(config.timeout_seconds, ANSWER_BYTES)
    plugin.application = _Application(
        (config.service_url or _ENDPOINT).rstrip("/"),
        unquote(parts.username),
        str(parts.hostname),
        unquote(parts.password),
    )
    return plugin


def send(message: Message, address: str, config: ChannelConfig) -> Delivery:
    """Send a message to one member; raises SettingsFault or Refused before anything is sent."""
    return carry(_plugin(address, config), message)


def check(config: ChannelConfig) -> None:
    """Raise SettingsFault when no message could ever be sent with these settings."""
    _plugin("someone", config)
