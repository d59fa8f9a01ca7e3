"""What a backtest found: each publication against what the database holds of it."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from commands.backtest_history import CellChange, Step
from commands.backtest_records import Backtest, Counts, Publication
from commands.backtest_run import LookedAt
from jishen.domain.filing_numbers import filing_key
from jishen.domain.filings import ListKind
from jishen.domain.matches import Verdict
from jishen.domain.states import CaseState
from jishen.matching.remarks import read_remarks
from jishen.store.announcements import label_key
from jishen.store.tables import (
    Announcement,
    Attachment,
    AwardCase,
    EntryVersion,
    FilingEntry,
    MatchRecord,
    ReadingDoubt,
)

_COLUMNS = {"主体名称": "filer_name", "算法名称": "title", "备注": "remarks"}
_HIGHER_TIER = "art3_generative_ai"


def result_of(session: Session, days: Sequence[LookedAt]) -> Backtest:
    """Return what came of the days that were replayed."""
    changes: dict[tuple[str, str], list[tuple[CellChange, datetime]]] = {}
    for day in days:
        for step in day.steps:
            seen = changes.setdefault((step.kind, step.period), [])
            seen.extend((change, day.pass_at) for change in step.changes)
    publications = tuple(
        _publication(session, step, day, changes[step.kind, step.period])
        for day in days
        for step in day.steps
        if step.is_publication
    )
    asked: Counter[str] = Counter()
    for publication in publications:
        asked.update(dict(publication.asked))
    return Backtest(
        publications,
        sum((publication.counts for publication in publications), Counts()),
        _by_frequency(asked),
        *_at_most(session),
        passes=len(days),
        seconds=sum(day.seconds for day in days),
        cpu_seconds=sum(day.cpu_seconds for day in days),
    )


def _publication(
    session: Session, step: Step, day: LookedAt, changes: Sequence[tuple[CellChange, datetime]]
) -> Publication:
    attachment = _attachment_of(session, step)
    if attachment is None:
        lost = len(step.numbers)
        missed = Counts(published=lost, lost=lost, changed_cells=len(changes))
        return Publication(
            step.kind,
            step.period,
            step.label,
            step.on,
            is_history=False,
            counts=missed,
            asked=(),
            seconds=day.seconds,
        )
    entries = list(
        session.scalars(select(FilingEntry).where(FilingEntry.attachment_id == attachment.id))
    )
    counts = (
        _found(step, entries, day.pass_at)
        + _changes_seen(session, step, attachment, changes)
        + _matched(session, attachment)
        + _opened(session, attachment)
    )
    return Publication(
        kind=step.kind,
        period=step.period,
        label=step.label,
        on=step.on,
        is_history=attachment.is_baseline,
        counts=counts,
        asked=_asked(session, attachment),
        seconds=day.seconds,
    )


def _attachment_of(session: Session, step: Step) -> Attachment | None:
    found = list(
        session.scalars(
            select(Attachment)
            .join(Announcement, Announcement.id == Attachment.announcement_id)
            .where(Announcement.url == step.url)
        )
    )
    named = [each for each in found if each.label_key == label_key(step.label)]
    if not named and len(found) == 1:
        return found[0]  # a notice whose page calls its file otherwise
    return named[0] if named else None


def _found(step: Step, entries: Sequence[FilingEntry], pass_at: datetime) -> Counts:
    published = Counter(filing_key(number) for number in step.numbers)
    found = Counter(entry.filing_key for entry in entries)
    in_time = Counter(entry.filing_key for entry in entries if entry.first_seen_at == pass_at)
    return Counts(
        published=published.total(),
        found=(found & published).total(),
        found_in_time=(in_time & published).total(),
        repeated=sum(entry.repeats_entry_id is not None for entry in entries),
        lost=(published - found).total(),
        twice=(found - published).total(),
    )


def _changes_seen(
    session: Session,
    step: Step,
    attachment: Attachment,
    changes: Sequence[tuple[CellChange, datetime]],
) -> Counts:
    counts = Counts()
    if step.kind == ListKind.CANCELLATION:
        rows = attachment.row_count
        counts += Counts(cancellations=len(step.numbers), cancellations_seen=rows)
    for change, pass_at in changes:
        seen = _is_seen(session, attachment, change, pass_at)
        is_rename = change.column == "主体名称"
        is_end = read_remarks(change.after).is_cancelled and change.column == "备注"
        counts += Counts(
            changed_cells=1,
            changed_seen=seen,
            renames=is_rename,
            renames_seen=is_rename and seen,
            cancellations=is_end,
            cancellations_seen=is_end and seen,
        )
    return counts


def _is_seen(
    session: Session, attachment: Attachment, change: CellChange, pass_at: datetime
) -> bool:
    """Tell whether the next pass made a new version of the row in which the cell reads so."""
    versions = session.scalars(
        select(EntryVersion)
        .join(FilingEntry, FilingEntry.id == EntryVersion.entry_id)
        .where(
            FilingEntry.attachment_id == attachment.id,
            FilingEntry.filing_key == filing_key(change.filing_number),
            EntryVersion.recorded_at == pass_at,
        )
    )
    column = _COLUMNS[change.column]
    return any(
        isinstance(version.cells, dict)
        and _plain(str(version.cells[column])) == _plain(change.after)
        for version in versions
    )


def _plain(text: str) -> str:
    return "".join(text.split())


def _matched(session: Session, attachment: Attachment) -> Counts:
    first = list(session.scalars(_FIRST_MATCHES.where(FilingEntry.attachment_id == attachment.id)))
    verdicts = Counter(match.verdict for match in first)
    return Counts(
        matched=verdicts[Verdict.POSITIVE],
        unsure=verdicts[Verdict.UNSURE],
        leads=sum(match.is_lead for match in first),
    )


_FIRST_MATCHES = (
    select(MatchRecord)
    .join(FilingEntry, FilingEntry.id == MatchRecord.entry_id)
    .where(MatchRecord.round == 1)
)


def _cases_of(session: Session, attachment: Attachment) -> list[AwardCase]:
    return list(
        session.scalars(
            select(AwardCase)
            .join(FilingEntry, FilingEntry.id == AwardCase.entry_id)
            .where(FilingEntry.attachment_id == attachment.id)
        )
    )


def _opened(session: Session, attachment: Attachment) -> Counts:
    cases = _cases_of(session, attachment)
    first = [case for case in cases if case.state is not CaseState.NO_FURTHER_AWARD]
    higher = sum(case.clause == _HIGHER_TIER for case in first)
    return Counts(
        algorithm_cases=len(first) - higher,
        generative_cases=higher,
        no_further_cases=len(cases) - len(first),
        held_cases=sum(case.state is CaseState.ON_HOLD for case in first),
        ceiling_yuan=sum(case.payable_yuan for case in first),
    )


def _asked(session: Session, attachment: Attachment) -> tuple[tuple[str, int], ...]:
    asked: Counter[str] = Counter()
    for case in _cases_of(session, attachment):
        if case.state is CaseState.ON_HOLD:
            asked.update(f"立案：{said}" for said in case.reason.split("。") if said)
    unsure = _FIRST_MATCHES.where(
        FilingEntry.attachment_id == attachment.id, MatchRecord.verdict == Verdict.UNSURE
    )
    asked.update(f"比对：{_first_finding(match)}" for match in session.scalars(unsure))
    doubts = session.scalars(
        select(ReadingDoubt.reason).where(ReadingDoubt.attachment_id == attachment.id)
    )
    asked.update(f"读取：{reason}" for reason in doubts)
    return _by_frequency(asked)


def _first_finding(match: MatchRecord) -> str:
    reasons = match.reasons if isinstance(match.reasons, list) else []
    first = reasons[0] if reasons else None
    if not isinstance(first, dict):
        return match.rule
    return f"{first['compared']}：{first['finding']}"


def _by_frequency(asked: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(asked.items(), key=lambda said: (-said[1], said[0])))


def _at_most(session: Session) -> tuple[int, int]:
    """Return how many enterprises may be paid, and what all of them may get at most."""
    most: dict[str, int] = {}
    for case in session.scalars(
        select(AwardCase).where(AwardCase.state != CaseState.NO_FURTHER_AWARD)
    ):
        most[case.uscc] = max(most.get(case.uscc, 0), case.payable_yuan)
    return len(most), sum(most.values())
