"""The outbox: put a message in, record what came of sending it."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from jishen.cases.pacing import channel_failed, channel_works, failures_of
from jishen.domain.notices import Audience, NoticeEvent
from jishen.store.rows import insert_if_new
from jishen.store.tables import DeliveryAttempt, OutboxMessage
from jishen.store.tables.base import JsonValue, canonical_json
from jishen.store.tables.messages import OutboxState

ON_THE_WAY, UNKNOWN = "on_the_way", "unknown"
"""Outcomes of an attempt that no answer has ended: its sender is at it, or died at it."""
FIRST_WAIT_SECONDS = 30
LONGEST_WAIT_SECONDS = 15 * 60
MOST_ATTEMPTS = 200
"""At the longest wait this is two days: after that a person must look."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one attempt; `outcome` is accepted, retry_later or refused."""

    outcome: str
    detail: str
    channel: str
    address_masked: str
    template_version: str
    title: str
    text: str
    retry_after_seconds: int | None = None
    is_channel_down: bool | None = None
    """True: the channel is at fault; False: it answered; None: it was not asked."""


def put(  # noqa: PLR0913 (the columns that make a message)
    session: Session,
    event: NoticeEvent,
    audience: Audience,
    recipient: str,
    *,
    subject: dict[str, JsonValue],
    at: datetime,
    case_id: str | None = None,
    source_key: str | None = None,
) -> str:
    """Put a message into the outbox unless the same one is there; return its key.

    The key is derived from event, audience, recipient and subject: doing the act again cannot
    make a second message. One that was superseded waits again: what it tells of is so once more.
    """
    key = key_of(event, audience, recipient, subject)
    message = OutboxMessage(
        key=key,
        event=event,
        audience=audience,
        recipient=recipient,
        case_id=case_id,
        source_key=source_key,
        subject=subject,
        created_at=at,
        state=OutboxState.WAITING,
        due_at=at,
    )
    insert_if_new(session, message)
    session.connection().execute(_REVIVE, {"of_key": key, "at": at})
    return key


_REVIVE = (
    update(OutboxMessage)
    .where(OutboxMessage.key == bindparam("of_key"), OutboxMessage.state == OutboxState.SUPERSEDED)
    .values(state=OutboxState.WAITING, due_at=bindparam("at"), attempts=0)
)


def key_of(
    event: NoticeEvent, audience: Audience, recipient: str, subject: dict[str, JsonValue]
) -> str:
    """Return the stable key of a message: SHA-256, hexadecimal."""
    about: JsonValue = [event.value, audience.value, recipient, subject]
    return hashlib.sha256(canonical_json(about).encode()).hexdigest()


def record(session: Session, message: OutboxMessage, result: Result, *, at: datetime) -> bool:
    """Record what came of an attempt; False when the lease was lost and another sender took over.

    A failure that is the channel's own holds the whole channel for a while.
    """
    state, due_at = _next(message, result, at)
    session.flush()  # a claim in the same transaction must be seen by a plain statement
    connection = session.connection()
    held = connection.scalars(
        _RECORD,
        {
            "of_key": message.key,
            "of_lease": message.lease_number,
            "state": state,
            "due_at": due_at,
            "accepted_at": at if state is OutboxState.ACCEPTED else None,
            "last_detail": result.detail,
        },
    )
    is_held = held.first() is not None
    connection.execute(
        _COMPLETE,
        {
            "of_key": message.key,
            "of_lease": message.lease_number,
            "finished_at": at,
            "channel": result.channel,
            "address_masked": result.address_masked,
            "outcome": result.outcome,
            "detail": result.detail,
            "template_version": result.template_version,
            "title": result.title,
            "text": result.text,
        },
    )
    _note_channel(session, result, at)
    return is_held


def _note_channel(session: Session, result: Result, at: datetime) -> None:
    if result.is_channel_down is None or not result.channel:
        return
    if not result.is_channel_down:
        channel_works(session, result.channel)
        return
    wait = wait_seconds(failures_of(session, result.channel) + 1)
    channel_failed(
        session,
        result.channel,
        result.detail,
        at=at,
        wait_seconds=max(result.retry_after_seconds or 0, wait),
    )


# Built once: building it costs more than running it.
_RECORD = (
    update(OutboxMessage)
    .where(
        OutboxMessage.key == bindparam("of_key"),
        OutboxMessage.state == OutboxState.SENDING,
        OutboxMessage.lease_number == bindparam("of_lease"),
    )
    .values(
        state=bindparam("state"),
        due_at=bindparam("due_at"),
        lease_until=None,
        accepted_at=bindparam("accepted_at"),
        last_detail=bindparam("last_detail"),
    )
    .returning(OutboxMessage.key)
)


_COMPLETE = (
    update(DeliveryAttempt)
    .where(
        DeliveryAttempt.outbox_key == bindparam("of_key"),
        DeliveryAttempt.lease_number == bindparam("of_lease"),
    )
    .values(
        finished_at=bindparam("finished_at"),
        channel=bindparam("channel"),
        address_masked=bindparam("address_masked"),
        outcome=bindparam("outcome"),
        detail=bindparam("detail"),
        template_version=bindparam("template_version"),
        title=bindparam("title"),
        text=bindparam("text"),
    )
)


def wait_seconds(attempts: int) -> int:
    """Return how long to wait after this many attempts: doubling, capped, with jitter."""
    wait = min(FIRST_WAIT_SECONDS << min(attempts - 1, 10), LONGEST_WAIT_SECONDS)
    return wait // 2 + secrets.randbelow(wait // 2 + 1)


def attempts_of(session: Session, keys: Sequence[str]) -> list[DeliveryAttempt]:
    """Return the attempts to send these messages, in order."""
    return list(
        session.scalars(
            select(DeliveryAttempt)
            .where(DeliveryAttempt.outbox_key.in_(keys))
            .order_by(DeliveryAttempt.id)
        )
    )


def _next(message: OutboxMessage, result: Result, at: datetime) -> tuple[OutboxState, datetime]:
    if result.outcome == "accepted":
        return OutboxState.ACCEPTED, at
    if result.outcome == "refused" or message.attempts >= MOST_ATTEMPTS:
        return OutboxState.DEAD, at
    wait = max(result.retry_after_seconds or 0, wait_seconds(message.attempts))
    return OutboxState.WAITING, at + timedelta(seconds=wait)
