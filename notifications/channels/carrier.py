"""Apprise as the carrier of every channel: one plugin, one receiver, one attempt.

Apprise 1.13.1 answers with one bool, follows redirects, may retry (`retry=`), call a failure a
success (`optional=`) and cut a message in pieces (`overflow=`). So each channel has a plugin of its
own under Apprise's: grammar of the URL, providers' defaults, sign-in and TLS modes are Apprise's,
the exchange is ours and tells what became of it. Plugins are handed over as objects: adding them by
URL would load all 155 plugins of Apprise (1.3 s and 500 modules in each process).
"""

from functools import cache
from typing import Any, TypeVar

import apprise
from apprise.plugins.base import NotifyBase

from notifications.message import Delivery, DeliveryOutcome, Message, refused, retry_later

_UNKNOWN = retry_later("发送过程中断，结果不明，将自动重发。")
_PluginT = TypeVar("_PluginT", bound=NotifyBase)


class NoticePlugin(NotifyBase):  # type: ignore[no-untyped-call]  # Apprise's hook is untyped
    """An Apprise plugin that knows the message it carries and what became of it."""

    message: Message
    delivery: Delivery = _UNKNOWN

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)  # type: ignore[no-untyped-call]  # Apprise's is untyped

    def send(self, *_: Any, **__: Any) -> bool:  # noqa: ANN401  Apprise's plugins differ in them
        """Do what Apprise calls for; what it passes is what `message` says."""
        self.delivery = self.deliver()
        return self.delivery.outcome is DeliveryOutcome.ACCEPTED

    def deliver(self) -> Delivery:
        """Make the one attempt."""
        raise NotImplementedError


@cache
def asset() -> apprise.AppriseAsset:
    """Return the settings of every Apprise object: our name, no threads, no redirects."""
    return apprise.AppriseAsset(
        app_id="Jishen", app_desc="即审", async_mode=False, http_redirects=False
    )


def parse(kind: type[NotifyBase], url: str, schemes: tuple[str, ...]) -> dict[str, Any]:
    """Return what Apprise reads in a URL, or nothing when it is not one of these schemes' URLs."""
    if not url.startswith(schemes):
        return {}
    return kind.parse_url(url) or {}


def make(kind: type[_PluginT], settings: dict[str, Any]) -> _PluginT:
    """Return a plugin; raises TypeError, as Apprise does, when the settings cannot be used."""
    return kind(**{**settings, "asset": asset()})


def carry(plugin: NoticePlugin, message: Message) -> Delivery:
    """Send one message with one plugin, once, and return what became of it."""
    plugin.message, plugin.delivery = message, _UNKNOWN
    plugin.retry, plugin.optional, plugin.interpret_emojis = 0, False, False
    plugin.overflow_mode = apprise.OverflowMode.UPSTREAM
    plugin.notify_format = apprise.NotifyFormat.TEXT
    carrier = apprise.Apprise(asset=asset())
    if not carrier.add(plugin):
        return refused("渠道无法使用，请核对渠道设置。")
    carrier.notify(title=message.subject, body=message.text)
    return plugin.delivery
