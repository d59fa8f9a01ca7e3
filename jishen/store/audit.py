"""The audit trail: append to the hash chain, walk it, find the first entry that does not fit."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from jishen.store.rows import insert_rows
from jishen.store.tables import AuditEntry
from jishen.store.tables.base import JsonValue, canonical_json

FIRST_PREVIOUS_HASH = "0" * 64
_POSTGRESQL_LOCK = 0x4A69_5368_656E  # one chain, one writer at a time


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acted: a named person, or a named automatic run."""

    name: str
    is_person: bool = False

    @property
    def kind(self) -> str:
        """The word stored with the entry."""
        return "person" if self.is_person else "machine"


@dataclass(frozen=True, slots=True)
class AuditFault:
    """The first entry that does not fit the chain, and why."""

    sequence: int
    what: str


def append(  # noqa: PLR0913 (an audit entry has these parts; they are all keyword-only)
    session: Session,
    *,
    at: datetime,
    actor: Actor,
    event: str,
    body: JsonValue,
    case_id: str | None = None,
    evidence_sha256: str | None = None,
) -> AuditEntry:
    """Append one entry to the chain, in the transaction of the act it records."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(_LOCK, {"key": _POSTGRESQL_LOCK})
    last = connection.execute(_LAST).first()
    entry = AuditEntry(
        sequence=last.sequence + 1 if last else 1,
        at=at,
        actor=actor.name,
        actor_kind=actor.kind,
        event=event,
        case_id=case_id,
        body=canonical_json(body),
        evidence_sha256=evidence_sha256,
        previous_hash=last.hash if last else FIRST_PREVIOUS_HASH,
    )
    entry.hash = hash_of(entry)
    insert_rows(session, [entry])
    return entry


_LOCK = select(func.pg_advisory_xact_lock(bindparam("key")))
_LAST = select(AuditEntry.sequence, AuditEntry.hash).order_by(AuditEntry.sequence.desc()).limit(1)


def hash_of(entry: AuditEntry) -> str:
    """Return the SHA-256 over everything an entry says, and over the entry before."""
    said: JsonValue = {
        "sequence": entry.sequence,
        "at": entry.at.timestamp().hex(),
        "actor": entry.actor,
        "actor_kind": entry.actor_kind,
        "event": entry.event,
        "case_id": entry.case_id,
        "body": entry.body,
        "evidence_sha256": entry.evidence_sha256,
        "previous_hash": entry.previous_hash,
    }
    return hashlib.sha256(canonical_json(said).encode()).hexdigest()


def verify(session: Session) -> AuditFault | None:
    """Walk the whole chain; return the first entry that does not fit, or None."""
    previous_hash = FIRST_PREVIOUS_HASH
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.sequence)).yield_per(1000)
    for sequence, entry in enumerate(entries, start=1):
        if entry.sequence != sequence:
            return AuditFault(sequence, "缺少本条记录（记录被删除或序号被改动）")
        if entry.previous_hash != previous_hash:
            return AuditFault(sequence, "与上一条记录的哈希不衔接（记录被插入、调换或改写）")
        if entry.hash != hash_of(entry):
            return AuditFault(sequence, "内容与哈希不符（记录被改写）")
        previous_hash = entry.hash
    return None


def last_of(session: Session, case_id: str) -> int:
    """Return the sequence number of a case's newest entry, 0 when it has none."""
    newest = session.connection().scalar(_LAST_OF, {"case_id": case_id})
    return newest or 0


_LAST_OF = select(func.max(AuditEntry.sequence)).where(AuditEntry.case_id == bindparam("case_id"))


def trail_of(session: Session, case_id: str) -> list[AuditEntry]:
    """Return a case's entries in order."""
    return list(
        session.scalars(
            select(AuditEntry).where(AuditEntry.case_id == case_id).order_by(AuditEntry.sequence)
        )
    )
