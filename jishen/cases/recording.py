"""Recording what an attachment says: new rows, changed rows, rows that are gone."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.cases.entry_rows import (
    cells_of,
    changed_entry,
    is_read_by_person,
    new_entry,
    same_entry,
    write_entries,
)
from jishen.cases.repeats import changed_repeat, demote, mark_repeats, release_repeats
from jishen.domain.errors import HalfGone
from jishen.domain.filing_numbers import filing_key
from jishen.domain.filings import FilingRow
from jishen.store import audit
from jishen.store.audit import Actor
from jishen.store.doubts import entries_read_by_persons
from jishen.store.tables import Attachment, AttachmentVersion, FilingEntry

LARGEST_SHRINK = 0.2
"""A version that lacks more than this share of the last one's rows goes to a person (F42)."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What one version of an attachment brought."""

    new: int = 0
    changed: int = 0
    missing: int = 0
    repeated: int = 0
    """New rows that repeat an earlier list's: recorded, but no news and not among `new`."""


@dataclass(slots=True)
class _Difference:
    new: list[dict[str, object]] = field(default_factory=list)
    """The columns of each new entry: a batch brings hundreds, written in one statement."""
    changed: list[FilingEntry] = field(default_factory=list)
    missing: list[FilingEntry] = field(default_factory=list)
    rows: dict[str, FilingRow] = field(default_factory=dict)
    """The row of each new and each changed entry, by its id."""


def record_rows(  # noqa: PLR0913 (a version, when it came, and who took it)
    session: Session,
    attachment: Attachment,
    rows: Sequence[FilingRow],
    *,
    sha256: str,
    at: datetime,
    actor: Actor,
    is_confirmed: bool = False,
) -> Recorded:
    """Record one version of an attachment in the caller's transaction.

    The same bytes bring nothing, unless a person has confirmed them: then today's reading of them
    is recorded (`jishen replay`).

    Raises:
        HalfGone: more than a fifth of the last version's rows are gone and no person has confirmed
            that they are; nothing is changed.
    """
    if attachment.sha256 == sha256 and not is_confirmed:
        return Recorded()  # the same bytes under a new token
    known = {
        (entry.filing_key, entry.occurrence): entry
        for entry in session.scalars(
            select(FilingEntry).where(FilingEntry.attachment_id == attachment.id)
        )
    }
    is_history = attachment.is_baseline and _is_first_version(session, attachment, sha256)
    held = entries_read_by_persons(session, attachment.id)
    difference = _compare(attachment, rows, known, held, sha256=sha256, at=at)
    if not is_confirmed:
        _refuse_shrunk_list(attachment, difference.missing)
    for columns in difference.new:
        columns["is_baseline"] = is_history
    _write(session, attachment, difference, sha256=sha256, at=at)
    recorded = _count(difference)
    attachment.sha256, attachment.row_count = sha256, len(rows)
    _record_version(session, attachment, recorded, at=at, is_news=not is_history)
    _audit(session, attachment, recorded, actor, at=at, is_news=not is_history)
    return recorded


def _is_first_version(session: Session, attachment: Attachment, sha256: str) -> bool:
    """Tell whether these bytes are the first ever read of an attachment, now or again."""
    if attachment.sha256 is None:
        return True
    if attachment.sha256 != sha256:
        return False
    others = select(AttachmentVersion.sha256).where(
        AttachmentVersion.attachment_id == attachment.id, AttachmentVersion.sha256 != sha256
    )
    return session.scalar(others.limit(1)) is None


def _count(difference: _Difference) -> Recorded:
    repeated = sum(columns["repeats_entry_id"] is not None for columns in difference.new)
    return Recorded(
        new=len(difference.new) - repeated,
        changed=len(difference.changed),
        missing=len(difference.missing),
        repeated=repeated,
    )


def _compare(
    attachment: Attachment,
    rows: Sequence[FilingRow],
    known: dict[tuple[str, int], FilingEntry],
    held: frozenset[str],
    *,
    sha256: str,
    at: datetime,
) -> _Difference:
    difference = _Difference()
    seen: Counter[str] = Counter()
    for row in rows:
        key = filing_key(row.filing_number)
        seen[key] += 1
        entry = known.get((key, seen[key]))
        if entry is None:
            columns = new_entry(attachment, row, key, seen[key], sha256, at)
            difference.new.append(columns)
            difference.rows[str(columns["id"])] = row
        elif cells_of(entry) != cells_of(row):
            difference.changed.append(changed_entry(entry, row, sha256))
            difference.rows[entry.id] = row
        else:
            same_entry(entry, row)
    unseen = [entry for (key, n), entry in known.items() if n > seen[key]]
    difference.missing = [
        entry
        for entry in unseen
        if entry.id not in held and entry.missing_since is None  # gone before is no news
    ]
    for entry in unseen:
        if entry.id in held:
            entry.missing_since = None
    return difference


def _refuse_shrunk_list(attachment: Attachment, missing: list[FilingEntry]) -> None:
    # Rows that persons read are not among those the last version's count is of.
    gone = sum(not is_read_by_person(entry) for entry in missing)
    if gone > LARGEST_SHRINK * attachment.row_count:
        message = (
            f"附件“{attachment.label}”原有 {attachment.row_count} 行，"
            f"新版缺少其中 {gone} 行，超过五分之一，未采用"
        )
        raise HalfGone(message)


def _write(
    session: Session,
    attachment: Attachment,
    difference: _Difference,
    *,
    sha256: str,
    at: datetime,
) -> None:
    for entry in difference.changed:
        if entry.repeats_entry_id is not None:
            changed_repeat(session, entry, difference.rows[entry.id])
    demoted = mark_repeats(session, attachment, difference.new, difference.rows)
    for entry in difference.missing:
        entry.missing_since = at
    release_repeats(session, [entry.id for entry in difference.missing])
    write_entries(session, difference.new, difference.changed, sha256=sha256, at=at)
    demote(session, demoted)


def _record_version(
    session: Session, attachment: Attachment, recorded: Recorded, *, at: datetime, is_news: bool
) -> None:
    sha256 = attachment.sha256
    version = session.get(AttachmentVersion, (attachment.id, sha256))
    if version is None:
        version = AttachmentVersion(attachment_id=attachment.id, sha256=sha256, digest_due=False)
        session.add(version)
    version.read_at = at
    version.row_count = attachment.row_count
    version.new_rows, version.changed_rows = recorded.new, recorded.changed
    version.missing_rows, version.repeated_rows = recorded.missing, recorded.repeated
    if is_news and (recorded.new or recorded.changed or recorded.missing):
        version.digest_due = True


def _audit(
    session: Session,
    attachment: Attachment,
    recorded: Recorded,
    actor: Actor,
    *,
    at: datetime,
    is_news: bool,
) -> None:
    audit.append(
        session,
        at=at,
        actor=actor,
        event="attachment.recorded",
        evidence_sha256=attachment.sha256,
        body={
            "attachment_id": attachment.id,
            "label": attachment.label,
            "rows": attachment.row_count,
            "new": recorded.new,
            "changed": recorded.changed,
            "missing": recorded.missing,
            "repeated": recorded.repeated,
            "baseline": not is_news,
        },
    )
