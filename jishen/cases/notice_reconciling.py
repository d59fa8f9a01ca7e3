"""Which notices should exist, by what the cases and sources say; what is missing is put again.

The acts write their notices themselves. This looks from the other side, as GOV.UK Notify's sweeps
do: a notice that an act forgot, that somebody deleted or that was never due again is found here.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.cases import outbox
from jishen.cases.pacing import LEASE
from jishen.domain.notices import Audience, NoticeEvent
from jishen.domain.states import WAITS_FOR, CaseState, Waits
from jishen.store import audit
from jishen.store.audit import Actor
from jishen.store.session import Store
from jishen.store.tables import (
    AttachmentVersion,
    AuditEntry,
    AwardCase,
    EnterpriseRecord,
    OutboxMessage,
    SourceHealth,
)
from jishen.store.tables.base import JsonValue
from jishen.store.tables.messages import OutboxState

ABANDONED_AFTER = 2 * LEASE
GRACE = timedelta(minutes=1)
"""What was written in the last minute may belong to an act of another process's clock."""


class GapKind(StrEnum):
    """What is not as it should be with a notice."""

    MISSING = "missing"
    """It should exist and does not: it can be put again under the key it always had."""
    REACHABLE = "reachable"
    """The registry has learned the enterprise's address since: it can be told now. No fault."""
    SUPERSEDED = "superseded"
    """It was held to be over, and what it tells is so: it waits again."""
    UNTOLD = "untold"
    """The case says that the enterprise was told, and no service took a notice."""
    ABANDONED = "abandoned"
    """A sender took it and nobody has looked since: no sender is running."""


GAP_NAMES = {
    GapKind.MISSING: "应有而无",
    GapKind.REACHABLE: "名册此后有了联系邮箱",
    GapKind.SUPERSEDED: "误作过时",
    GapKind.UNTOLD: "记为已告知，但无已被接收的告知",
    GapKind.ABANDONED: "已被领取但无人发送",
}
REPAIRABLE = frozenset({GapKind.MISSING, GapKind.REACHABLE, GapKind.SUPERSEDED})


@dataclass(frozen=True, slots=True)
class Gap:
    """One notice that is not as it should be."""

    kind: GapKind
    event: NoticeEvent
    audience: Audience
    recipient: str
    about: str
    """Case number, source or attachment, to be shown."""
    subject: JsonValue
    case_id: str | None = None
    source_key: str | None = None


@dataclass(frozen=True, slots=True)
class Readers:
    """Who is told at present."""

    reviewers: Sequence[str]
    operators: Sequence[str]


def gaps(session: Session, readers: Readers, at: datetime) -> list[Gap]:
    """Return every notice that is not as cases, sources and batches say it should be."""
    until = at - GRACE
    known = _Known(session)
    return [
        *_alerts(session, known, until),
        *_releases(session, known, readers, until),
        *_digests(session, known, readers, until),
        *_faults(session, readers, until),
        *_abandoned(session, at),
    ]


def reconcile(store: Store, readers: Readers, *, at: datetime, actor: Actor) -> list[Gap]:
    """Repair what can be repaired, in one act with its audit entry; return everything found."""
    with store.act("reconcile") as session:
        found = gaps(session, readers, at)
        repaired = [gap for gap in found if gap.kind in REPAIRABLE]
        for gap in repaired:
            _put(session, gap, at)
        if repaired:
            audit.append(
                session,
                at=at,
                actor=actor,
                event="notices.reconciled",
                body={
                    "repaired": len(repaired),
                    "found": len(found),
                    "first": f"{repaired[0].event.value} {repaired[0].about}",
                },
            )
        return found


def _put(session: Session, gap: Gap, at: datetime) -> None:
    subject = gap.subject if isinstance(gap.subject, dict) else {}
    outbox.put(
        session,
        gap.event,
        gap.audience,
        gap.recipient,
        subject=subject,
        case_id=gap.case_id,
        source_key=gap.source_key,
        at=at,
    )


class _Known:
    """The states of the notices there are, by key."""

    def __init__(self, session: Session) -> None:
        found = session.execute(select(OutboxMessage.key, OutboxMessage.state))
        self._states: Mapping[str, OutboxState] = {row.key: row.state for row in found}

    def gap_of(self, gap: Gap) -> Iterator[Gap]:
        """Yield the gap if its notice is not there, or is held to be over although it is true."""
        subject = gap.subject if isinstance(gap.subject, dict) else {}
        key = outbox.key_of(gap.event, gap.audience, gap.recipient, subject)
        state = self._states.get(key)
        if state is None:
            yield gap
        elif state is OutboxState.SUPERSEDED:
            yield replace(gap, kind=GapKind.SUPERSEDED)

    def state_of(
        self, event: NoticeEvent, audience: Audience, recipient: str, subject: dict[str, JsonValue]
    ) -> OutboxState | None:
        """Return how far a notice has come."""
        return self._states.get(outbox.key_of(event, audience, recipient, subject))


