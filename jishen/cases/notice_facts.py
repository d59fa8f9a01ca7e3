"""What a notice says, read from the database when it is rendered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from jishen.cases.case_news import news_of
from jishen.domain.decisions import OUTCOME_NAMES
from jishen.domain.filings import LIST_NAMES
from jishen.domain.matches import Verdict
from jishen.domain.notices import (
    AUDIENCE_NAMES,
    ESCALATION,
    Audience,
    BatchDigest,
    CaseLine,
    CaseOverdue,
    CaseWaiting,
    ChannelTest,
    EntryLine,
    FilingSeen,
    NoticeEvent,
    NoticeFacts,
    Office,
    SourceAlarm,
)
from jishen.domain.states import STATE_NAMES
from jishen.domain.verdicts import FAULT_NAMES
from jishen.store.calendars import work_calendar
from jishen.store.cases import CaseRow, cases_of_entries
from jishen.store.doubts import IS_OPEN, count_doubts
from jishen.store.news import new_in_version
from jishen.store.tables import (
    Announcement,
    Attachment,
    AttachmentVersion,
    AwardCase,
    CaseFiling,
    DecisionRecord,
    EnterpriseRecord,
    FilingEntry,
    MatchRecord,
    OutboxMessage,
    ReadingDoubt,
)
from jishen.store.tables.base import JsonValue

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a notice needs besides the database: who signs, where the desk is, policy names."""

    office: Office
    desk_url: str
    policy_names: Mapping[str, str]
    policy_ends: Mapping[str, date]
    """Last day of each policy."""
    source_names: Mapping[str, str]
    other_work: frozenset[str]
    """Keys among these names of work that is not a look at a source."""
    may_apply: Mapping[str, Callable[[str], tuple[str, ...]]] = field(default_factory=dict)
    """Of each policy what it names beside a clause's award."""


_OWN_PAGES = frozenset({"notices", "doubts"})
"""Work that has a page of its own on the desk."""


def facts_of(  # noqa: PLR0911 (one for each event)
    session: Session, message: OutboxMessage, around: Surroundings
) -> NoticeFacts:
    """Return the facts of a message in the outbox."""
    subject = message.subject
    if not isinstance(subject, dict):
        error = f"outbox {message.key}: subject is not an object"
        raise TypeError(error)
    if message.event is NoticeEvent.FILING_SEEN:
        return _filing_seen(session, str(subject["case_id"]), around)
    if message.event is NoticeEvent.BATCH_DIGEST:
        return _batch_digest(session, str(subject["attachment_id"]), str(subject["sha256"]), around)
    if message.event is NoticeEvent.CASE_WAITING:
        return _case_waiting(session, subject, around)
    if message.event is NoticeEvent.CASE_OVERDUE:
        return _case_overdue(session, message, subject, around)
    if message.event is NoticeEvent.CASE_NEWS:
        return news_of(session, subject, around.office)
    if message.event is NoticeEvent.CHANNEL_TEST:
        at = datetime.fromisoformat(str(subject["at"]))
        return ChannelTest(around.office, str(subject["channel"]), str(subject["by"]), at)
    return _source_alarm(subject, around)


def _filing_seen(session: Session, case_id: str, around: Surroundings) -> FilingSeen:
    connection = session.connection()
    filings = connection.execute(_FILINGS_SEEN, {"case_id": case_id}).all()
    case = filings[0]
    said = connection.scalar(_DECIDED, {"case_id": case_id})
    clause_name = str(said["clause_name"]) if isinstance(said, dict) else ""
    named = around.may_apply.get(case.policy_id)
    return FilingSeen(
        office=around.office,
        case_number=case.case_number,
        enterprise_name=case.enterprise_name,
        list_name=LIST_NAMES[case.list_kind],
        period=case.period or "",
        announced_on=case.announced_on,
        filing_titles=tuple(filing.title for filing in filings),
        filing_numbers=tuple(filing.filing_number for filing in filings),
        official_url=case.official_url,
        policy_name=around.policy_names[case.policy_id],
        clause_name=clause_name,
        ceiling_yuan=case.ceiling_yuan,
        payable_yuan=case.payable_yuan,
        is_sample=case.is_sample,
        policy_valid_until=around.policy_ends.get(case.policy_id),
        may_apply=named(case.clause) if named else (),
    )


# Built once: a batch asks for each of its notices, and building costs more than running.
_FILINGS_SEEN = (
    select(
        AwardCase.case_number,
        AwardCase.policy_id,
        AwardCase.clause,
        AwardCase.ceiling_yuan,
        AwardCase.payable_yuan,
        EnterpriseRecord.name.label("enterprise_name"),
        EnterpriseRecord.is_sample,
        FilingEntry.title,
        FilingEntry.filing_number,
        Attachment.list_kind,
        Attachment.period,
        Attachment.announced_on,
        Announcement.url.label("official_url"),
    )
    .join(EnterpriseRecord, EnterpriseRecord.uscc == AwardCase.uscc)
    .join(CaseFiling, CaseFiling.case_id == AwardCase.id)
    .join(FilingEntry, FilingEntry.id == CaseFiling.entry_id)
    .join(Attachment, Attachment.id == FilingEntry.attachment_id)
    .join(Announcement, Announcement.id == Attachment.announcement_id)
    .where(AwardCase.id == bindparam("case_id"))
    .order_by(CaseFiling.is_leading.desc(), FilingEntry.row_number)
)
_DECIDED = (
    select(DecisionRecord.decision)
    .where(DecisionRecord.case_id == bindparam("case_id"))
    .order_by(DecisionRecord.id.desc())
    .limit(1)
)


