"""Settling doubts: a person reads what the program could not, or says that it is no row."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jishen.cases.entry_rows import cells_of, changed_entry, new_entry, write_entries
from jishen.cases.repeats import demote, mark_repeats, release_repeats
from jishen.domain.errors import DoubtFault
from jishen.domain.filing_numbers import filing_key
from jishen.domain.filings import FilingRow, RowFlag
from jishen.store import audit
from jishen.store.audit import Actor
from jishen.store.doubts import DoubtRow, doubts_named, entries_with_key
from jishen.store.repeats import leave_to_its_first
from jishen.store.session import Store
from jishen.store.tables import (
    Attachment,
    AttachmentVersion,
    AwardCase,
    CaseFiling,
    DoubtSettlement,
    FilingEntry,
    ReadingDoubt,
)
from jishen.store.tables.base import JsonValue


@dataclass(frozen=True, slots=True)
class Person:
    """Who settles or undoes, when, and why."""

    name: str
    why: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Undone:
    """What undoing a settlement came to."""

    entry_id: str | None
    case_numbers: tuple[str, ...]
    """Cases that rest on the row: they stay, a person must look at them."""


def doubt_of(session: Session, named: str) -> DoubtRow:
    """Return the doubt with this id or the start of one.

    Raises:
        DoubtFault: there is none, or more than one.
    """
    found = doubts_named(session, named.strip().lower()) if named.strip() else []
    exact = [row for row in found if row.doubt.id == named.strip().lower()]
    if len(exact or found) != 1:
        said = "不止一处存疑的编号以它开头" if found else "没有这样的存疑"
        message = f"“{named}”：{said}"
        raise DoubtFault(message)
    return (exact or found)[0]


def settle_doubt(store: Store, named: str, row: FilingRow | None, person: Person) -> str | None:
    """Settle a doubt, in one act; return the id of the entry that the row was recorded as.

    `row` is the row as the person reads it, None where it is no row. Matching and opening go on
    with the entry as with any other.

    Raises:
        DoubtFault: no such doubt, it is settled or no longer printed, no reason is given, or a row
            is given for an announcement.
    """
    _check(person)
    with store.act("doubt") as session:
        found = _locked(session, named)
        doubt = found.doubt
        if found.settlement is not None:
            message = f"该存疑已由{found.settlement.settled_by}处理；须先撤销（undo）才能重新处理"
            raise DoubtFault(message)
        if doubt.gone_at is not None:
            message = "新版清单已不再有此处存疑，无须处理"
            raise DoubtFault(message)
        entry_id = None if row is None else _record(session, doubt, row, person)
        session.add(
            DoubtSettlement(
                doubt_id=doubt.id,
                entry_id=entry_id,
                cells=None if row is None else dict(cells_of(row)),
                why=person.why.strip(),
                settled_by=person.name,
                settled_at=person.at,
            )
        )
        _audit(session, "doubt.settled", doubt, entry_id, person)
        return entry_id


def undo_settlement(store: Store, named: str, person: Person) -> Undone:
    """Undo the settlement in force: the doubt waits again, the row counts as gone from now on.

    Raises:
        DoubtFault: no such doubt, no settlement in force, or no reason is given.
    """
    _check(person)
    with store.act("doubt") as session:
        found = _locked(session, named)
        settlement = found.settlement
        if settlement is None:
            message = "该存疑没有生效中的处理结论可以撤销"
            raise DoubtFault(message)
        settlement.undone_at, settlement.undone_by = person.at, person.name
        settlement.undone_why = person.why.strip()
        cases = _take_back(session, settlement.entry_id, person.at) if settlement.entry_id else ()
        _audit(session, "doubt.undone", found.doubt, settlement.entry_id, person)
        return Undone(settlement.entry_id, cases)


def _locked(session: Session, named: str) -> DoubtRow:
    """Return a doubt that no other act can settle or undo until this one ends."""
    doubt_id = doubt_of(session, named).doubt.id
    session.get_one(ReadingDoubt, doubt_id, with_for_update=True)
    return doubt_of(session, doubt_id)


def _check(person: Person) -> None:
    if not (person.name.strip() and person.why.strip()):
        message = "须写明处理人和理由"
        raise DoubtFault(message)


def _record(session: Session, doubt: ReadingDoubt, row: FilingRow, person: Person) -> str:
    """Record the row as the person read it, on the evidence of the doubt; return its entry's id."""
    if doubt.attachment_id is None or doubt.sha256 is None:
        message = (
            "该存疑是一则公告而非清单中的一行，不能读入条目；确有清单的请用 jishen watch --file"
        )
        raise DoubtFault(message)
    attachment = session.get_one(Attachment, doubt.attachment_id)
    key = filing_key(row.filing_number)
    known = entries_with_key(session, attachment.id, key)
    is_twice = any(entry.missing_since is None for entry in known)
    row = _as_read(session, doubt, row, person, is_twice=is_twice)
    gone = next((entry for entry in known if entry.missing_since is not None), None)
    if gone is not None:
        gone.needs_match = True
        write_entries(
            session, (), [changed_entry(gone, row, doubt.sha256)], sha256=doubt.sha256, at=person.at
        )
        return gone.id
    columns = new_entry(attachment, row, key, len(known) + 1, doubt.sha256, person.at)
    columns["is_baseline"] = _is_history(session, attachment, doubt)
    demoted = mark_repeats(session, attachment, [columns], {str(columns["id"]): row})
    write_entries(session, [columns], (), sha256=doubt.sha256, at=person.at)
    demote(session, demoted)
    return str(columns["id"])


