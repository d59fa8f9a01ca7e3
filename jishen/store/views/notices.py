"""Notices as the desk shows them: the outbox with each message's last attempt."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from jishen.domain.notices import Audience, NoticeEvent
from jishen.store.tables import AwardCase, DeliveryAttempt, EnterpriseRecord, OutboxMessage
from jishen.store.tables.messages import OutboxState
from jishen.store.views.shared import Listed, Window


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A message with its case, its enterprise (if it is for one) and its last attempt."""

    key: str
    event: NoticeEvent
    audience: Audience
    recipient: str
    source_key: str | None
    state: OutboxState
    attempts: int
    created_at: datetime
    due_at: datetime
    accepted_at: datetime | None
    last_detail: str
    case_number: str | None
    enterprise_name: str | None
    is_sample: bool | None
    channel: str | None
    address_masked: str | None
    attempted_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str | None


@dataclass(frozen=True, slots=True)
class Notice:
    """A message with every attempt to send it, newest first."""

    row: NoticeRow
    attempts: tuple[DeliveryAttempt, ...]


def notices(
    session: Session, state: OutboxState | None, event: NoticeEvent | None, window: Window
) -> Listed[NoticeRow]:
    """Return messages, newest first."""
    conditions: list[ColumnElement[bool]] = []
    if state is not None:
        conditions.append(OutboxMessage.state == state)
    if event is not None:
        conditions.append(OutboxMessage.event == event)
    found = session.execute(
        _rows()
        .where(*conditions)
        .order_by(OutboxMessage.created_at.desc(), OutboxMessage.key)
        .limit(window.size)
        .offset(window.offset)
    )
    total = session.scalar(select(func.count(OutboxMessage.key)).where(*conditions)) or 0
    return Listed(tuple(NoticeRow(*row) for row in found), total, window)


def notices_of_case(session: Session, case_id: str) -> tuple[NoticeRow, ...]:
    """Return a case's messages, oldest first."""
    found = session.execute(
        _rows()
        .where(OutboxMessage.case_id == case_id)
        .order_by(OutboxMessage.created_at, OutboxMessage.key)
    )
    return tuple(NoticeRow(*row) for row in found)


def notice(session: Session, key: str, most_attempts: int) -> Notice | None:
    """Return a message with its newest attempts, None when there is no such message."""
    row = session.execute(_rows().where(OutboxMessage.key == key)).first()
    if row is None:
        return None
    attempts = session.scalars(
        select(DeliveryAttempt)
        .where(DeliveryAttempt.outbox_key == key)
        .order_by(DeliveryAttempt.id.desc())
        .limit(most_attempts)
    )
    return Notice(NoticeRow(*row), tuple(attempts))


def count_by_state(session: Session) -> dict[OutboxState, int]:
    """Return how many messages stand in each state."""
    found = session.execute(select(OutboxMessage.state, func.count()).group_by(OutboxMessage.state))
    return {state: count for state, count in found}  # noqa: C416 (Row is not a tuple to mypy)


def _rows() -> Select[tuple[object, ...]]:
    last_attempt = (
        select(func.max(DeliveryAttempt.id))
        .where(DeliveryAttempt.outbox_key == OutboxMessage.key)
        .correlate(OutboxMessage)
        .scalar_subquery()
    )
    query: Select[tuple[object, ...]] = (
        select(
            OutboxMessage.key,
            OutboxMessage.event,
            OutboxMessage.audience,
            OutboxMessage.recipient,
            OutboxMessage.source_key,
            OutboxMessage.state,
            OutboxMessage.attempts,
            OutboxMessage.created_at,
            OutboxMessage.due_at,
            OutboxMessage.accepted_at,
            OutboxMessage.last_detail,
            AwardCase.case_number,
            EnterpriseRecord.name,
            EnterpriseRecord.is_sample,
            DeliveryAttempt.channel,
            DeliveryAttempt.address_masked,
            DeliveryAttempt.attempted_at,
            OutboxMessage.acknowledged_at,
            OutboxMessage.acknowledged_by,
        )
        .outerjoin(AwardCase, AwardCase.id == OutboxMessage.case_id)
        .outerjoin(EnterpriseRecord, EnterpriseRecord.uscc == OutboxMessage.recipient)
        .outerjoin(DeliveryAttempt, DeliveryAttempt.id == last_attempt)
    )
    return query
