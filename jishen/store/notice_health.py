"""How sending goes: what no service took, what has waited long, for each channel."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from jishen.store.tables import DeliveryAttempt, OutboxMessage
from jishen.store.tables.messages import OutboxState

_UNSENT = (OutboxState.WAITING, OutboxState.SENDING)


@dataclass(frozen=True, slots=True)
class Stuck:
    """Notices that nobody has got, by the channel of their last attempt."""

    dead: int
    """Refused for good, or tried too often: only a person can send them again."""
    late: int
    """Still waiting although they were written before the given instant."""
    oldest_at: datetime | None
    channels: tuple[str, ...]
    """Channels that these notices failed on, sorted; none where nothing was tried."""


def stuck_notices(session: Session, *, written_before: datetime) -> Stuck:
    """Return the notices that are dead, or were due before an instant and still wait."""
    # One that was never tried and is due later waits on purpose: a pace, office hours, a silence.
    was_due = or_(OutboxMessage.attempts > 0, OutboxMessage.due_at < written_before)
    is_late = and_(
        OutboxMessage.state.in_(_UNSENT), OutboxMessage.created_at < written_before, was_due
    )
    is_dead = OutboxMessage.state == OutboxState.DEAD
    dead, late, oldest_at = session.execute(
        select(
            func.count().filter(is_dead),
            func.count().filter(is_late),
            func.min(OutboxMessage.created_at).filter(is_dead | is_late),
        )
        .select_from(OutboxMessage)
        .where(is_dead | is_late)
    ).one()
    channels = session.scalars(
        select(DeliveryAttempt.channel)
        .join(OutboxMessage, OutboxMessage.key == DeliveryAttempt.outbox_key)
        .where(is_dead | is_late, DeliveryAttempt.channel != "")
        .distinct()
        .order_by(DeliveryAttempt.channel)
    )
    return Stuck(dead, late, oldest_at, tuple(channels))
