"""A person says that they see to what a notice tells, or that notices of a kind shall wait."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from jishen.cases.arranging import is_silenced
from jishen.cases.resending import message_by_key
from jishen.domain.notice_errors import NotAcknowledgeable, SilenceFault
from jishen.domain.notices import NoticeEvent
from jishen.store import audit
from jishen.store.audit import Actor
from jishen.store.cases import case_by_number
from jishen.store.session import Store
from jishen.store.tables import NoticeSilence, OutboxMessage
from jishen.store.tables.base import JsonValue
from jishen.store.tables.messages import OutboxState

LONGEST_SILENCE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Silencing:
    """What shall be silent until when, who says so and why; at least one of the first three."""

    source_key: str | None
    case_number: str | None
    event: NoticeEvent | None
    until: datetime
    by: str
    why: str


def acknowledge(store: Store, key: str, *, by: str, at: datetime) -> str:
    """Note that a person sees to what a notice tells; return its whole key.

    Reminders about its case end until the case moves, and a fault is not told again each day.

    Raises:
        NotAcknowledgeable: no such notice, several of that beginning, or it is for an enterprise.
    """
    with store.act("acknowledge") as session:
        message = message_by_key(session, key, NotAcknowledgeable)
        if message.event is NoticeEvent.FILING_SEEN:
            detail = f"通知 {key} 是致企业的告知，不由本单位人员登记知悉"
            raise NotAcknowledgeable(detail)
        if message.acknowledged_at is None:
            message.acknowledged_at, message.acknowledged_by = at, by
            audit.append(
                session,
                at=at,
                actor=Actor(by, is_person=True),
                event="notice.acknowledged",
                case_id=message.case_id,
                body={"notice": message.key},
            )
        return message.key


def is_fault_acknowledged(session: Session, source_key: str, since: datetime) -> bool:
    """Tell whether a person said of a fault of this source or work that they see to it."""
    query = select(OutboxMessage.key).where(
        OutboxMessage.source_key == source_key,
        OutboxMessage.event == NoticeEvent.SOURCE_FAULT,
        OutboxMessage.created_at >= since,
        OutboxMessage.acknowledged_at.is_not(None),
    )
    return session.scalar(query.limit(1)) is not None


def silence(store: Store, asked: Silencing, at: datetime) -> int:
    """Hold back notices of a source, a case or an event until an instant; return the number.

    Raises:
        SilenceFault: nothing is named, no such case, or the end is past or too far away.
    """
    if asked.source_key is None and asked.case_number is None and asked.event is None:
        detail = "未指明静默哪个来源、案件或事项"
        raise SilenceFault(detail)
    if not at < asked.until <= at + LONGEST_SILENCE:
        detail = f"静默须在将来且不超过 {LONGEST_SILENCE.days} 天内结束"
        raise SilenceFault(detail)
    with store.act("silence") as session:
        record = NoticeSilence(
            source_key=asked.source_key,
            case_id=_case_id(session, asked.case_number),
            event=asked.event.value if asked.event else None,
            starts_at=at,
            ends_at=asked.until,
            by=asked.by,
            why=asked.why,
        )
        session.add(record)
        session.flush()
        _write(session, record, "notice.silenced", asked.by, at)
        return record.id


def end_silence(store: Store, number: int, *, by: str, at: datetime) -> None:
    """End a silence before its time: what it held back is due at once.

    Raises:
        SilenceFault: there is no such silence, or it is over.
    """
    with store.act("silence") as session:
        record = session.get(NoticeSilence, number, with_for_update=True)
        if record is None or record.ended_at is not None or record.ends_at <= at:
            detail = f"没有编号为 {number} 的静默，或者已经结束"
            raise SilenceFault(detail)
        record.ended_at, record.ended_by = at, by
        session.execute(
            update(OutboxMessage)
            .where(
                OutboxMessage.state == OutboxState.WAITING,
                OutboxMessage.due_at == record.ends_at,
                is_silenced(record),
            )
            .values(due_at=at)
            .execution_options(synchronize_session=False)
        )
        _write(session, record, "notice.silence_ended", by, at)


def _case_id(session: Session, number: str | None) -> str | None:
    if number is None:
        return None
    case = case_by_number(session, number)
    if case is None:
        detail = f"没有编号为 {number} 的案件"
        raise SilenceFault(detail)
    return case.id


def _write(session: Session, record: NoticeSilence, event: str, by: str, at: datetime) -> None:
    body: dict[str, JsonValue] = {
        "silence": record.id,
        "source": record.source_key,
        "event": record.event,
        "until": record.ends_at.isoformat(),
        "why": record.why,
    }
    audit.append(
        session,
        at=at,
        actor=Actor(by, is_person=True),
        event=event,
        case_id=record.case_id,
        body=body,
    )
