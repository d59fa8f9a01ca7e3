"""Reading again what is kept: what today's readers make of it, and taking that over by a person."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.cases.entry_rows import OF_RECORDING, cells_of
from jishen.cases.reading import record_reading
from jishen.cases.recording import Recorded
from jishen.cases.repeats import CELL_WORDS, without_contradictions
from jishen.domain.filing_numbers import filing_key
from jishen.domain.filings import AttachmentReading, FilingRow
from jishen.store import audit
from jishen.store.audit import Actor
from jishen.store.doubts import entries_read_by_persons
from jishen.store.kept import Kept, cells_read_from
from jishen.store.tables import Attachment, FilingEntry, ReadingDoubt


@dataclass(frozen=True, slots=True)
class Reread:
    """What today's readers make of kept bytes, against what is recorded of them."""

    kept: Kept
    fault: str = ""
    """Why they cannot be read; empty when they can."""
    rows: int = 0
    new: tuple[str, ...] = ()
    """Rows that are not recorded, in words."""
    changed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    """Rows that are recorded and not read any more."""
    reflagged: tuple[str, ...] = ()
    doubts_new: int = 0
    doubts_gone: int = 0

    @property
    def is_same(self) -> bool:
        """Nothing reads differently."""
        differing = (self.new, self.changed, self.missing, self.reflagged)
        return not (self.fault or any(differing) or self.doubts_new or self.doubts_gone)

    @property
    def can_be_applied(self) -> bool:
        """Taking it over would change what is recorded: a superseded version is only reported."""
        is_newest = self.kept.is_current or not self.kept.was_read
        return is_newest and not self.fault and not self.is_same


@dataclass(slots=True)
class _Found:
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    reflagged: list[str] = field(default_factory=list)


def compare(session: Session, kept: Kept, reading: AttachmentReading) -> Reread:
    """Return how today's reading differs from what is recorded; nothing is written."""
    if kept.was_read and not kept.is_current:
        return _compare_superseded(session, kept, reading.rows)
    attachment = session.get_one(Attachment, kept.attachment_id)
    rows, contradicted = without_contradictions(session, attachment, reading.rows)
    found = _compare_rows(session, attachment, rows)
    doubted = {
        (str(doubt.cells), doubt.reason)
        for doubt in session.scalars(
            select(ReadingDoubt).where(
                ReadingDoubt.attachment_id == attachment.id, ReadingDoubt.gone_at.is_(None)
            )
        )
    }
    said = {(str(list(d.cells)), d.reason) for d in (*reading.doubts, *contradicted)}
    return Reread(
        kept,
        rows=len(rows),
        new=tuple(found.new),
        changed=tuple(found.changed),
        missing=tuple(found.missing),
        reflagged=tuple(found.reflagged),
        doubts_new=len(said - doubted),
        doubts_gone=len(doubted - said),
    )


def apply_reading(
    session: Session, kept: Kept, reading: AttachmentReading, *, by: str, at: datetime
) -> Recorded:
    """Record today's reading of kept bytes, in the caller's transaction, as that person's act."""
    actor = Actor(by, is_person=True)
    attachment = session.get_one(Attachment, kept.attachment_id, with_for_update=True)
    recorded = record_reading(
        session,
        attachment,
        reading,
        sha256=kept.sha256,
        at=at,
        actor=actor,
        is_confirmed=True,
    )
    audit.append(
        session,
        at=at,
        actor=actor,
        event="reading.replayed",
        evidence_sha256=kept.sha256,
        body={
            "attachment_id": attachment.id,
            "label": attachment.label,
            "new": recorded.new,
            "changed": recorded.changed,
            "missing": recorded.missing,
            "repeated": recorded.repeated,
        },
    )
    return recorded


def _compare_rows(session: Session, attachment: Attachment, rows: Sequence[FilingRow]) -> _Found:
    known = {
        (entry.filing_key, entry.occurrence): entry
        for entry in session.scalars(
            select(FilingEntry).where(
                FilingEntry.attachment_id == attachment.id, FilingEntry.missing_since.is_(None)
            )
        )
    }
    by_persons = entries_read_by_persons(session, attachment.id)
    found, seen = _Found(), Counter[str]()
    for row in rows:
        key = filing_key(row.filing_number)
        seen[key] += 1
        entry = known.pop((key, seen[key]), None)
        if entry is None:
            found.new.append(_named(row))
        elif cells_of(entry) != cells_of(row):
            found.changed.append(f"{_named(row)}：{_differing(cells_of(entry), cells_of(row))}")
        elif _flags_of(entry) != [flag.value for flag in row.flags]:
            found.reflagged.append(_named(row))
    found.missing += [_named(e) for e in known.values() if e.id not in by_persons]
    return found


def _compare_superseded(session: Session, kept: Kept, rows: Sequence[FilingRow]) -> Reread:
    """Compare the rows whose content came with an older version with today's reading of it."""
    seen: Counter[str] = Counter()
    today: dict[tuple[str, int], FilingRow] = {}
    for row in rows:
        key = filing_key(row.filing_number)
        seen[key] += 1
        today[key, seen[key]] = row
    changed, missing = [], []
    for key, occurrence, cells in cells_read_from(session, kept.attachment_id, kept.sha256):
        now = today.get((key, occurrence))
        if now is None:
            missing.append(f"{cells.get('filer_name', '')}　{cells.get('filing_number', '')}")
        elif cells != cells_of(now):
            changed.append(f"{_named(now)}：{_differing(cells, cells_of(now))}")
    return Reread(kept, rows=len(rows), changed=tuple(changed), missing=tuple(missing))


def _flags_of(entry: FilingEntry) -> list[str]:
    flags = entry.flags if isinstance(entry.flags, list) else []
    return [str(flag) for flag in flags if flag not in OF_RECORDING]


def _named(row: FilingRow | FilingEntry) -> str:
    return f"{row.filer_name or '（单位为空）'}　{row.filing_number or '（编号为空）'}"


def _differing(before: dict[str, str], after: dict[str, str]) -> str:
    return "；".join(
        f"{words}“{before.get(name, '')}”→“{after[name]}”"
        for name, words in CELL_WORDS.items()
        if before.get(name, "") != after[name]
    )
