"""What must hold after every death, seen from outside: database, notices on disk, raw bytes."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jishen.domain.notices import NoticeEvent
from jishen.domain.states import CaseState
from jishen.settings import Settings
from jishen.store import audit
from jishen.store.raw import RawStore
from jishen.store.session import Store
from jishen.store.tables import (
    Attachment,
    AttachmentVersion,
    AuditEntry,
    AwardCase,
    CaseFiling,
    DecisionRecord,
    EnterpriseRecord,
    FilingEntry,
    MatchRecord,
    OutboxMessage,
    RawObject,
    SourceHealth,
    WatchedUrl,
)
from jishen.store.tables.messages import OutboxState
from tests.faults.money_invariants import broken_money
from tests.flows.path_world import journal_of, notice_file

Rows = list[tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to, without what differs from run to run (instants, ids of rows)."""

    watermarks: Rows
    attachments: Rows
    entries: Rows
    judgements: Rows
    cases: Rows
    evidence: Rows
    messages: Rows
    told: Rows
    events: Rows
    health: Rows


def outcome_of(store: Store, settings: Settings) -> Outcome:
    """Return what a run came to."""
    with store.reading() as session:
        return Outcome(
            watermarks=_rows(
                session, WatchedUrl.source_key, WatchedUrl.url, WatchedUrl.good_sha256
            ),
            attachments=_rows(session, Attachment.label, Attachment.sha256, Attachment.is_baseline),
            entries=_rows(session, FilingEntry.id, FilingEntry.version, FilingEntry.needs_match),
            judgements=_rows(
                session,
                MatchRecord.entry_id,
                MatchRecord.round,
                MatchRecord.verdict,
                MatchRecord.uscc,
                MatchRecord.is_settled,
            ),
            cases=_rows(
                session,
                AwardCase.filing_key,
                AwardCase.clause,
                AwardCase.uscc,
                AwardCase.state,
                AwardCase.version,
                AwardCase.payable_yuan,
            ),
            evidence=_rows(session, CaseFiling.case_id, CaseFiling.entry_id, CaseFiling.is_leading),
            messages=_rows(session, *_MESSAGE, OutboxMessage.state),
            told=_told(session, settings),
            events=_events(session),
            health=_rows(
                session,
                SourceHealth.source_key,
                SourceHealth.baseline_at.is_not(None),
                SourceHealth.spell_verdict,
            ),
        )


_MESSAGE = (OutboxMessage.event, OutboxMessage.recipient, OutboxMessage.case_id)


ALARMS = {
    NoticeEvent.SOURCE_FAULT,
    NoticeEvent.SOURCE_RECOVERED,
    "source.fault",
    "source.recovered",
    "entries.judged",  # one a transaction: what a fault kept back is judged in one of its own
}


def without_alarms(outcome: Outcome) -> Outcome:
    """Return the outcome less what operators were told of a fault, and that it is over."""
    return replace(
        outcome,
        **{
            name: [row for row in getattr(outcome, name) if row[0] not in ALARMS]
            for name in ("messages", "told", "events")
        },
    )


def is_told(store: Store) -> bool:
    """Tell whether operators are told of a fault."""
    with store.reading() as session:
        fault = select(OutboxMessage.key).where(OutboxMessage.event == NoticeEvent.SOURCE_FAULT)
        return session.scalar(fault.limit(1)) is not None


def differences(seen: Outcome, expected: Outcome) -> list[str]:
    """Return in which respects a run differs from the run without deaths."""
    found = []
    for field in fields(Outcome):
        is_, should = getattr(seen, field.name), getattr(expected, field.name)
        if is_ != should:
            lacking, odd = Counter(should) - Counter(is_), Counter(is_) - Counter(should)
            found.append(f"{field.name}: lacks {list(lacking)[:3]}, has {list(odd)[:3]}")
    return found


def broken(store: Store, settings: Settings) -> list[str]:
    """Return what does not hold now; nothing may be broken at any instant, also after a death."""
    with store.reading() as session:
        return [
            *_broken_trail(session),
            *_broken_raw(session, settings),
            *_broken_cases(session),
            *broken_money(session),
            *_broken_readings(session),
            *_broken_notices(session, settings),
        ]


def second_copies(settings: Settings) -> int:
    """Return how many notices were sent again under the same key, which does no harm."""
    times = Counter(line["key"] for line in journal_of(settings))
    return sum(times.values()) - len(times)


def _rows(session: Session, *columns: object) -> Rows:
    found = session.execute(select(*columns))  # type: ignore[call-overload]
    return sorted((tuple(row) for row in found), key=repr)


