"""What is kept and can be read again: versions of lists, and files that no reader could read."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jishen.store.tables import Attachment, AttachmentVersion, EntryVersion, Fetch, FilingEntry


@dataclass(frozen=True, slots=True)
class Kept:
    """Bytes of a list: a version that was read, or the newest answer that could not be."""

    attachment_id: str
    label: str
    source_key: str
    sha256: str
    is_current: bool
    """What is recorded of the list was read from these bytes."""
    was_read: bool


def kept_lists(session: Session, source_key: str | None) -> list[Kept]:
    """Return everything kept of the lists, by source and list, oldest version first."""
    query = select(Attachment).order_by(Attachment.source_key, Attachment.announced_on)
    if source_key is not None:
        query = query.where(Attachment.source_key == source_key)
    found: list[Kept] = []
    for attachment in session.scalars(query.order_by(Attachment.id)):
        read = session.scalars(
            select(AttachmentVersion.sha256)
            .where(AttachmentVersion.attachment_id == attachment.id)
            .order_by(AttachmentVersion.read_at)
        ).all()
        found += [_kept(attachment, sha256, was_read=True) for sha256 in read]
        newest = session.scalar(
            select(Fetch)
            .where(
                Fetch.url == attachment.url,
                Fetch.source_key == attachment.source_key,
                Fetch.sha256.is_not(None),
            )
            .order_by(Fetch.id.desc())
            .limit(1)
        )
        if newest is not None and newest.sha256 is not None and newest.sha256 not in read:
            found.append(_kept(attachment, newest.sha256, was_read=False))
    return found


def cells_read_from(
    session: Session, attachment_id: str, sha256: str
) -> Sequence[tuple[str, int, dict[str, str]]]:
    """Return number, occurrence and cells of the rows whose content came first with these bytes."""
    newest = (
        select(EntryVersion.entry_id, func.max(EntryVersion.version).label("version"))
        .where(EntryVersion.attachment_sha256 == sha256)
        .group_by(EntryVersion.entry_id)
        .subquery()
    )
    found = session.execute(
        select(FilingEntry.filing_key, FilingEntry.occurrence, EntryVersion.cells)
        .join(FilingEntry, FilingEntry.id == EntryVersion.entry_id)
        .join(
            newest,
            (newest.c.entry_id == EntryVersion.entry_id)
            & (newest.c.version == EntryVersion.version),
        )
        .where(FilingEntry.attachment_id == attachment_id)
    )
    return [
        (key, occurrence, {name: str(text) for name, text in cells.items()})
        for key, occurrence, cells in found
        if isinstance(cells, dict)
    ]


def _kept(attachment: Attachment, sha256: str, *, was_read: bool) -> Kept:
    return Kept(
        attachment.id,
        attachment.label,
        attachment.source_key,
        sha256,
        is_current=attachment.sha256 == sha256,
        was_read=was_read,
    )
