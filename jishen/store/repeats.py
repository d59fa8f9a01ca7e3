"""What other lists printed first, and entries that are left to what they repeat."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from jishen.domain.filings import ListKind
from jishen.store.tables import Attachment, FilingEntry, MatchRecord

CHUNK = 400  # SQLite's variable limit is 999 in old builds


@dataclass(frozen=True, slots=True)
class First:
    """The entry that printed a filing first, with its attachment."""

    entry: FilingEntry
    attachment: Attachment


def firsts_under(
    session: Session,
    attachment_id: str,
    kinds: frozenset[ListKind],
    numbers: Iterable[str],
    filers: Iterable[str],
) -> list[First]:
    """Return what other attachments print first under these numbers, oldest announcement first.

    `filers` are name keys of filers whose entries without a number are wanted as well.
    """
    found: list[First] = []
    for column, keys, also in (
        (FilingEntry.filing_key, sorted(set(numbers)), ()),
        (FilingEntry.filer_key, sorted(set(filers)), (FilingEntry.filing_key == "",)),
    ):
        for start in range(0, len(keys), CHUNK):
            rows = session.execute(
                select(FilingEntry, Attachment)
                .join(Attachment, Attachment.id == FilingEntry.attachment_id)
                .where(
                    column.in_(keys[start : start + CHUNK]),
                    *also,
                    FilingEntry.attachment_id != attachment_id,
                    FilingEntry.list_kind.in_(kinds),
                    FilingEntry.repeats_entry_id.is_(None),
                    FilingEntry.missing_since.is_(None),
                )
                .order_by(Attachment.announced_on, FilingEntry.first_seen_at, FilingEntry.id)
            )
            found += [First(*row) for row in rows]
    return found


def leave_to_its_first(session: Session, entry: FilingEntry) -> None:
    """Ask nothing more about an entry in no case: what it repeats is judged in its place.

    Its judgement stays, but is not the current one any more: nobody need look at it.
    """
    entry.needs_match = False
    session.execute(
        update(MatchRecord)
        .where(MatchRecord.entry_id == entry.id, MatchRecord.is_current)
        .values(is_settled=True, is_current=False)
    )