def _told(session: Session, settings: Settings) -> Rows:
    """Return what the file channel took, once for each key."""
    messages = {
        row[0]: tuple(row[1:]) for row in session.execute(select(OutboxMessage.key, *_MESSAGE))
    }
    keys = {line["key"] for line in journal_of(settings)}
    return sorted((messages.get(key, ("unknown key",)) for key in keys), key=repr)


def _events(session: Session) -> Rows:
    """Return how often each event is in the trail; an import is noted at each restart.

    So is a link made by hand: the token of the one before a death is lost with it.
    """
    found = session.execute(
        select(AuditEntry.event, func.count())
        .where(AuditEntry.event.not_in(("registry.imported", "link.issued")))
        .group_by(AuditEntry.event)
    )
    return sorted(tuple(row) for row in found)


def _broken_trail(session: Session) -> Iterable[str]:
    fault = audit.verify(session)
    if fault is not None:
        yield f"the audit trail breaks at {fault.sequence}: {fault.what}"
    in_trail = Counter(
        session.scalars(select(AuditEntry.case_id).where(AuditEntry.event == "case.opened"))
    )
    if in_trail != Counter(session.scalars(select(AwardCase.id))):
        yield "the cases are not those that the trail says were opened"
    told = Counter(
        session.scalars(select(AuditEntry.case_id).where(AuditEntry.event == "enterprise.notified"))
    )
    states = dict(session.execute(select(AwardCase.id, AwardCase.state)).tuples().all())
    untold = {CaseState.BACKLOG, CaseState.OPENED}
    is_told = {case_id for case_id, state in states.items() if state not in untold}
    must_be = {case_id for case_id, state in states.items() if state in _TOLD}
    if not must_be <= told.keys() <= is_told or any(times > 1 for times in told.values()):
        yield "the cases told to enterprises are not those that the trail says"


_TOLD = {CaseState.ENTERPRISE_NOTIFIED}
"""Where only the notice leads; a claim may come on paper before it."""


def _broken_raw(session: Session, settings: Settings) -> Iterable[str]:
    raw = RawStore(settings.raw_folder)
    for sha256 in session.scalars(select(RawObject.sha256)):
        path = raw.path_of(sha256)
        if not path.exists():
            yield f"a row speaks of bytes that are not there: {sha256}"
        elif hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            yield f"bytes do not have their digest: {sha256}"


def _broken_cases(session: Session) -> Iterable[str]:
    numbers = sorted(session.scalars(select(AwardCase.case_number)))
    if [int(number.rpartition("-")[2]) for number in numbers] != [*range(1, len(numbers) + 1)]:
        yield f"the case numbers have a gap: {numbers}"
    with_filing = set(session.scalars(select(CaseFiling.case_id).where(CaseFiling.is_leading)))
    with_decision = set(session.scalars(select(DecisionRecord.case_id)))
    to_be_told = set(
        session.scalars(
            select(OutboxMessage.case_id).where(OutboxMessage.event == NoticeEvent.FILING_SEEN)
        )
    )
    found = session.execute(
        select(AwardCase, EnterpriseRecord.contact_email).join(
            EnterpriseRecord, EnterpriseRecord.uscc == AwardCase.uscc
        )
    )
    for case, contact in found:
        if case.id not in with_filing or case.id not in with_decision:
            yield f"half a case: {case.case_number}"
        is_open = case.state in {CaseState.OPENED, CaseState.ENTERPRISE_NOTIFIED}
        if is_open and contact and case.id not in to_be_told:
            yield f"an open case of which nobody will tell the enterprise: {case.case_number}"


def _broken_readings(session: Session) -> Iterable[str]:
    """Yield attachments that count as read without their rows."""
    for attachment in session.scalars(select(Attachment).where(Attachment.sha256.is_not(None))):
        rows = session.scalar(
            select(func.count()).where(FilingEntry.attachment_id == attachment.id)
        )
        if rows != attachment.row_count:
            yield f"{attachment.label} has {rows} rows instead of {attachment.row_count}"
    read = set(session.scalars(select(AttachmentVersion.sha256)))
    pages = select(WatchedUrl.good_sha256).join(Attachment, Attachment.url == WatchedUrl.url)
    for sha256 in session.scalars(pages):
        if sha256 not in read:
            yield f"bytes count as seen and were not read: {sha256}"


def _broken_notices(session: Session, settings: Settings) -> Iterable[str]:
    known = set(session.scalars(select(OutboxMessage.key)))
    sent = {line["key"] for line in journal_of(settings)}
    yield from (f"a notice of nothing that happened: {key}" for key in sent - known)
    accepted = set(
        session.scalars(
            select(OutboxMessage.key).where(OutboxMessage.state == OutboxState.ACCEPTED)
        )
    )
    yield from (f"counts as sent and was not: {key}" for key in accepted - sent)
    yield from (f"no file: {key}" for key in sent if not notice_file(settings, key).exists())