def _alerts(session: Session, known: _Known, until: datetime) -> Iterator[Gap]:
    """An open case's enterprise with an address is to be told, one called told was told."""
    found = session.execute(
        select(AwardCase, EnterpriseRecord.contact_email, EnterpriseRecord.updated_at)
        .join(EnterpriseRecord, EnterpriseRecord.uscc == AwardCase.uscc)
        .where(
            AwardCase.state.in_((CaseState.OPENED, CaseState.ENTERPRISE_NOTIFIED)),
            AwardCase.opened_at <= until,
        )
        .order_by(AwardCase.case_number)
    )
    for case, address, updated_at in found:
        to = (NoticeEvent.FILING_SEEN, Audience.ENTERPRISE, case.uscc)
        subject: dict[str, JsonValue] = {"case_id": case.id}
        if case.state is CaseState.ENTERPRISE_NOTIFIED:
            if known.state_of(*to, subject) is not OutboxState.ACCEPTED:
                yield Gap(GapKind.UNTOLD, *to, case.case_number, subject, case.id)
        elif address:
            kind = GapKind.REACHABLE if updated_at > case.opened_at else GapKind.MISSING
            yield from known.gap_of(Gap(kind, *to, case.case_number, subject, case.id))


def _releases(session: Session, known: _Known, readers: Readers, until: datetime) -> Iterator[Gap]:
    """Whoever released a case from the backlog did so before the reviewers' eyes."""
    found = session.execute(
        select(AuditEntry, AwardCase)
        .join(AwardCase, AwardCase.id == AuditEntry.case_id)
        .where(AuditEntry.event == "case.released", AuditEntry.at <= until)
        .order_by(AuditEntry.sequence)
    )
    for entry, case in found:
        why = _body(entry).get("why")
        subject: dict[str, JsonValue] = {"case_id": case.id, "by": entry.actor, "why": why}
        is_work = WAITS_FOR.get(case.state) in {Waits.REVIEWER, Waits.ENTERPRISE, Waits.APPROVER}
        for recipient in readers.reviewers:
            to = (NoticeEvent.CASE_WAITING, Audience.REVIEWERS, recipient)
            gap = Gap(GapKind.MISSING, *to, case.case_number, subject, case.id)
            if is_work and not _has(session, NoticeEvent.CASE_WAITING, case.id):
                yield from known.gap_of(gap)


def _digests(session: Session, known: _Known, readers: Readers, until: datetime) -> Iterator[Gap]:
    """What the audit trail calls a digest written is in the outbox."""
    written = {
        (str(_body(entry).get("attachment_id")), entry.evidence_sha256)
        for entry in session.scalars(
            select(AuditEntry).where(AuditEntry.event == "digest.written", AuditEntry.at <= until)
        )
    }
    told = {
        (str(subject.get("attachment_id")), subject.get("sha256"))
        for subject in session.scalars(
            select(OutboxMessage.subject).where(OutboxMessage.event == NoticeEvent.BATCH_DIGEST)
        )
        if isinstance(subject, dict)
    }
    for attachment_id, sha256 in sorted(written - told, key=str):
        version = session.get(AttachmentVersion, (attachment_id, sha256))
        if version is None:
            continue
        subject: dict[str, JsonValue] = {
            "attachment_id": attachment_id,
            "sha256": sha256,
            "read_at": version.read_at.isoformat(),
        }
        for recipient in readers.reviewers:
            to = (NoticeEvent.BATCH_DIGEST, Audience.REVIEWERS, recipient)
            yield from known.gap_of(Gap(GapKind.MISSING, *to, attachment_id, subject))


def _faults(session: Session, readers: Readers, until: datetime) -> Iterator[Gap]:
    """A spell of faults that operators were told of is in the outbox since it began."""
    spells = session.scalars(
        select(SourceHealth)
        .where(SourceHealth.spell_told_on.is_not(None), SourceHealth.spell_since <= until)
        .order_by(SourceHealth.source_key)
    )
    for spell in spells:
        if spell.spell_since is None or _is_fault_told(session, spell):
            continue
        subject: dict[str, JsonValue] = {
            "source_key": spell.source_key,
            "url": spell.spell_url,
            "verdict": spell.spell_verdict,
            "detail": spell.spell_detail,
            "remedy": spell.spell_remedy,
            "since": spell.spell_since.isoformat(),
            "at": spell.spell_since.isoformat(),
        }
        for recipient in readers.operators:
            to = (NoticeEvent.SOURCE_FAULT, Audience.OPERATORS, recipient)
            key = spell.source_key
            yield Gap(GapKind.MISSING, *to, key, subject, source_key=key)


def _is_fault_told(session: Session, spell: SourceHealth) -> bool:
    query = select(OutboxMessage.key).where(
        OutboxMessage.source_key == spell.source_key,
        OutboxMessage.event == NoticeEvent.SOURCE_FAULT,
        OutboxMessage.created_at >= spell.spell_since,
    )
    return session.scalar(query.limit(1)) is not None


def _abandoned(session: Session, at: datetime) -> Iterator[Gap]:
    left = session.scalars(
        select(OutboxMessage)
        .where(
            OutboxMessage.state == OutboxState.SENDING,
            OutboxMessage.lease_until <= at - ABANDONED_AFTER,
        )
        .order_by(OutboxMessage.created_at)
    )
    for message in left:
        about = message.source_key or message.key[:12]
        yield Gap(
            GapKind.ABANDONED,
            message.event,
            message.audience,
            message.recipient,
            about,
            message.subject,
            message.case_id,
            message.source_key,
        )


def _has(session: Session, event: NoticeEvent, case_id: str) -> bool:
    query = select(OutboxMessage.key).where(
        OutboxMessage.event == event, OutboxMessage.case_id == case_id
    )
    return session.scalar(query.limit(1)) is not None


def _body(entry: AuditEntry) -> dict[str, JsonValue]:
    body = json.loads(entry.body)
    return body if isinstance(body, dict) else {}
