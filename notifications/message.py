"""What is sent and what became of it."""

from dataclasses import dataclass
from enum import StrEnum

from jishen.domain.notices import NoticeEvent


@dataclass(frozen=True, slots=True)
class Sms:
    """An SMS: a wording that a service has approved, with `${name}` where a value stands."""

    wording: str
    values: tuple[tuple[str, str], ...]
    """Name and value, in the order in which the wording has them."""
    shortened: frozenset[str] = frozenset()
    """Names of the values that may be shortened: never an amount, a number or a date."""


@dataclass(frozen=True, slots=True)
class Message:
    """A rendered notice, the same for every channel."""

    key: str
    """The outbox row's key; it travels with the message, so a second copy can be told as such."""
    subject: str
    text: str
    html: str | None
    event: NoticeEvent | None = None
    brief: tuple[str, ...] = ()
    """The same for a chat, line by line, links first: what does not fit is left out at the end."""
    sms: Sms | None = None
    """The same as an SMS; None for an event that has none."""


class DeliveryOutcome(StrEnum):
    """The three answers to one attempt."""

    ACCEPTED = "accepted"
    RETRY_LATER = "retry_later"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one attempt came to; `detail` is Chinese and free of secrets and addresses."""

    outcome: DeliveryOutcome
    detail: str
    retry_after_seconds: int | None = None
    """What the receiver asked for (Retry-After); None when it did not say."""
    is_channel_down: bool = False
    """True when every other message on this channel would have met the same."""


def accepted(detail: str) -> Delivery:
    """Return that the receiver took the message."""
    return Delivery(DeliveryOutcome.ACCEPTED, detail)


def refused(detail: str) -> Delivery:
    """Return that this message will never be taken as it is."""
    return Delivery(DeliveryOutcome.REFUSED, detail)


def channel_down(detail: str, retry_after_seconds: int | None = None) -> Delivery:
    """Return that the channel takes no message at present, whichever it is; as `retry_later`."""
    return Delivery(DeliveryOutcome.RETRY_LATER, detail, retry_after_seconds, is_channel_down=True)


def retry_later(detail: str, retry_after_seconds: int | None = None) -> Delivery:
    """Return that nothing is certain but that the same message may be sent again."""
    return Delivery(DeliveryOutcome.RETRY_LATER, detail, retry_after_seconds)
