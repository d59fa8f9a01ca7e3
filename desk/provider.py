"""What every system that signs people in for us has in common."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final, Protocol
from urllib.parse import urlsplit

import httpx

from jishen.domain.access_errors import ProviderFault

MOST_BYTES: Final = 200_000
SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class Begun:
    """What a sign-in is bound to: sent out with it, and checked when it comes back."""

    state: str
    nonce: str
    verifier: str
    """Of PKCE (RFC 7636)."""
    redirect_uri: str
    agent: str
    """The browser's own name: some systems have another page for their own app."""


class Provider(Protocol):
    """A system that knows people."""

    @property
    def key(self) -> str:
        """What its people are linked under: its kind and who it is."""

    @property
    def means(self) -> str:
        """`oidc` or `wecom`: the last part of its addresses here."""

    @property
    def name(self) -> str:
        """As the button says it."""

    @property
    def is_second_factor(self) -> bool:
        """Whether it is trusted to have asked for a second factor."""

    def authorize_url(self, begun: Begun) -> str:
        """Return where the browser is sent.

        Raises:
            ProviderFault: the system does not answer as it should.
        """

    def subject_of(self, code: str, begun: Begun, at_second: float) -> str:
        """Return the subject id of whoever came back with this code.

        Raises:
            ProviderFault: the code or the answer does not hold.
        """


def ask(method: str, url: str, **options: object) -> Mapping[str, object]:
    """Return the JSON object that a system answers; no redirect, no proxy, bounded in all.

    Raises:
        ProviderFault: no answer in time, not HTTPS, or no JSON object. Neither code nor secret
            is in the message.
    """
    host = urlsplit(url).hostname or ""
    if not (url.startswith("https://") or _is_loopback(host)):
        message = f"{host or '统一认证'} 的地址不是 https"
        raise ProviderFault(message)
    try:
        with (
            httpx.Client(timeout=SECONDS, follow_redirects=False, trust_env=False) as client,
            client.stream(method, url, **options) as answer,  # type: ignore[arg-type]  # httpx's own keywords, passed on
        ):
            body = bytearray()
            for part in answer.iter_bytes():
                body += part
                if len(body) > MOST_BYTES:
                    message = f"{host} 的答复过长"
                    raise ProviderFault(message)
            status = answer.status_code
    except httpx.HTTPError as error:
        message = f"{host} 没有答复（{type(error).__name__}）"
        raise ProviderFault(message) from None
    return _object_in(bytes(body), status, host)


def text_in(said: Mapping[str, object], name: str, host: str) -> str:
    """Return a text that an answer must hold.

    Raises:
        ProviderFault: it does not.
    """
    found = said.get(name)
    if not isinstance(found, str) or not found:
        message = f"{host} 的答复缺少 {name}"
        raise ProviderFault(message)
    return found


def _object_in(body: bytes, status: int, host: str) -> Mapping[str, object]:
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    if status != httpx.codes.OK or not isinstance(found, dict):
        message = f"{host} 答复 {status}，不是所需的内容"
        raise ProviderFault(message)
    return found


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
