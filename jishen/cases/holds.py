"""Lists that changed too much to be taken without a person: held, released, refused, ended."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from jishen.cases.entry_rows import cells_of
from jishen.cases.reading import record_reading
from jishen.cases.recording import LARGEST_SHRINK, Recorded
from jishen.cases.troubles import Trouble, put_recovery, put_trouble
from jishen.domain.filing_numbers import filing_key
from jishen.domain.filings import AttachmentReading, FilingRow
from jishen.domain.watch_faults import HoldFault
from jishen.store import audit
from jishen.store.audit import Actor
from jishen.store.holds import holds_of, live_hold, live_holds, present_keys
from jishen.store.looking import FetchFacts
from jishen.store.tables import Attachment, HeldList
from jishen.store.tables.base import JsonValue, canonical_json
from jishen.store.tables.watching import HoldState

TRIPLED = 3
"""A version with so many times the rows of the last one goes to a person."""
WORK = "held"
"""Stands before the source's key in the alarms."""
_REMEDY = (
    "新版未登记，现有数据不变，其间不立案。请打开原件与公告页面核对，再运行 jishen holds show 编号 "
    "查看差异，属实的用 jishen holds release、有误的用 jishen holds refuse 处理。"
)
_BY_ITSELF = Actor("自动巡查")


@dataclass(frozen=True, slots=True)
class Measure:
    """How a version compares with what is recorded of its list."""

    before: int
    now: int
    missing: int
    new: int

    @property
    def doubt(self) -> str:
        """Why a person must look first, in words; empty when nobody need."""
        if self.missing > LARGEST_SHRINK * self.before:
            return f"原有 {self.before} 行，新版缺少其中 {self.missing} 行，超过五分之一"
        if self.before and self.now >= TRIPLED * self.before:
            return f"原有 {self.before} 行，新版有 {self.now} 行，达到三倍"
        return ""


@dataclass(frozen=True, slots=True)
class Settlement:
    """Who settles a held list, when, and why."""

    by: str
    at: datetime
    why: str


def measure(session: Session, attachment: Attachment, rows: Sequence[FilingRow]) -> Measure:
    """Compare what a version says with the rows recorded of its list."""
    known = present_keys(session, attachment.id)
    said = Counter(map(key_of, rows))
    return Measure(
        before=attachment.row_count,
        now=len(rows),
        missing=(known - said).total(),
        new=(said - known).total(),
    )


def key_of(row: FilingRow) -> str:
    """Return what makes a row of two versions the same row."""
    return filing_key(row.filing_number)


def digest_of(rows: Sequence[FilingRow]) -> str:
    """Return the digest of what rows say: other bytes that say the same have the same one."""
    said: JsonValue = [[row.list_kind.value, *cells_of(row).values()] for row in rows]
    return hashlib.sha256(canonical_json(said).encode()).hexdigest()


def is_held(
    session: Session,
    attachment: Attachment,
    rows: Sequence[FilingRow],
    facts: FetchFacts,
    *,
    actor: Actor,
    operators: Sequence[str],
) -> bool:
    """Tell whether a version waits for a person, or was refused by one; hold it if it must.

    A live hold of other content ends: the site went back, or on, by itself.
    """
    if attachment.sha256 is None:
        return False
    digest = digest_of(rows)
    live = live_hold(session, attachment.id)
    if live is not None and live.rows_digest == digest:
        return True
    found = measure(session, attachment, rows)
    if live is not None:
        said = "网站内容已不同于留置的版本" if found.doubt else "网站内容已恢复正常，按现有内容登记"
        _settle(session, live, HoldState.ENDED, _BY_ITSELF, Settlement("", facts.at, said))
        tell_of_source(session, attachment.source_key, operators, facts.at)
    if not found.doubt:
        return False
    if _was_refused(session, attachment, digest):
        return True
    held = _hold(session, attachment, found, digest, facts)
    _audit(session, held, "list.held", actor, facts.at)
    tell_of_source(session, attachment.source_key, operators, facts.at)
    return True


