"""Channels as operators see them: how many attempts succeed, and what waits for how long."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from jishen.domain.lanes import Lane
from jishen.store.tables import ChannelState, DeliveryAttempt, OutboxMessage
from jishen.store.tables.messages import OutboxState

_UNSENT = (OutboxState.WAITING, OutboxState.SENDING)


@dataclass(frozen=True, slots=True)
class ChannelHealth:
    """How a channel does; attempts are those since a given instant."""

    channel: str
    accepted: int
    refused: int
    put_off: int
    last_accepted_at: datetime | None
    """Ever."""
    unsent: int
    oldest_unsent_at: datetime | None
    failing_since: datetime | None
    held_until: datetime | None
    why: str
    """What the channel's last failure was; empty when the last attempt was answered."""
    per_minute: int | None

    @property
    def success_percent(self) -> int | None:
        """The share of attempts that were accepted, rounded down; None without attempts."""
        attempts = self.accepted + self.refused + self.put_off
        return self.accepted * 100 // attempts if attempts else None


def channel_states(session: Session) -> dict[str, ChannelState]:
    """Return the state of every channel that was ever used, by name."""
    found = session.scalars(select(ChannelState).order_by(ChannelState.channel))
    return {state.channel: state for state in found}


def channel_health(
    session: Session, lanes: Sequence[Lane], *, since: datetime
) -> tuple[ChannelHealth, ...]:
    """Return the health of every channel that somebody's notices go by."""
    counts = {
        (channel, outcome): count
        for channel, outcome, count in session.execute(
            select(DeliveryAttempt.channel, DeliveryAttempt.outcome, func.count())
            .where(DeliveryAttempt.finished_at >= since)
            .group_by(DeliveryAttempt.channel, DeliveryAttempt.outcome)
        )
    }
    states = channel_states(session)
    return tuple(_health(session, lane, counts, states.get(lane.channel)) for lane in lanes)


def _health(
    session: Session,
    lane: Lane,
    counts: dict[tuple[str, str], int],
    state: ChannelState | None,
) -> ChannelHealth:
    unsent, oldest_at = session.execute(
        select(func.count(), func.min(OutboxMessage.created_at)).where(
            OutboxMessage.state.in_(_UNSENT),
            or_(
                OutboxMessage.audience.in_(sorted(lane.audiences)),
                *(
                    and_(OutboxMessage.audience == audience, OutboxMessage.recipient == name)
                    for audience, name in sorted(lane.recipients)
                ),
            ),
        )
    ).one()
    last_accepted_at = session.scalar(
        select(func.max(DeliveryAttempt.finished_at)).where(
            DeliveryAttempt.channel == lane.channel, DeliveryAttempt.outcome == "accepted"
        )
    )
    return ChannelHealth(
        channel=lane.channel,
        accepted=counts.get((lane.channel, "accepted"), 0),
        refused=counts.get((lane.channel, "refused"), 0),
        put_off=counts.get((lane.channel, "retry_later"), 0)
        + counts.get((lane.channel, "unknown"), 0),
        last_accepted_at=last_accepted_at,
        unsent=unsent,
        oldest_unsent_at=oldest_at,
        failing_since=state.failing_since if state else None,
        held_until=state.held_until if state else None,
        why=state.held_why if state else "",
        per_minute=next((p.messages for p in lane.paces if p.seconds == 60), None),  # noqa: PLR2004
    )
