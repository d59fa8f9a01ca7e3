"""How fast a channel may be fed, and when it is left alone: by what every sender has written.

A message counts from the moment a sender takes it until so many seconds after its answer was there.
The service counts it somewhere between the two, so however many senders there are and however slow
a connection is, no stretch of the service's clock holds more than the pace allows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Text,
    and_,
    bindparam,
    case,
    literal,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.orm import Session

from jishen.domain.lanes import Elsewhere, Lane, Pace
from jishen.store.rows import insert_if_new
from jishen.store.tables import ChannelState, DeliveryAttempt, OutboxMessage
from jishen.store.tables.messages import OutboxState

LEASE = timedelta(minutes=5)
LONGEST_HOLD = timedelta(days=1)
"""A hold that ends later was given by a clock that is wrong."""

PACED = "已达渠道每分钟条数上限，顺延发送，不计失败"
HELD = "渠道暂停使用，恢复后自动发送，不计失败"


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many messages a channel may be given now; if none, when the next."""

    messages: int
    next_at: datetime | None = None
    why: str = ""
    is_trial: bool = False
    """True when the channel failed last time: one message tries it."""


def allowance(
    session: Session, lane: Lane | Elsewhere, at: datetime, most: int, *, heeds_hold: bool = True
) -> Allowance:
    """Return how many of `most` messages may be taken now, and keep other senders waiting.

    A person who tries a channel does not wait until its hold is over; its pace holds for all.

    The row of a channel that has a pace is locked until the transaction ends: what is taken in it
    is counted by the next sender.
    """
    if lane.paces:
        _make_row(session, lane.channel)
    state = session.scalar(
        select(ChannelState).where(ChannelState.channel == lane.channel).with_for_update()
    )
    held_until = state.held_until if state else None
    if heeds_hold and held_until is not None and at < held_until <= at + LONGEST_HOLD:
        return Allowance(0, held_until, HELD)
    for pace in lane.paces:
        newest = _newest_ends(session, lane.channel, pace, at)
        if len(newest) >= pace.messages:
            free_at = newest[pace.messages - 1] + timedelta(seconds=pace.seconds)
            return Allowance(0, free_at, PACED)
        most = min(most, pace.messages - len(newest))
    return Allowance(1, is_trial=True) if state and state.failures else Allowance(most)


def _newest_ends(session: Session, channel: str, pace: Pace, at: datetime) -> list[datetime]:
    """Return the ends of attempts that count at this instant, newest first."""
    since = at - timedelta(seconds=pace.seconds)
    found = session.execute(
        select(DeliveryAttempt.finished_at)
        .where(
            DeliveryAttempt.channel == channel,
            or_(
                DeliveryAttempt.finished_at > since,
                and_(
                    DeliveryAttempt.finished_at.is_(None),
                    DeliveryAttempt.attempted_at > since - LEASE,
                ),
            ),
        )
        # On the way: as if answered now. NULLS FIRST, in words that both databases know.
        .order_by(
            case((DeliveryAttempt.finished_at.is_(None), 0), else_=1),
            DeliveryAttempt.finished_at.desc(),
        )
        .limit(pace.messages)
    ).scalars()
    return sorted((min(end or at, at) for end in found), reverse=True)


def postpone(session: Session, lane: Lane | Elsewhere, allowed: Allowance, *, at: datetime) -> None:
    """Give everything of a lane that is due now the instant at which the lane is free again."""
    session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.state == OutboxState.WAITING, OutboxMessage.due_at <= at, goes_by(lane)
        )
        .values(
            due_at=allowed.next_at,
            # What a service said of a message is worth more than that it has to wait.
            last_detail=case(
                (OutboxMessage.attempts == 0, literal(allowed.why, Text)),
                else_=OutboxMessage.last_detail,
            ),
        )
        .execution_options(synchronize_session=False)
    )


def channel_failed(
    session: Session, channel: str, why: str, *, at: datetime, wait_seconds: int
) -> None:
    """Leave a channel alone after a failure that was its own, not a message's."""
    _make_row(session, channel)
    state = session.get_one(ChannelState, channel, with_for_update=True)
    state.failures += 1
    state.failing_since = state.failing_since or at
    until = at + timedelta(seconds=wait_seconds)
    state.held_until = max(until, state.held_until or until)
    state.held_why = why


def _make_row(session: Session, channel: str) -> None:
    insert_if_new(session, ChannelState(channel=channel, failures=0, held_why=""))


def failures_of(session: Session, channel: str) -> int:
    """Return how many times in a row a channel has failed."""
    query = select(ChannelState.failures).where(ChannelState.channel == channel)
    return session.scalar(query) or 0


def channel_works(session: Session, channel: str) -> None:
    """Note that a channel took a message, or answered for one."""
    session.flush()
    session.connection().execute(_WORKS, {"of_channel": channel})


_WORKS = (
    update(ChannelState)
    .where(ChannelState.channel == bindparam("of_channel"), ChannelState.failures > 0)
    .values(failures=0, failing_since=None, held_until=None, held_why="")
)


def goes_by(lane: Lane | Elsewhere) -> ColumnElement[bool]:
    """Return the condition on the outbox that a message goes by this lane."""
    if isinstance(lane, Elsewhere):
        return and_(true(), *(~goes_by(other) for other in lane.lanes))
    wholes = OutboxMessage.audience.in_(sorted(lane.audiences))
    named = (
        and_(OutboxMessage.audience == audience, OutboxMessage.recipient == recipient)
        for audience, recipient in sorted(lane.recipients)
    )
    return or_(wholes, *named)


def lanes_with_work(
    session: Session, lanes: Sequence[Lane], at: datetime
) -> list[Lane | Elsewhere]:
    """Return the lanes for which something is due or was left by a sender; removed ones last."""
    every: list[Lane | Elsewhere] = [*lanes, Elsewhere(tuple(lanes))]
    return [lane for lane in every if _has_work(session, lane, at)]


def _has_work(session: Session, lane: Lane | Elsewhere, at: datetime) -> bool:
    query = select(OutboxMessage.key).where(is_due(at), goes_by(lane)).limit(1)
    return session.scalar(query) is not None


def is_due(at: datetime) -> ColumnElement[bool]:
    """Return the condition that a message may be taken now.

    A lease counts as expired when it is past, and also when it ends later than any lease given
    now could end: a sender whose clock is a day ahead must not block a message for a day.
    """
    due = and_(OutboxMessage.state == OutboxState.WAITING, OutboxMessage.due_at <= at)
    orphaned = and_(
        OutboxMessage.state == OutboxState.SENDING,
        or_(OutboxMessage.lease_until <= at, OutboxMessage.lease_until > at + LEASE),
    )
    return or_(due, orphaned)
