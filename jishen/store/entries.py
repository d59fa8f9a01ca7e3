"""Entries, the names they may stand for, and the judgements on them."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from jishen.domain.filings import AWARD_LISTS, ListKind
from jishen.domain.matches import Verdict
from jishen.store.rows import insert_rows
from jishen.store.tables import (
    Attachment,
    CaseFiling,
    FilingEntry,
    MatchRecord,
)
from jishen.store.tables.base import JsonValue

_CHUNK = 400  # SQLite's variable limit is 999 in old builds


@dataclass(frozen=True, slots=True)
class MatchedEntry:
    """A current judgement with its entry and the attachment it was read from."""

    match: MatchRecord
    entry: FilingEntry
    attachment: Attachment


@dataclass(frozen=True, slots=True)
class KnownFiling:
    """A filing known to be an enterprise's, as far as a decision on another one needs it."""

    list_kind: ListKind
    filing_key: str
    filing_number: str
    announced_on: date
    is_settled: bool
    """The policy has been asked about it."""
    title: str = ""


@dataclass(frozen=True, slots=True)
class WaitingEntry:
    """An entry that waits for a judgement, as far as one looks at it."""

    id: str
    list_kind: ListKind
    filer_name: str
    filing_number: str
    remarks: str
    flags: JsonValue
    announced_on: date
    version: int


def entries_to_match(session: Session, limit: int) -> list[WaitingEntry]:
    """Return entries that wait for a judgement, `limit` at most."""
    found = session.connection().execute(_WAITING.limit(limit))
    return [WaitingEntry(*row) for row in found]


def save_matches(session: Session, matches: Sequence[MatchRecord]) -> None:
    """Make these judgements, one an entry, the current ones of their entries."""
    for start in range(0, len(matches), _CHUNK):
        chunk = matches[start : start + _CHUNK]
        ids = [match.entry_id for match in chunk]
        rounds = _newest_rounds(session, ids)
        for match in chunk:
            match.round = rounds.get(match.entry_id, 0) + 1
            match.is_current = True
        if rounds:
            session.execute(
                update(MatchRecord)
                .where(MatchRecord.entry_id.in_(list(rounds)))
                .values(is_current=False)
            )
        insert_rows(session, chunk)
        session.execute(
            update(FilingEntry)
            .where(FilingEntry.id.in_(ids))
            .values(needs_match=False)
            .execution_options(synchronize_session=False)
        )


def _newest_rounds(session: Session, entry_ids: list[str]) -> dict[str, int]:
    found = session.execute(
        select(MatchRecord.entry_id, func.max(MatchRecord.round))
        .where(MatchRecord.entry_id.in_(entry_ids))
        .group_by(MatchRecord.entry_id)
    )
    return {entry_id: newest for entry_id, newest in found}  # noqa: C416 (Row is not a tuple to mypy)


def ask_again(session: Session, keys: Sequence[str]) -> int:
    """Put entries whose filer bears one of these keys up for a new judgement; return how many.

    Entries already judged to be somebody's are left alone: only a person takes that back.
    """
    count = 0
    positive = select(MatchRecord.entry_id).where(
        MatchRecord.is_current, MatchRecord.verdict == Verdict.POSITIVE
    )
    wanted = sorted(set(keys))
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        changed = session.scalars(
            update(FilingEntry)
            .where(
                or_(
                    FilingEntry.filer_key.in_(chunk),
                    FilingEntry.filer_canonical_key.in_(chunk),
                    FilingEntry.filer_bare_key.in_(chunk),
                ),
                FilingEntry.id.not_in(positive),
                FilingEntry.repeats_entry_id.is_(None),
                FilingEntry.needs_match.is_(False),
            )
            .values(needs_match=True)
            .returning(FilingEntry.id)
        )
        count += len(changed.all())
    return count


def ask_again_of_keys(session: Session, keys: Set[str]) -> int:
    """Do what `ask_again` does for any number of keys: only those that an entry bears matter."""
    bears = (FilingEntry.filer_key, FilingEntry.filer_canonical_key, FilingEntry.filer_bare_key)
    found = session.connection().execute(select(*bears))
    return ask_again(session, sorted({key for row in found for key in row if key in keys}))


