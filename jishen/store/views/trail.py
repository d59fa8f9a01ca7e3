"""The audit trail as the desk lists it: newest first, long bodies cut."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from jishen.store.tables import AuditEntry, AwardCase
from jishen.store.views.shared import Listed, Window

MOST_BODY_CHARACTERS = 160


@dataclass(frozen=True, slots=True)
class TrailRow:
    """An audit entry; `body` is cut to 160 of its `body_characters`."""

    sequence: int
    at: datetime
    actor: str
    actor_kind: str
    event: str
    case_number: str | None
    body: str
    body_characters: int
    evidence_sha256: str | None
    hash: str


def trail(session: Session, event: str, window: Window) -> Listed[TrailRow]:
    """Return the newest entries, of one event if named."""
    conditions: list[ColumnElement[bool]] = [AuditEntry.event == event] if event else []
    found = session.execute(
        select(
            AuditEntry.sequence,
            AuditEntry.at,
            AuditEntry.actor,
            AuditEntry.actor_kind,
            AuditEntry.event,
            AwardCase.case_number,
            func.substr(AuditEntry.body, 1, MOST_BODY_CHARACTERS),
            func.length(AuditEntry.body),
            AuditEntry.evidence_sha256,
            AuditEntry.hash,
        )
        .outerjoin(AwardCase, AwardCase.id == AuditEntry.case_id)
        .where(*conditions)
        .order_by(AuditEntry.sequence.desc())
        .limit(window.size)
        .offset(window.offset)
    )
    rows = tuple(TrailRow(*row) for row in found)
    total = session.scalar(select(func.count(AuditEntry.sequence)).where(*conditions))
    return Listed(rows, total or 0, window)


def audit_entry(session: Session, sequence: int) -> AuditEntry | None:
    """Return one entry in full."""
    return session.get(AuditEntry, sequence)


def events(session: Session) -> list[str]:
    """Return every kind of event there is."""
    found = session.scalars(select(AuditEntry.event).distinct().order_by(AuditEntry.event))
    return list(found)