def _hold(
    session: Session, attachment: Attachment, found: Measure, digest: str, facts: FetchFacts
) -> HeldList:
    held = HeldList(
        attachment_id=attachment.id,
        source_key=attachment.source_key,
        sha256=facts.sha256 or "",
        rows_digest=digest,
        rows_before=found.before,
        rows_now=found.now,
        rows_missing=found.missing,
        rows_new=found.new,
        reason=found.doubt,
        held_at=facts.at,
        state=HoldState.HELD,
    )
    session.add(held)
    session.flush()
    return held


def _was_refused(session: Session, attachment: Attachment, digest: str) -> bool:
    """Tell whether a person refused this content and nothing else was recorded since."""
    newest = next(iter(holds_of(session, attachment.id)), None)
    return newest is not None and newest.state is HoldState.REFUSED and newest.rows_digest == digest


def release(
    session: Session, hold_id: int, reading: AttachmentReading, settlement: Settlement
) -> tuple[Attachment, Recorded]:
    """Record a held version as if it had been taken when it came; return what it brought.

    Raises:
        HoldFault: there is no such hold, it is settled, or its bytes read differently today.
    """
    held, attachment = _to_settle(session, hold_id, settlement)
    if digest_of(reading.rows) != held.rows_digest:
        message = f"留置 {hold_id} 的原件按现行规则读出的内容与留置时不同"
        raise HoldFault(message)
    actor = Actor(settlement.by, is_person=True)
    _settle(session, held, HoldState.RELEASED, actor, settlement)
    recorded = record_reading(
        session,
        attachment,
        reading,
        sha256=held.sha256,
        at=held.held_at,
        actor=actor,
        is_confirmed=True,
    )
    return attachment, recorded


def refuse(session: Session, hold_id: int, settlement: Settlement) -> Attachment:
    """Refuse a held version: what is recorded stays, and the same content is not held again.

    Raises:
        HoldFault: there is no such hold, or it is settled.
    """
    held, attachment = _to_settle(session, hold_id, settlement)
    actor = Actor(settlement.by, is_person=True)
    _settle(session, held, HoldState.REFUSED, actor, settlement)
    return attachment


def tell_of_source(
    session: Session, source_key: str, operators: Sequence[str], at: datetime
) -> None:
    """Tell the operators which lists of a source are held, or that none is any more."""
    live = live_holds(session, source_key)
    work = f"{WORK}.{source_key}"
    if not live:
        put_recovery(session, operators, work, at)
        return
    trouble = Trouble(
        work=work,
        subject=live[0][1].url,
        verdict="list-held",
        detail="；".join(
            f"留置 {held.id}：清单“{attachment.label}”{held.reason}，未登记"
            for held, attachment in live
        ),
        remedy=_REMEDY,
    )
    put_trouble(session, operators, trouble, at)


def _to_settle(
    session: Session, hold_id: int, settlement: Settlement
) -> tuple[HeldList, Attachment]:
    held = session.get(HeldList, hold_id, with_for_update=True)
    if held is None:
        message = f"没有编号为 {hold_id} 的留置"
        raise HoldFault(message)
    if held.state is not HoldState.HELD:
        message = f"留置 {hold_id} 已于 {held.settled_at:%Y-%m-%d %H:%M} UTC 处理"
        raise HoldFault(message)
    if not settlement.by.strip() or not settlement.why.strip():
        message = "处理留置须写明办理人和理由"
        raise HoldFault(message)
    return held, session.get_one(Attachment, held.attachment_id, with_for_update=True)


def _settle(
    session: Session, held: HeldList, state: HoldState, actor: Actor, settlement: Settlement
) -> None:
    held.state, held.settled_at = state, settlement.at
    held.settled_by, held.why = settlement.by, settlement.why
    session.flush()
    _audit(session, held, f"list.{state.value}", actor, settlement.at)


def _audit(session: Session, held: HeldList, event: str, actor: Actor, at: datetime) -> None:
    audit.append(
        session,
        at=at,
        actor=actor,
        event=event,
        evidence_sha256=held.sha256,
        body={
            "hold": held.id,
            "attachment_id": held.attachment_id,
            "before": held.rows_before,
            "now": held.rows_now,
            "missing": held.rows_missing,
            "new": held.rows_new,
            "why": held.why or held.reason,
        },
    )
