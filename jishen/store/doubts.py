"""Doubts and what persons made of them, as rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from jishen.store.tables import Attachment, DoubtSettlement, FilingEntry, ReadingDoubt

_settled = aliased(DoubtSettlement)
IN_FORCE = and_(DoubtSettlement.doubt_id == ReadingDoubt.id, DoubtSettlement.undone_at.is_(None))
IS_OPEN: ColumnElement[bool] = and_(
    ReadingDoubt.gone_at.is_(None),
    ReadingDoubt.id.not_in(select(_settled.doubt_id).where(_settled.undone_at.is_(None))),
)
"""A doubt that waits for a person: still printed, and not settled."""


@dataclass(frozen=True, slots=True)
class DoubtRow:
    """A doubt with its attachment (None for an announcement) and the settlement in force."""

    doubt: ReadingDoubt
    attachment: Attachment | None
    settlement: DoubtSettlement | None

    @property
    def is_open(self) -> bool:
        """It waits for a person."""
        return self.settlement is None and self.doubt.gone_at is None


def doubt_rows(session: Session, *, only_open: bool, limit: int, offset: int = 0) -> list[DoubtRow]:
    """Return doubts, newest first."""
    query = _with_all().order_by(ReadingDoubt.seen_at.desc(), ReadingDoubt.id)
    if only_open:
        query = query.where(IS_OPEN)
    return [DoubtRow(*row) for row in session.execute(query.limit(limit).offset(offset))]


def count_doubts(session: Session, *conditions: ColumnElement[bool]) -> int:
    """Return how many doubts fit."""
    return session.scalar(select(func.count(ReadingDoubt.id)).where(*conditions)) or 0


def doubts_named(session: Session, named: str) -> list[DoubtRow]:
    """Return the doubts whose id is this or starts with it."""
    return [
        DoubtRow(*row)
        for row in session.execute(
            _with_all().where(ReadingDoubt.id.startswith(named, autoescape=True)).limit(2)
        )
    ]


def settlements_of(session: Session, doubt_id: str) -> list[DoubtSettlement]:
    """Return every settlement of a doubt, oldest first, undone ones too."""
    return list(
        session.scalars(
            select(DoubtSettlement)
            .where(DoubtSettlement.doubt_id == doubt_id)
            .order_by(DoubtSettlement.id)
        )
    )


def newest_doubt_at(session: Session) -> datetime | None:
    """Return when the newest doubt was raised, settled or not."""
    return session.scalar(select(func.max(ReadingDoubt.seen_at)))


def entries_read_by_persons(session: Session, attachment_id: str) -> frozenset[str]:
    """Return the entries of an attachment that stand because a person read their rows."""
    found = session.scalars(
        select(DoubtSettlement.entry_id)
        .join(ReadingDoubt, ReadingDoubt.id == DoubtSettlement.doubt_id)
        .where(
            ReadingDoubt.attachment_id == attachment_id,
            ReadingDoubt.gone_at.is_(None),
            DoubtSettlement.undone_at.is_(None),
        )
    )
    return frozenset(entry_id for entry_id in found if entry_id is not None)


def entries_with_key(session: Session, attachment_id: str, key: str) -> Sequence[FilingEntry]:
    """Return the entries of an attachment under one number, in their order."""
    return session.scalars(
        select(FilingEntry)
        .where(FilingEntry.attachment_id == attachment_id, FilingEntry.filing_key == key)
        .order_by(FilingEntry.occurrence)
    ).all()


def _with_all() -> Select[tuple[ReadingDoubt, Attachment, DoubtSettlement]]:
    return (
        select(ReadingDoubt, Attachment, DoubtSettlement)
        .outerjoin(Attachment, Attachment.id == ReadingDoubt.attachment_id)
        .outerjoin(DoubtSettlement, IN_FORCE)
    )
