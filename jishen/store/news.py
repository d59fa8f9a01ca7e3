"""What a version of an attachment brought that is news: its first-read entries, no repeats."""

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from jishen.store.tables import FilingEntry


def new_in_version(attachment_id: str, sha256: str, *, since: datetime) -> Select[tuple[str]]:
    """Return the query for the ids of the entries first read from this version.

    `since`, the version's reading, leaves out those of an earlier time with the same bytes; what
    repeats an earlier list's entry is left out as well.
    """
    return select(FilingEntry.id).where(
        FilingEntry.attachment_id == attachment_id,
        FilingEntry.first_sha256 == sha256,
        FilingEntry.first_seen_at >= since,
        FilingEntry.repeats_entry_id.is_(None),
    )


def new_entries_of_version(session: Session, attachment_id: str, sha256: str) -> list[FilingEntry]:
    """Return the entries first read from this version of an attachment, repeats left out."""
    return list(
        session.scalars(
            select(FilingEntry)
            .where(
                FilingEntry.attachment_id == attachment_id,
                FilingEntry.first_sha256 == sha256,
                FilingEntry.repeats_entry_id.is_(None),
            )
            .order_by(FilingEntry.row_number)
        )
    )
