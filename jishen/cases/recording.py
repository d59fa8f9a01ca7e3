"""Recording what an attachment says: new rows, changed rows, rows that are gone."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.domain.errors import HalfGone
from jishen.domain.filing_numbers import filing_key
from jishen.domain.filings import FilingRow
from jishen.matching.names import bare_key, canonical_key, name_key
from jishen.store import audit
from jishen.store.announcements import derived_id
from jishen.store.audit import Actor
from jishen.store.rows import insert_columns
from jishen.store.tables import Attachment, AttachmentVersion, EntryVersion, FilingEntry

LARGEST_SHRINK = 0.2
"""A version that lacks more than this share of the last one's rows goes to a person (F42)."""

CELLS = (
    "title",
    "category_or_role",
    "filer_name",
    "products",
    "purpose",
    "filing_number",
    "remarks",
    "jurisdiction",
    "filed_on_printed",
)
_CELLS_THAT_NAME_THE_FILER = ("filer_name", "filing_number", "remarks")


@dataclass(frozen=True, slots=True)
class Recorded:
    """What one version of an attachment brought."""

    new: int = 0
    changed: int = 0
    missing: int = 0


@dataclass(slots=True)
class _Difference:
    new: list[dict[str, object]] = field(default_factory=list)
    """The columns of each new entry: a batch brings hundreds, written in one statement."""
    changed: list[FilingEntry] = field(default_factory=list)
    missing: list[FilingEntry] = field(default_factory=list)


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

    Raises:
        HalfGone: more than a fifth of the last version's rows are gone and no person has confirmed
            that they are; nothing is changed.
    """
    if attachment.sha256 == sha256:
        return Recorded()  # the same bytes under a new token
    known = {
        (entry.filing_key, entry.occurrence): entry
        for entry in session.scalars(
            select(FilingEntry).where(FilingEntry.attachment_id == attachment.id)
        )
    }
    is_first_read = attachment.sha256 is None
    difference = _compare(attachment, rows, known, sha256=sha256, at=at)
    if not is_confirmed:
        _refuse_shrunk_list(attachment, difference.missing)
    _write(session, difference, sha256=sha256, at=at)
    recorded = Recorded(len(difference.new), len(difference.changed), len(difference.missing))
    attachment.sha256, attachment.row_count = sha256, len(rows)
    is_news = not (attachment.is_baseline and is_first_read)
    _record_version(session, attachment, recorded, at=at, is_news=is_news)
    _audit(session, attachment, recorded, actor, at=at, is_news=is_news)
    return recorded


def _compare(
    attachment: Attachment,
    rows: Sequence[FilingRow],
    known: dict[tuple[str, int], FilingEntry],
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
            difference.new.append(_new_entry(attachment, row, key, seen[key], sha256, at))
        elif _cells_of(entry) != _cells_of(row):
            difference.changed.append(_changed_entry(entry, row, sha256))
        else:
            entry.row_number = row.row_number  # a renumbered row is no news (F37)
            entry.missing_since = None
    difference.missing = [
        entry
        for (key, occurrence), entry in known.items()
        if occurrence > seen[key] and entry.missing_since is None  # gone before is no news
    ]
    return difference


def _new_entry(
    attachment: Attachment, row: FilingRow, key: str, occurrence: int, sha256: str, at: datetime
) -> dict[str, object]:
    return dict(
        id=derived_id(attachment.id, key, occurrence),
        attachment_id=attachment.id,
        list_kind=row.list_kind,
        filing_key=key,
        occurrence=occurrence,
        row_number=row.row_number,
        **_keys_of(row.filer_name),
        flags=list(row.flags),
        filed_on=row.filed_on,
        reading_notes=list(row.reading_notes),
        version=1,
        first_sha256=sha256,
        attachment_sha256=sha256,
        is_baseline=attachment.is_baseline and attachment.sha256 is None,
        first_seen_at=at,
        missing_since=None,
        needs_match=True,
        **_cells_of(row),
    )


def _changed_entry(entry: FilingEntry, row: FilingRow, sha256: str) -> FilingEntry:
    before, after = _cells_of(entry), _cells_of(row)
    for name, value in after.items():
        setattr(entry, name, value)
    entry.row_number = row.row_number
    for name, value in _keys_of(row.filer_name).items():
        setattr(entry, name, value)
    entry.flags = list(row.flags)
    entry.filed_on = row.filed_on
    entry.reading_notes = list(row.reading_notes)
    entry.version += 1
    entry.attachment_sha256 = sha256
    entry.missing_since = None
    if any(before[name] != after[name] for name in _CELLS_THAT_NAME_THE_FILER):
        entry.needs_match = True
    return entry


def _cells_of(row: FilingRow | FilingEntry) -> dict[str, str]:
    return {name: getattr(row, name) for name in CELLS}


def _keys_of(filer_name: str) -> dict[str, str]:
    return {
        "filer_key": name_key(filer_name),
        "filer_canonical_key": canonical_key(filer_name),
        "filer_bare_key": bare_key(filer_name),
    }


def _refuse_shrunk_list(attachment: Attachment, missing: list[FilingEntry]) -> None:
    if len(missing) > LARGEST_SHRINK * attachment.row_count:
        message = (
            f"附件“{attachment.label}”原有 {attachment.row_count} 行，"
            f"新版缺少其中 {len(missing)} 行，超过五分之一，未采用"
        )
        raise HalfGone(message)


def _write(session: Session, difference: _Difference, *, sha256: str, at: datetime) -> None:
    for entry in difference.missing:
        entry.missing_since = at
    session.flush()
    insert_columns(session, FilingEntry, difference.new)
    versions = [
        {
            "entry_id": entry["id"],
            "version": entry["version"],
            "row_number": entry["row_number"],
            "attachment_sha256": sha256,
            "cells": {name: entry[name] for name in CELLS},
            "recorded_at": at,
        }
        for entry in (*difference.new, *map(_columns_of, difference.changed))
    ]
    insert_columns(session, EntryVersion, versions)


def _columns_of(entry: FilingEntry) -> dict[str, object]:
    return {name: getattr(entry, name) for name in ("id", "version", "row_number", *CELLS)}


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
    version.missing_rows = recorded.missing
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
            "baseline": not is_news,
        },
    )
