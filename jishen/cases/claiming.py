"""Taking messages out of the outbox to send them: under a lease, in order, within a pace."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    delete,
    exists,
    or_,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy.orm import Session, aliased

from jishen.cases.outbox import ON_THE_WAY, UNKNOWN
from jishen.cases.pacing import LEASE, PACED, allowance, goes_by, is_due, postpone
from jishen.domain.lanes import Elsewhere, Lane
from jishen.store.rows import insert_rows
from jishen.store.tables import DeliveryAttempt, OutboxMessage
from jishen.store.tables.messages import OutboxState


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a sender got: messages under its lease, or the instant the channel is free again."""

    messages: tuple[OutboxMessage, ...]
    next_at: datetime | None = None
    is_paced: bool = False
    """True when the channel has only reached its pace, False when it is held."""


def claim(
    session: Session,
    lane: Lane | Elsewhere,
    *,
    at: datetime,
    limit: int,
    key: str | None = None,
) -> Claimed:
    """Take a lane's due messages under a lease, oldest first; another sender will not get them.

    No more are taken than the channel's pace allows; the others become due when it allows more.
    A notice does not overtake an earlier one of its case (or source) to the same recipient that is
    waiting or on its way; one that is dead or superseded holds up nothing. With a key only that
    message is taken, also while its channel is held: a person tries the channel.
    """
    allowed = allowance(session, lane, at, limit, heeds_hold=key is None)
    if not allowed.messages:
        postpone(session, lane, allowed, at=at)
        return Claimed((), allowed.next_at, allowed.why == PACED)
    wanted = and_(goes_by(lane), true() if key is None else OutboxMessage.key == key)
    messages = session.scalars(
        select(OutboxMessage)
        .where(is_due(at), wanted, ~_is_overtaking())
        # One that fails each time must not be the only one that ever tries.
        .order_by(*([OutboxMessage.attempts] if allowed.is_trial else []))
        .order_by(OutboxMessage.created_at, OutboxMessage.key)
        .limit(allowed.messages)
        .with_for_update(skip_locked=True)
    ).all()
    _close_what_a_dead_sender_began(session, messages, at)
    for message in messages:
        message.state = OutboxState.SENDING
        message.lease_until = at + LEASE
        message.lease_number += 1
        message.attempts += 1
    insert_rows(session, [_begun(message, lane.channel, at) for message in messages])
    return Claimed(tuple(messages))


def _is_overtaking() -> ColumnElement[bool]:
    """Return the condition that an earlier notice of the case or source is not sent yet."""
    # Two conditions and not one with OR: each has an index of its own, on both databases.
    return or_(_has_earlier("case_id"), _has_earlier("source_key"))


def _has_earlier(column: str) -> ColumnElement[bool]:
    earlier = aliased(OutboxMessage)
    mine = getattr(OutboxMessage, column)
    return and_(
        mine.is_not(None),
        exists().where(
            getattr(earlier, column) == mine,
            earlier.state.in_((OutboxState.WAITING, OutboxState.SENDING)),
            earlier.recipient == OutboxMessage.recipient,
            earlier.audience == OutboxMessage.audience,
            tuple_(earlier.created_at, earlier.key)
            < tuple_(OutboxMessage.created_at, OutboxMessage.key),
        ),
    )


def _begun(message: OutboxMessage, channel: str, at: datetime) -> DeliveryAttempt:
    return DeliveryAttempt(
        outbox_key=message.key,
        lease_number=message.lease_number,
        attempted_at=at,
        channel=channel,
        address_masked="",
        outcome=ON_THE_WAY,
        detail="",
        template_version="",
        title="",
        text="",
    )


def _close_what_a_dead_sender_began(
    session: Session, messages: Sequence[OutboxMessage], at: datetime
) -> None:
    orphaned = [message.key for message in messages if message.state is OutboxState.SENDING]
    if orphaned:
        session.execute(
            update(DeliveryAttempt)
            .where(DeliveryAttempt.outbox_key.in_(orphaned), DeliveryAttempt.outcome == ON_THE_WAY)
            .values(outcome=UNKNOWN, detail="发送进程中断，结果不明，按原编号重发", finished_at=at)
        )


def give_back(session: Session, messages: Sequence[OutboxMessage], *, due_at: datetime) -> None:
    """Let go of messages that were taken and not tried; nothing of it counts."""
    for message in messages:
        held = session.connection().scalars(
            _GIVE_BACK,
            {"of_key": message.key, "of_lease": message.lease_number, "due_at": due_at},
        )
        if held.first() is not None:
            session.execute(
                delete(DeliveryAttempt).where(
                    DeliveryAttempt.outbox_key == message.key,
                    DeliveryAttempt.lease_number == message.lease_number,
                    DeliveryAttempt.outcome == ON_THE_WAY,
                )
            )


# Built once: building it costs more than running it.
_GIVE_BACK = (
    update(OutboxMessage)
    .where(
        OutboxMessage.key == bindparam("of_key"),
        OutboxMessage.state == OutboxState.SENDING,
        OutboxMessage.lease_number == bindparam("of_lease"),
    )
    .values(
        state=OutboxState.WAITING,
        due_at=bindparam("due_at"),
        lease_until=None,
        attempts=OutboxMessage.attempts - 1,
    )
    .returning(OutboxMessage.key)
)
