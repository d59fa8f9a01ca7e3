"""Batches: every list held, and one list with all its rows, judgements and cases."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session, aliased

from jishen.domain.filings import ListKind
from jishen.domain.matches import Verdict
from jishen.store.tables import (
    Announcement,
    Attachment,
    AttachmentVersion,
    AwardCase,
    CaseFiling,
    EnterpriseRecord,
    FilingEntry,
    MatchRecord,
)
from jishen.store.tables.base import JsonValue
from jishen.store.views.shared import CURRENT_MATCH, Columns, Listed, Window


class Shown(StrEnum):
    """Which rows of a batch are wanted."""

    POSITIVE = "positive"
    UNSURE = "unsure"
    LEAD = "lead"
    NEGATIVE = "negative"
    UNJUDGED = "unjudged"
    CHANGED = "changed"
    REPEATED = "repeated"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class BatchCounts:
    """What became of a batch's rows."""

    rows: int = 0
    positive: int = 0
    unsure: int = 0
    leads: int = 0
    negative: int = 0
    """Leads among them."""
    unjudged: int = 0
    changed: int = 0
    missing: int = 0
    repeated: int = 0
    """Rows that another list of the kind printed before."""
    cases: int = 0


@dataclass(frozen=True, slots=True)
class BatchLine:
    """A batch as the list of batches shows it."""

    attachment_id: str
    list_kind: ListKind
    period: str | None
    label: str
    announced_on: date
    is_baseline: bool
    was_read: bool
    missing_since: datetime | None
    counts: BatchCounts


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A row of a batch with its judgement (None: not judged yet) and its case."""

    row_number: int
    title: str
    category_or_role: str
    filer_name: str
    filing_number: str
    remarks: str
    flags: JsonValue
    version: int
    is_new: bool
    """First read from a later version than the batch's first."""
    missing_since: datetime | None
    verdict: Verdict | None
    is_lead: bool | None
    uscc: str | None
    enterprise_name: str | None
    is_sample: bool | None
    case_number: str | None
    first_attachment_id: str | None
    """Where a repeated filing was printed first; None for a row that repeats nothing."""
    first_label: str | None
    reading_notes: JsonValue


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch with its announcement, its counts and every version read, newest first."""

    attachment: Attachment
    announcement: Announcement
    counts: BatchCounts
    versions: tuple[AttachmentVersion, ...]


def batch_lines(session: Session) -> list[BatchLine]:
    """Return every batch, by list, newest month first."""
    counts = _counts(session)
    found = session.scalars(
        select(Attachment).order_by(
            Attachment.list_kind,
            Attachment.period.desc(),
            Attachment.announced_on.desc(),
            Attachment.id,
        )
    )
    return [
        BatchLine(
            attachment_id=attachment.id,
            list_kind=attachment.list_kind,
            period=attachment.period,
            label=attachment.label,
            announced_on=attachment.announced_on,
            is_baseline=attachment.is_baseline,
            was_read=attachment.sha256 is not None,
            missing_since=attachment.missing_since,
            counts=counts.get(attachment.id, BatchCounts()),
        )
        for attachment in found
    ]


def batch(session: Session, attachment_id: str) -> Batch | None:
    """Return one batch, None when there is no such attachment."""
    found = session.execute(
        select(Attachment, Announcement)
        .join(Announcement, Announcement.id == Attachment.announcement_id)
        .where(Attachment.id == attachment_id)
    ).first()
    if found is None:
        return None
    attachment, announcement = found
    versions = session.scalars(
        select(AttachmentVersion)
        .where(AttachmentVersion.attachment_id == attachment_id)
        .order_by(AttachmentVersion.read_at.desc(), AttachmentVersion.sha256)
    )
    counts = _counts(session, FilingEntry.attachment_id == attachment_id)
    return Batch(
        attachment, announcement, counts.get(attachment_id, BatchCounts()), tuple(versions)
    )


def batch_rows(
    session: Session, found: Batch, shown: Shown | None, window: Window
) -> Listed[BatchRow]:
    """Return a batch's rows as printed, in the order of the newest version."""
    attachment_id = found.attachment.id
    first_sha256 = found.versions[-1].sha256 if found.versions else ""
    query = select(
        FilingEntry.row_number,
        FilingEntry.title,
        FilingEntry.category_or_role,
        FilingEntry.filer_name,
        FilingEntry.filing_number,
        FilingEntry.remarks,
        FilingEntry.flags,
        FilingEntry.version,
        FilingEntry.first_sha256 != first_sha256,
        FilingEntry.missing_since,
        MatchRecord.verdict,
        MatchRecord.is_lead,
        MatchRecord.uscc,
        EnterpriseRecord.name,
        EnterpriseRecord.is_sample,
        _CASES.c.case_number,
        _FIRST_LIST.id,
        _FIRST_LIST.label,
        FilingEntry.reading_notes,
    )
    rows = session.execute(
        _judged(query, attachment_id, shown)
        .outerjoin(EnterpriseRecord, EnterpriseRecord.uscc == MatchRecord.uscc)
        .outerjoin(_CASES, _CASES.c.entry_id == FilingEntry.id)
        .outerjoin(_FIRST, _FIRST.id == FilingEntry.repeats_entry_id)
        .outerjoin(_FIRST_LIST, _FIRST_LIST.id == _FIRST.attachment_id)
        .order_by(FilingEntry.missing_since.is_not(None), FilingEntry.row_number, FilingEntry.id)
        .limit(window.size)
        .offset(window.offset)
    )
    total = session.scalar(_judged(select(func.count(FilingEntry.id)), attachment_id, shown))
    return Listed(tuple(BatchRow(*row) for row in rows), total or 0, window)