def _batch_digest(
    session: Session, attachment_id: str, sha256: str, around: Surroundings
) -> BatchDigest:
    attachment = session.get_one(Attachment, attachment_id)
    announcement = session.get_one(Announcement, attachment.announcement_id)
    version = session.get_one(AttachmentVersion, (attachment_id, sha256))
    new = new_in_version(attachment_id, sha256, since=version.read_at)
    return BatchDigest(
        office=around.office,
        list_name=LIST_NAMES[attachment.list_kind],
        period=attachment.period or "",
        announced_on=attachment.announced_on,
        official_url=announcement.url,
        batch_url=f"{around.desk_url}/batches/{attachment_id}",
        new_entries=version.new_rows,
        changed_entries=version.changed_rows,
        missing_entries=version.missing_rows,
        repeated_entries=version.repeated_rows,
        doubts=count_doubts(session, IS_OPEN, ReadingDoubt.attachment_id == attachment_id),
        doubts_url=f"{around.desk_url}/doubts",
        matched=_count_positive(session, new),
        cases=tuple(case_line(row, around) for row in cases_of_entries(session, new)),
        unsure=_entry_lines(session, new, Verdict.UNSURE),
        leads=_entry_lines(session, new, Verdict.NEGATIVE),
    )


def case_line(row: CaseRow, around: Surroundings) -> CaseLine:
    """Return a case as one line of a notice."""
    return CaseLine(
        case_number=row.case.case_number,
        enterprise_name=row.enterprise.name,
        state_name=STATE_NAMES[row.case.state],
        outcome_name=OUTCOME_NAMES[row.case.outcome],
        ceiling_yuan=row.case.ceiling_yuan,
        payable_yuan=row.case.payable_yuan,
        url=f"{around.desk_url}/cases/{row.case.case_number}",
        enterprise_told=bool(row.enterprise.contact_email),
    )


def _count_positive(session: Session, new: Select[tuple[str]]) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(MatchRecord)
            .where(
                MatchRecord.entry_id.in_(new),
                MatchRecord.is_current,
                MatchRecord.verdict == Verdict.POSITIVE,
            )
        )
        or 0
    )


def _entry_lines(
    session: Session, new: Select[tuple[str]], verdict: Verdict
) -> tuple[EntryLine, ...]:
    """Return unsure matches, or of the negative ones those that are leads."""
    query = (
        select(MatchRecord, FilingEntry.filer_name, FilingEntry.filing_number)
        .join(FilingEntry, FilingEntry.id == MatchRecord.entry_id)
        .where(
            MatchRecord.entry_id.in_(new), MatchRecord.is_current, MatchRecord.verdict == verdict
        )
        .order_by(FilingEntry.row_number)
    )
    if verdict is Verdict.NEGATIVE:
        query = query.where(MatchRecord.is_lead)
    return tuple(
        EntryLine(filer_name, filing_number, _why(match))
        for match, filer_name, filing_number in session.execute(query)
    )


def _why(match: MatchRecord) -> str:
    reasons = match.reasons if isinstance(match.reasons, list) else []
    findings = [str(reason["finding"]) for reason in reasons if isinstance(reason, dict)]
    return "；".join(finding.rstrip("。；") for finding in findings[:2])


def _case_waiting(
    session: Session, subject: dict[str, JsonValue], around: Surroundings
) -> CaseWaiting:
    return CaseWaiting(
        office=around.office,
        case=_line_of(session, str(subject["case_id"]), around),
        by=str(subject["by"]),
        why=str(subject["why"]),
    )


def _line_of(session: Session, case_id: str, around: Surroundings) -> CaseLine:
    case = session.get_one(AwardCase, case_id)
    entry = select(FilingEntry.id).where(FilingEntry.id == case.entry_id)
    # The row may be evidence in another enterprise's case too, since it names another filer now.
    (row,) = (row for row in cases_of_entries(session, entry) if row.case.id == case.id)
    return case_line(row, around)


def _case_overdue(
    session: Session, message: OutboxMessage, subject: dict[str, JsonValue], around: Surroundings
) -> CaseOverdue:
    level = Audience(str(subject["level"]))
    since = date.fromisoformat(str(subject["waiting_since"]))
    today = message.created_at.astimezone(SHANGHAI).date()
    calendar = work_calendar(session)
    return CaseOverdue(
        office=around.office,
        case=_line_of(session, str(subject["case_id"]), around),
        waiting_since=since,
        waited_workdays=calendar.count(since, today),
        is_provisional=not (calendar.knows(since) and calendar.knows(today)),
        level_name=AUDIENCE_NAMES[level],
        told_before=tuple(
            AUDIENCE_NAMES[before] for before in ESCALATION[: ESCALATION.index(level)]
        ),
    )


def _source_alarm(subject: dict[str, JsonValue], around: Surroundings) -> SourceAlarm:
    key = str(subject["source_key"])
    return SourceAlarm(
        source_name=around.source_names.get(key, key),
        url=str(subject["url"]),
        verdict=FAULT_NAMES.get(str(subject["verdict"]), str(subject["verdict"])),
        detail=str(subject["detail"]),
        remedy=str(subject["remedy"]),
        since=datetime.fromisoformat(str(subject["since"])),
        at=datetime.fromisoformat(str(subject["at"])),
        sources_url=f"{around.desk_url}/{_page_of(key)}",
        is_source=key not in around.other_work,
        is_hint=subject["verdict"] == "batch-overdue",
    )


def _page_of(key: str) -> str:
    if key == "reconcile" or key.startswith("channel:"):
        return "notices"
    return key if key in _OWN_PAGES else "sources"
