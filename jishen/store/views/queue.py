"""The queue: cases under a filter, what waits for somebody, entries that stand in no case."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, ColumnExpressionArgument, Select, func, or_, select
from sqlalchemy.orm import Session

from jishen.domain.decisions import Outcome
from jishen.domain.filings import ListKind
from jishen.domain.matches import Verdict
from jishen.domain.states import CaseState
from jishen.store.doubts import IS_OPEN
from jishen.store.tables import (
    Attachment,
    AwardCase,
    CaseFiling,
    EnterpriseName,
    EnterpriseRecord,
    FilingEntry,
    MatchRecord,
    OutboxMessage,
    ReadingDoubt,
    SourceHealth,
)
from jishen.store.tables.messages import OutboxState
from jishen.store.views.shared import (
    CURRENT_MATCH,
    ENTRY_WORDS,
    Columns,
    Listed,
    Window,
    any_contains,
)


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases are wanted; None and the empty text mean all."""

    state: CaseState | None = None
    list_kind: ListKind | None = None
    period: str = ""
    """YYYY-MM, or empty."""
    words: str = ""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A case as the queue shows it."""

    case_number: str
    state: CaseState
    outcome: Outcome
    ceiling_yuan: int
    payable_yuan: int
    enterprise_name: str
    is_sample: bool
    title: str
    """Name of the leading filing."""
    filings: int
    list_kind: ListKind
    period: str | None
    attachment_id: str
    announced_on: date


@dataclass(frozen=True, slots=True)
class LooseEntry:
    """An entry that a search found and that stands in no case; None: not judged yet."""

    title: str
    filer_name: str
    filing_number: str
    list_kind: ListKind
    period: str | None
    attachment_id: str
    announced_on: date
    verdict: Verdict | None
    is_lead: bool | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much of what waits for a person, besides the cases."""

    unsure: int
    leads: int
    unjudged: int
    doubts: int
    """Places of lists that wait for a person to read them."""
    dead_notices: int
    faulty_sources: int


def case_queue(session: Session, wanted: CaseFilter, window: Window) -> Listed[QueueRow]:
    """Return cases, newest announcement first."""
    filings = (
        select(func.count())
        .where(CaseFiling.case_id == AwardCase.id)
        .correlate(AwardCase)
        .scalar_subquery()
    )
    query = _under(
        wanted,
        select(
            AwardCase.case_number,
            AwardCase.state,
            AwardCase.outcome,
            AwardCase.ceiling_yuan,
            AwardCase.payable_yuan,
            EnterpriseRecord.name,
            EnterpriseRecord.is_sample,
            FilingEntry.title,
            filings,
            FilingEntry.list_kind,
            Attachment.period,
            Attachment.id,
            Attachment.announced_on,
        ),
    )
    found = session.execute(
        query.order_by(Attachment.announced_on.desc(), AwardCase.case_number.desc())
        .limit(window.size)
        .offset(window.offset)
    )
    rows = tuple(QueueRow(*row) for row in found)
    total = session.scalar(_under(wanted, select(func.count(AwardCase.id)))) or 0
    return Listed(rows, total, window)


def loose_entries(session: Session, wanted: CaseFilter, limit: int) -> Listed[LooseEntry]:
    """Return entries of the lists that bear the words and stand in no case, newest first."""
    in_a_case = FilingEntry.id.in_(select(CaseFiling.entry_id))
    conditions = [
        any_contains(ENTRY_WORDS, wanted.words),
        ~in_a_case,
        FilingEntry.repeats_entry_id.is_(None),
        *_of_list(wanted),
    ]
    found = session.execute(
        select(
            FilingEntry.title,
            FilingEntry.filer_name,
            FilingEntry.filing_number,
            FilingEntry.list_kind,
            Attachment.period,
            Attachment.id,
            Attachment.announced_on,
            MatchRecord.verdict,
            MatchRecord.is_lead,
        )
        .join(Attachment, Attachment.id == FilingEntry.attachment_id)
        .outerjoin(MatchRecord, CURRENT_MATCH)
        .where(*conditions)
        .order_by(Attachment.announced_on.desc(), FilingEntry.row_number, FilingEntry.id)
        .limit(limit)
    )
    rows = tuple(LooseEntry(*row) for row in found)
    total = session.scalar(
        select(func.count())
        .select_from(FilingEntry)
        .join(Attachment, Attachment.id == FilingEntry.attachment_id)
        .where(*conditions)
    )
    return Listed(rows, total or 0, Window(1, limit))


def waiting(session: Session) -> Waiting:
    """Return how much waits for a person besides the cases, in one query."""
    unsure = _count(MatchRecord.id, MatchRecord.is_current, MatchRecord.verdict == Verdict.UNSURE)
    leads = _count(MatchRecord.id, MatchRecord.is_current, MatchRecord.is_lead)
    counts = session.execute(
        select(
            unsure.scalar_subquery(),
            leads.scalar_subquery(),
            _count(FilingEntry.id, FilingEntry.needs_match).scalar_subquery(),
            _count(ReadingDoubt.id, IS_OPEN).scalar_subquery(),
            _count(OutboxMessage.key, OutboxMessage.state == OutboxState.DEAD).scalar_subquery(),
            _count(
                SourceHealth.source_key, SourceHealth.spell_since.is_not(None)
            ).scalar_subquery(),
        )
    ).one()
    return Waiting(*counts)


def periods(session: Session) -> list[str]:
    """Return the months of the lists held, newest first."""
    found = session.scalars(select(Attachment.period).distinct().order_by(Attachment.period.desc()))
    return [period for period in found if period]


def _count(
    column: ColumnExpressionArgument[object], *conditions: ColumnExpressionArgument[bool]
) -> Select[tuple[int]]:
    return select(func.count(column)).where(*conditions)


def _under(wanted: CaseFilter, query: Select[Columns]) -> Select[Columns]:
    conditions = _of_list(wanted)
    if wanted.state is not None:
        conditions.append(AwardCase.state == wanted.state)
    if wanted.words:
        conditions.append(_speaks_of(wanted.words))
    return (
        query.join(EnterpriseRecord, EnterpriseRecord.uscc == AwardCase.uscc)
        .join(FilingEntry, FilingEntry.id == AwardCase.entry_id)
        .join(Attachment, Attachment.id == FilingEntry.attachment_id)
        .where(*conditions)
    )


def _of_list(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.list_kind is not None:
        conditions.append(Attachment.list_kind == wanted.list_kind)
    if wanted.period:
        conditions.append(Attachment.period == wanted.period)
    return conditions


def _speaks_of(words: str) -> ColumnElement[bool]:
    """Return the condition that a case, its enterprise or one of its filings bears the words."""
    of_filings = (
        select(CaseFiling.case_id)
        .join(FilingEntry, FilingEntry.id == CaseFiling.entry_id)
        .where(any_contains(ENTRY_WORDS, words))
    )
    of_names = select(EnterpriseName.uscc).where(any_contains((EnterpriseName.name,), words))
    return or_(
        any_contains((AwardCase.case_number, AwardCase.uscc, EnterpriseRecord.name), words),
        AwardCase.id.in_(of_filings),
        AwardCase.uscc.in_(of_names),
    )
