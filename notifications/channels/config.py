"""What a channel needs to know of this machine, with its secrets kept out of sight."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote

from notifications.wording import one_line

DETAIL_CHARACTERS = 300
_SHORTEST_SECRET = 4
_HOST = re.compile(r"[A-Za-z0-9.-]+(:\d+)?")
_BOT_SCHEMES = frozenset(
    {"wecombot", "dingtalk", "feishu", "lark", "wecomapp", "aliyunsms", "tencentsms"}
)
"""Schemes in which what stands for user and host is the bot's key and secret."""
_MAIL_ADDRESS = re.compile(r"[^\s<>@{}'\",;:]+@[^\s<>@{}'\",;:]+")


@dataclass(frozen=True, slots=True)
class ChannelConfig:
    """A channel's settings: an Apprise URL for mail and webhook, a folder for file."""

    url: str = field(default="", repr=False)
    """Apprise base URL without a receiver; holds passwords and tokens."""
    service_url: str = ""
    """Another endpoint that speaks the same language (粤政易: WeCom's); empty: the service's."""
    timeout_seconds: float = 30.0
    """For one send as a whole, however slowly the other side trickles."""
    folder: Path | None = None
    sign_name: str = ""
    """Of SMS: the approved signature (签名), without brackets."""
    templates: Mapping[str, str] = field(default_factory=dict)
    """Of SMS: event → number of the approved template."""

    @property
    def masked_url(self) -> str:
        """The URL as it may be shown: scheme, host and port; all else may hold secrets."""
        scheme, place, rest = _parts(self.url)
        host = place.rpartition("@")[2]
        has_unescaped_password = "@" in rest.partition("?")[0]
        if scheme in _BOT_SCHEMES:
            return f"{scheme}://***"
        if not scheme or has_unescaped_password or _HOST.fullmatch(host) is None:
            return "***"
        return f"{scheme}://{host}{'/***' if rest.strip('/') else ''}"

    def scrub(self, detail: str) -> str:
        """Return a detail as it may be stored and shown: one line, no secret, no mail address."""
        shown = one_line(detail)
        for secret in sorted(_secrets(self.url), key=len, reverse=True):
            shown = shown.replace(secret, "***")
        return _MAIL_ADDRESS.sub("（收件地址）", shown)[:DETAIL_CHARACTERS]


def _parts(url: str) -> tuple[str, str, str]:
    """Return scheme, place and the rest of a URL; Apprise's are not all what urllib takes."""
    scheme, separator, after = url.partition("://")
    place = re.split(r"[/?#]", after, maxsplit=1)[0]
    return (scheme, place, after[len(place) :]) if separator else ("", "", url)


def _secrets(url: str) -> set[str]:
    scheme, place, rest = _parts(url)
    path, _, query = rest.partition("?")
    password = place.rpartition("@")[0].partition(":")[2]
    keys = re.split(r"[@:]", place) if scheme in _BOT_SCHEMES else []
    raw = [*keys, password, *path.split("/"), *(value for _, value in parse_qsl(query))]
    return {
        form
        for secret in raw
        for form in (secret, unquote(secret))
        if len(form) >= _SHORTEST_SECRET or (form and secret == password)
    }
