"""What changed between the versions of a list: rows added, back, gone, and cells that differ."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from jishen.store.tables import (
    Attachment,
    AttachmentVersion,
    Disappearance,
    EntryVersion,
    FilingEntry,
)
from jishen.store.tables.base import JsonValue


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell that reads differently; `field` is our name of the column."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that was printed before and reads differently."""

    entry: FilingEntry
    cells: tuple[CellChange, ...]


@dataclass(frozen=True, slots=True)
class VersionChanges:
    """What one version of a list brought; the first one is not told row by row."""

    version: AttachmentVersion
    is_first: bool
    added: tuple[FilingEntry, ...]
    back: tuple[FilingEntry, ...]
    gone: tuple[FilingEntry, ...]
    changed: tuple[RowChange, ...]


def list_changes(
    session: Session, attachment_id: str, limit: int = 30
) -> tuple[Attachment, list[VersionChanges]] | None:
    """Return a list and what its versions brought, newest first; None for a list not known."""
    attachment = session.get(Attachment, attachment_id)
    if attachment is None:
        return None
    versions = session.scalars(
        select(AttachmentVersion)
        .where(AttachmentVersion.attachment_id == attachment_id)
        .order_by(AttachmentVersion.read_at.desc())
        .limit(limit + 1)
    ).all()
    return attachment, [
        _changes(session, version, is_first=place == len(versions) - 1 and place < limit)
        for place, version in enumerate(versions[:limit])
    ]


def lists_named(session: Session, named: str, limit: int = 20) -> list[Attachment]:
    """Return the lists with this id or with this text in their label, newest first."""
    return list(
        session.scalars(
            select(Attachment)
            .where(or_(Attachment.id == named, Attachment.label.contains(named, autoescape=True)))
            .order_by(Attachment.announced_on.desc(), Attachment.id)
            .limit(limit)
        )
    )


def _changes(session: Session, version: AttachmentVersion, *, is_first: bool) -> VersionChanges:
    if is_first:
        return VersionChanges(version, is_first, (), (), (), ())
    key, at = version.attachment_id, version.read_at
    in_list = FilingEntry.attachment_id == key
    left = select(Disappearance.entry_id).where(
        Disappearance.attachment_id == key, Disappearance.gone_at == at
    )
    came_back = select(Disappearance.entry_id).where(
        Disappearance.attachment_id == key,
        Disappearance.closed_at == at,
        Disappearance.closed_by == "",
    )
    query = select(FilingEntry).where(in_list).order_by(FilingEntry.row_number)
    return VersionChanges(
        version,
        is_first,
        added=tuple(session.scalars(query.where(FilingEntry.first_seen_at == at))),
        back=tuple(session.scalars(query.where(FilingEntry.id.in_(came_back)))),
        gone=tuple(
            session.scalars(
                query.where(or_(FilingEntry.id.in_(left), FilingEntry.missing_since == at))
            )
        ),
        changed=_changed_rows(session, key, at),
    )


def _changed_rows(session: Session, attachment_id: str, at: datetime) -> tuple[RowChange, ...]:
    before = aliased(EntryVersion)
    found = session.execute(
        select(FilingEntry, before.cells, EntryVersion.cells)
        .join(EntryVersion, EntryVersion.entry_id == FilingEntry.id)
        .join(
            before,
            (before.entry_id == EntryVersion.entry_id)
            & (before.version == EntryVersion.version - 1),
        )
        .where(FilingEntry.attachment_id == attachment_id, EntryVersion.recorded_at == at)
        .order_by(FilingEntry.row_number)
    )
    return tuple(RowChange(entry, _cells(old, new)) for entry, old, new in found)


def _cells(before: JsonValue, after: JsonValue) -> tuple[CellChange, ...]:
    if not isinstance(before, dict) or not isinstance(after, dict):
        return ()
    return tuple(
        CellChange(name, str(before.get(name, "")), str(after.get(name, "")))
        for name in dict.fromkeys((*after, *before))
        if before.get(name, "") != after.get(name, "")
    )
