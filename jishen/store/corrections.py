"""What an enterprise was asked to correct."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.store.tables import CorrectionItem, CorrectionRequest


@dataclass(frozen=True, slots=True)
class CorrectionAsked:
    """One request with its items in order."""

    round: int
    requested_at: datetime
    requested_by: str
    due_on: date
    answered_at: datetime | None
    items: tuple[CorrectionItem, ...]


def corrections_of(session: Session, case_id: str) -> list[CorrectionAsked]:
    """Return every request for correction of a case, oldest first."""
    requests = session.scalars(
        select(CorrectionRequest)
        .where(CorrectionRequest.case_id == case_id)
        .order_by(CorrectionRequest.round)
    ).all()
    return [
        CorrectionAsked(
            request.round,
            request.requested_at,
            request.requested_by,
            request.due_on,
            request.answered_at,
            _items(session, request.id),
        )
        for request in requests
    ]


def open_correction(session: Session, case_id: str) -> CorrectionAsked | None:
    """Return the request that the enterprise has not answered yet."""
    asked = corrections_of(session, case_id)
    return asked[-1] if asked and asked[-1].answered_at is None else None


def _items(session: Session, request_id: int) -> tuple[CorrectionItem, ...]:
    found = session.scalars(select(CorrectionItem).where(CorrectionItem.request_id == request_id))
    return tuple(sorted(found, key=lambda item: int(item.code.rpartition("-")[2])))