def ask_again_of(session: Session, usccs: Sequence[str]) -> int:
    """Put up again what these enterprises filed and what stands in no case; return how many."""
    count = 0
    for start in range(0, len(usccs), _CHUNK):
        theirs = select(MatchRecord.entry_id).where(
            MatchRecord.is_current,
            MatchRecord.verdict == Verdict.POSITIVE,
            MatchRecord.uscc.in_(usccs[start : start + _CHUNK]),
        )
        changed = session.scalars(
            update(FilingEntry)
            .where(
                FilingEntry.id.in_(theirs),
                FilingEntry.id.not_in(select(CaseFiling.entry_id)),
                FilingEntry.repeats_entry_id.is_(None),
                FilingEntry.needs_match.is_(False),
            )
            .values(needs_match=True)
            .returning(FilingEntry.id)
        )
        count += len(changed.all())
    return count


def unsettled_positive_matches(
    session: Session, entry_ids: Sequence[str] | None = None
) -> list[MatchedEntry]:
    """Return current positive judgements the policy is still to be asked about, oldest news first.

    Only entries of AWARD_LISTS are asked about: a registration or a cancellation opens no case.
    """
    if entry_ids is None:
        found = session.execute(_UNSETTLED)
    else:
        found = session.execute(_UNSETTLED_OF_ENTRIES, {"entry_ids": list(entry_ids)})
    return [MatchedEntry(match, entry, attachment) for match, entry, attachment in found]


def filings_of_enterprise(session: Session, uscc: str) -> list[KnownFiling]:
    """Return every filing that is currently judged to be this enterprise's, oldest first."""
    found = session.connection().execute(_FILINGS_OF_ENTERPRISE, {"uscc": uscc})
    return [KnownFiling(*row) for row in found]


def settle(session: Session, match_ids: Sequence[int]) -> None:
    """Note that the policy has been asked about these judgements."""
    session.connection().execute(_SETTLE, {"match_ids": list(match_ids)})


# Built once: building a statement costs more than running it, and a batch runs each many times.
_WAITING = (
    select(
        FilingEntry.id,
        FilingEntry.list_kind,
        FilingEntry.filer_name,
        FilingEntry.filing_number,
        FilingEntry.remarks,
        FilingEntry.flags,
        Attachment.announced_on,
        FilingEntry.version,
    )
    .join(Attachment, Attachment.id == FilingEntry.attachment_id)
    .where(FilingEntry.needs_match)
    .order_by(FilingEntry.attachment_id, FilingEntry.row_number)
)
_UNSETTLED = (
    select(MatchRecord, FilingEntry, Attachment)
    .join(FilingEntry, FilingEntry.id == MatchRecord.entry_id)
    .join(Attachment, Attachment.id == FilingEntry.attachment_id)
    .where(
        MatchRecord.is_settled.is_(False),
        MatchRecord.is_current,
        MatchRecord.verdict == Verdict.POSITIVE,
        FilingEntry.list_kind.in_(AWARD_LISTS),
    )
    .order_by(Attachment.announced_on, Attachment.list_kind, FilingEntry.row_number, FilingEntry.id)
)
_UNSETTLED_OF_ENTRIES = _UNSETTLED.where(
    MatchRecord.entry_id.in_(bindparam("entry_ids", expanding=True))
)
_FILINGS_OF_ENTERPRISE = (
    select(
        FilingEntry.list_kind,
        FilingEntry.filing_key,
        FilingEntry.filing_number,
        Attachment.announced_on,
        MatchRecord.is_settled,
        FilingEntry.title,
    )
    .join(FilingEntry, FilingEntry.id == MatchRecord.entry_id)
    .join(Attachment, Attachment.id == FilingEntry.attachment_id)
    .where(
        MatchRecord.uscc == bindparam("uscc"),
        MatchRecord.is_current,
        MatchRecord.verdict == Verdict.POSITIVE,
        FilingEntry.list_kind.in_(AWARD_LISTS),
    )
    .order_by(Attachment.announced_on, FilingEntry.list_kind, FilingEntry.row_number)
)
_SETTLE = (
    update(MatchRecord)
    .where(MatchRecord.id.in_(bindparam("match_ids", expanding=True)))
    .values(is_settled=True)
)


def current_match(session: Session, entry_id: str) -> MatchRecord | None:
    """Return the current judgement on an entry."""
    return session.scalar(
        select(MatchRecord).where(MatchRecord.entry_id == entry_id, MatchRecord.is_current)
    )
