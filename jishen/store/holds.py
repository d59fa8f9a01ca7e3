"""Lists held for a person, rows that vanished, and the keys a list shows at present."""

from collections import Counter
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.store.doubts import entries_read_by_persons
from jishen.store.tables import Attachment, Disappearance, FilingEntry, HeldList, WatchedUrl
from jishen.store.tables.watching import HoldState


def present_keys(session: Session, attachment_id: str) -> Counter[str]:
    """Return the numbers a list prints by its recorded version, with how often.

    What stands because a person read it is left out: no reader finds it.
    """
    by_persons = entries_read_by_persons(session, attachment_id)
    found = session.execute(
        select(FilingEntry.id, FilingEntry.filing_key).where(
            FilingEntry.attachment_id == attachment_id, FilingEntry.missing_since.is_(None)
        )
    )
    return Counter(key for entry_id, key in found if entry_id not in by_persons)


def live_hold(session: Session, attachment_id: str) -> HeldList | None:
    """Return the hold of a list that waits for a person, if there is one."""
    return session.scalar(
        select(HeldList)
        .where(HeldList.attachment_id == attachment_id, HeldList.state == HoldState.HELD)
        .with_for_update()
    )


def holds_of(session: Session, attachment_id: str) -> list[HeldList]:
    """Return every hold of a list, newest first."""
    return list(
        session.scalars(
            select(HeldList)
            .where(HeldList.attachment_id == attachment_id)
            .order_by(HeldList.id.desc())
        )
    )


def live_holds(
    session: Session, source_key: str | None = None
) -> list[tuple[HeldList, Attachment]]:
    """Return every hold that waits for a person, or those of one source, oldest first."""
    query = (
        select(HeldList, Attachment)
        .join(Attachment, Attachment.id == HeldList.attachment_id)
        .where(HeldList.state == HoldState.HELD)
        .order_by(HeldList.id)
    )
    if source_key is not None:
        query = query.where(HeldList.source_key == source_key)
    return [(held, attachment) for held, attachment in session.execute(query)]


def all_holds(session: Session, limit: int = 200) -> list[tuple[HeldList, Attachment]]:
    """Return the newest holds of any state, newest first."""
    found = session.execute(
        select(HeldList, Attachment)
        .join(Attachment, Attachment.id == HeldList.attachment_id)
        .order_by(HeldList.id.desc())
        .limit(limit)
    )
    return [(held, attachment) for held, attachment in found]


def open_disappearances(
    session: Session, attachment_ids: Collection[str]
) -> list[tuple[Disappearance, FilingEntry]]:
    """Return what is missing from these lists and not settled."""
    found = session.execute(
        select(Disappearance, FilingEntry)
        .join(FilingEntry, FilingEntry.id == Disappearance.entry_id)
        .where(Disappearance.attachment_id.in_(attachment_ids), Disappearance.closed_at.is_(None))
        .order_by(Disappearance.id)
    )
    return [(gone, entry) for gone, entry in found]


def vanished_tasks(
    session: Session, source_key: str | None = None
) -> list[tuple[Disappearance, FilingEntry, Attachment]]:
    """Return the rows that vanished and wait for a person, oldest first."""
    query = (
        select(Disappearance, FilingEntry, Attachment)
        .join(FilingEntry, FilingEntry.id == Disappearance.entry_id)
        .join(Attachment, Attachment.id == Disappearance.attachment_id)
        .where(Disappearance.task_at.is_not(None), Disappearance.closed_at.is_(None))
        .order_by(Disappearance.id)
    )
    if source_key is not None:
        query = query.where(Attachment.source_key == source_key)
    return [(gone, entry, attachment) for gone, entry, attachment in session.execute(query)]


def lists_seen_as_recorded(session: Session, attachment_ids: Collection[str]) -> list[str]:
    """Return those of these lists whose last good bytes are those recorded: none is held."""
    return list(
        session.scalars(
            select(Attachment.id)
            .join(
                WatchedUrl,
                (WatchedUrl.url == Attachment.url)
                & (WatchedUrl.source_key == Attachment.source_key),
            )
            .where(Attachment.id.in_(attachment_ids), WatchedUrl.good_sha256 == Attachment.sha256)
        )
    )


def rows_of_list(session: Session, attachment_id: str) -> list[FilingEntry]:
    """Return the entries that a list prints by its recorded version, in its order."""
    return list(
        session.scalars(
            select(FilingEntry)
            .where(FilingEntry.attachment_id == attachment_id, FilingEntry.missing_since.is_(None))
            .order_by(FilingEntry.row_number)
        )
    )
