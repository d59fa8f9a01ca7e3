"""Rows as entries: the columns of a new one, the next version of a changed one, writing them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from jishen.domain.filings import INFORMING_FLAGS, FilingRow, RowFlag
from jishen.matching.names import bare_key, canonical_key, name_key
from jishen.store.announcements import derived_id
from jishen.store.rows import insert_columns
from jishen.store.tables import Attachment, EntryVersion, FilingEntry
from jishen.store.tables.base import JsonValue

_CELLS = (
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
OF_RECORDING = frozenset({RowFlag.REPEAT_DIFFERS, RowFlag.NUMBER_OF_ANOTHER})
"""Flags that come of the comparison with other lists, not of the row itself; their note is last."""
_CELLS_THAT_NAME_THE_FILER = ("filer_name", "filing_number", "remarks")


def new_entry(
    attachment: Attachment, row: FilingRow, key: str, occurrence: int, sha256: str, at: datetime
) -> dict[str, object]:
    """Return the columns of an entry that this row is the first print of."""
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
        repeats_entry_id=None,
        version=1,
        first_sha256=sha256,
        attachment_sha256=sha256,
        is_baseline=attachment.is_baseline and attachment.sha256 is None,  # unless told better
        first_seen_at=at,
        missing_since=None,
        needs_match=True,
        **cells_of(row),
    )


def changed_entry(entry: FilingEntry, row: FilingRow, sha256: str) -> FilingEntry:
    """Bring an entry to what its row says now, as its next version; return it."""
    before, after = cells_of(entry), cells_of(row)
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


def same_entry(entry: FilingEntry, row: FilingRow) -> None:
    """Note that an entry is printed as before; what the reader says of the row may have changed."""
    entry.row_number = row.row_number  # a renumbered row is no news (F37)
    entry.missing_since = None
    known = entry.flags if isinstance(entry.flags, list) else []
    if [flag for flag in known if flag not in OF_RECORDING] == list(row.flags):
        return
    before = doubtful_flags(known) - OF_RECORDING
    if before != doubtful_flags(list(row.flags)) and entry.repeats_entry_id is None:
        entry.needs_match = True
    notes = entry.reading_notes if isinstance(entry.reading_notes, list) else []
    differing = [flag for flag in known if flag in OF_RECORDING]
    entry.flags = [*row.flags, *differing]
    kept = notes[-1:] if RowFlag.REPEAT_DIFFERS in differing else ()
    entry.reading_notes = [*row.reading_notes, *kept]


def is_read_by_person(entry: FilingEntry) -> bool:
    """Tell whether a person read the row where the program could not."""
    return isinstance(entry.flags, list) and RowFlag.READ_BY_PERSON in entry.flags


def doubtful_flags(flags: JsonValue) -> set[RowFlag]:
    """Return those of a row's flags that put the row itself in doubt."""
    said = flags if isinstance(flags, list) else []
    return {RowFlag(str(flag)) for flag in said} - INFORMING_FLAGS


def cells_of(row: FilingRow | FilingEntry) -> dict[str, str]:
    """Return what is printed, by field."""
    return {name: getattr(row, name) for name in _CELLS}


def _keys_of(filer_name: str) -> dict[str, str]:
    return {
        "filer_key": name_key(filer_name),
        "filer_canonical_key": canonical_key(filer_name),
        "filer_bare_key": bare_key(filer_name),
    }


def write_entries(
    session: Session,
    new: Sequence[Mapping[str, object]],
    changed: Sequence[FilingEntry],
    *,
    sha256: str,
    at: datetime,
) -> None:
    """Write new entries, and a version of each new or changed one, in the caller's transaction."""
    session.flush()
    insert_columns(session, FilingEntry, new)
    versions = [
        {
            "entry_id": entry["id"],
            "version": entry["version"],
            "row_number": entry["row_number"],
            "attachment_sha256": sha256,
            "cells": {name: entry[name] for name in _CELLS},
            "recorded_at": at,
        }
        for entry in (*new, *map(_columns_of, changed))
    ]
    insert_columns(session, EntryVersion, versions)


def _columns_of(entry: FilingEntry) -> dict[str, object]:
    return {name: getattr(entry, name) for name in ("id", "version", "row_number", *_CELLS)}
