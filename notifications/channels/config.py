"""What a channel needs to know of this machine, with its secrets kept out of sight."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from notifications.wording import one_line

DETAIL_CHARACTERS = 300
_SHORTEST_SECRET = 4
_AN_ADDRESS = re.compile(r"[^\s<>@{}'\",;:]+@[^\s<>@{}'\",;:]+")


@dataclass(frozen=True, slots=True)
class ChannelConfig:
    """A channel's settings: an Apprise URL for mail and webhook, a folder for file."""

    url: str = field(default="", repr=False)
    """Apprise base URL without a receiver; holds passwords and tokens."""
    timeout_seconds: float = 30.0
    """For one send as a whole, however slowly the other side trickles."""
    folder: Path | None = None

    @property
    def masked_url(self) -> str:
        """The URL as it may be shown: scheme, host and port; the rest may hold secrets."""
        host = re.fullmatch(
            r"([A-Za-z][A-Za-z0-9+.-]*)://(?:[^/?#]*@)?([A-Za-z0-9.\[\]:-]*)(.*)",
            self.url,
            re.DOTALL,
        )
        if host is None:
            return "***"
        user = "***@" if "@" in urlsplit_or_empty(self.url)[1] else ""
        return f"{host[1]}://{user}{host[2]}{'/***' if host[3].strip('/') else ''}"

    def scrub(self, detail: str) -> str:
        """Return a detail as it may be stored and shown: one line, no secret, no mail address."""
        shown = one_line(detail)
        for secret in sorted(_secrets(self.url), key=len, reverse=True):
            shown = shown.replace(secret, "***")
        return _AN_ADDRESS.sub("（收件地址）", shown)[:DETAIL_CHARACTERS]


def urlsplit_or_empty(url: str) -> tuple[str, str, str, str]:
    """Return scheme, place, path and query of a URL, all empty when it cannot be split."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", "", "", ""
    return parts.scheme, parts.netloc, parts.path, parts.query


def _secrets(url: str) -> set[str]:
    _, place, path, query = urlsplit_or_empty(url)
    password = place.rpartition("@")[0].partition(":")[2]
    raw = [password, *path.split("/"), *(value for _, value in parse_qsl(query))]
    return {
        form
        for secret in raw
        for form in (secret, unquote(secret))
        if len(form) >= _SHORTEST_SECRET or (form and secret == password)
    }