_CASES = (
    select(CaseFiling.entry_id, func.min(AwardCase.case_number).label("case_number"))
    .join(AwardCase, AwardCase.id == CaseFiling.case_id)
    .group_by(CaseFiling.entry_id)
    .subquery()
)
_FIRST, _FIRST_LIST = aliased(FilingEntry), aliased(Attachment)


def _judged(query: Select[Columns], attachment_id: str, shown: Shown | None) -> Select[Columns]:
    conditions = [FilingEntry.attachment_id == attachment_id]
    if shown is not None:
        conditions.append(_SHOWN[shown])
    return query.outerjoin(MatchRecord, CURRENT_MATCH).where(*conditions)


def _counts(session: Session, *conditions: ColumnElement[bool]) -> dict[str, BatchCounts]:
    """Return what became of the rows, by attachment, in two queries."""
    in_cases = session.execute(
        select(FilingEntry.attachment_id, func.count(func.distinct(CaseFiling.case_id)))
        .join(CaseFiling, CaseFiling.entry_id == FilingEntry.id)
        .where(*conditions)
        .group_by(FilingEntry.attachment_id)
    )
    cases = {attachment_id: count for attachment_id, count in in_cases}  # noqa: C416 (Row is not a tuple to mypy)
    found = session.execute(
        select(
            FilingEntry.attachment_id,
            func.count(FilingEntry.id),
            *(_how_many(_SHOWN[shown]) for shown in _COUNTED),
        )
        .outerjoin(MatchRecord, CURRENT_MATCH)
        .where(*conditions)
        .group_by(FilingEntry.attachment_id)
    )
    return {row[0]: replace(BatchCounts(*row[1:]), cases=cases.get(row[0], 0)) for row in found}


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


_COUNTED = (
    Shown.POSITIVE,
    Shown.UNSURE,
    Shown.LEAD,
    Shown.NEGATIVE,
    Shown.UNJUDGED,
    Shown.CHANGED,
    Shown.MISSING,
    Shown.REPEATED,
)
_SHOWN: dict[Shown, ColumnElement[bool]] = {
    Shown.POSITIVE: MatchRecord.verdict == Verdict.POSITIVE,
    Shown.UNSURE: MatchRecord.verdict == Verdict.UNSURE,
    Shown.LEAD: MatchRecord.is_lead.is_(True),
    Shown.NEGATIVE: MatchRecord.verdict == Verdict.NEGATIVE,
    Shown.UNJUDGED: FilingEntry.needs_match.is_(True),
    Shown.CHANGED: FilingEntry.version > 1,
    Shown.MISSING: FilingEntry.missing_since.is_not(None),
    Shown.REPEATED: FilingEntry.repeats_entry_id.is_not(None),
}