def _as_read(
    session: Session, doubt: ReadingDoubt, row: FilingRow, person: Person, *, is_twice: bool
) -> FilingRow:
    last = session.scalar(
        select(func.max(FilingEntry.row_number)).where(
            FilingEntry.attachment_id == doubt.attachment_id
        )
    )
    twice = (RowFlag.NUMBER_TWICE,) if is_twice else ()
    printed = doubt.cells if isinstance(doubt.cells, list) else []
    notes = (
        f"该行由{person.name}人工读入：{person.why.strip()}",
        f"{doubt.place}{doubt.reason}，原文：{' | '.join(map(str, printed))}",
    )
    return replace(
        row,
        row_number=(last or 0) + 1,
        flags=tuple(dict.fromkeys((RowFlag.READ_BY_PERSON, *row.flags, *twice))),
        reading_notes=(*notes, *row.reading_notes),
    )


def _is_history(session: Session, attachment: Attachment, doubt: ReadingDoubt) -> bool:
    """Tell whether the row stood in a list that the first look found: it is no news then."""
    first_read = session.scalar(
        select(func.min(AttachmentVersion.read_at)).where(
            AttachmentVersion.attachment_id == attachment.id
        )
    )
    return attachment.is_baseline and (first_read is None or doubt.seen_at <= first_read)


def _take_back(session: Session, entry_id: str, at: datetime) -> tuple[str, ...]:
    """Make an entry count as gone, ask nothing more about it; return the cases it stands in."""
    entry = session.get_one(FilingEntry, entry_id)
    entry.missing_since = entry.missing_since or at
    release_repeats(session, [entry_id])
    cases = session.scalars(
        select(AwardCase.case_number)
        .join(CaseFiling, CaseFiling.case_id == AwardCase.id)
        .where(CaseFiling.entry_id == entry_id)
        .order_by(AwardCase.case_number)
    ).all()
    if not cases:
        leave_to_its_first(session, entry)
    return tuple(cases)


def _audit(
    session: Session, event: str, doubt: ReadingDoubt, entry_id: str | None, person: Person
) -> None:
    body: dict[str, JsonValue] = {
        "doubt": doubt.id,
        "label": doubt.label,
        "place": doubt.place,
        "entry_id": entry_id,
        "why": person.why.strip(),
    }
    audit.append(
        session,
        at=person.at,
        actor=Actor(person.name, is_person=True),
        event=event,
        evidence_sha256=doubt.sha256,
        body=body,
    )
