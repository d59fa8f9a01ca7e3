"""Repeats: a row of one list that prints a filing which another list of the kind printed before.

The yearly notices of the generative-AI lists print the year's rows again, and a number now and then
stands in two batches. A repeat is recorded and shown, is judged by nobody and is no news.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from jishen.cases.entry_rows import cells_of, doubtful_flags
from jishen.domain.filing_numbers import filing_key
from jishen.domain.filings import FilingRow, ListKind, RowDoubt, RowFlag
from jishen.matching.names import canonical_key, name_key
from jishen.matching.remarks import earlier_filer_names
from jishen.store.matching import owners_of_names
from jishen.store.repeats import First, firsts_under, leave_to_its_first
from jishen.store.tables import Attachment, CaseFiling, FilingEntry

CELL_WORDS = {
    "title": "名称",
    "category_or_role": "类别或角色",
    "filer_name": "单位",
    "products": "应用产品",
    "purpose": "主要用途",
    "filing_number": "编号",
    "remarks": "备注",
    "jurisdiction": "属地",
    "filed_on_printed": "时间",
}
"""The cells of a row in words that fit every list."""
DIFFERS = "与首次所列不同之处："
_ONE_NUMBERING = frozenset({ListKind.ALGORITHM, ListKind.DEEP_SYNTHESIS})
"""One authority numbers both: ten algorithms stand in a list of each under one number."""
_Key = tuple[frozenset[ListKind], str, str, str]


@dataclass(frozen=True, slots=True)
class Demoted:
    """An entry that turned out to repeat one that is only now being written."""

    entry: FilingEntry
    first_id: str


def key_of(row: FilingRow | FilingEntry) -> _Key:
    """Return what two prints of one filing share: the number, or name and filer without one."""
    number = filing_key(row.filing_number)
    names = ("", "") if number else (name_key(row.title), name_key(row.filer_name))
    return (kinds_with(row.list_kind), number, *names)


def kinds_with(kind: ListKind) -> frozenset[ListKind]:
    """Return the lists among which a number stands for one filing."""
    return _ONE_NUMBERING if kind in _ONE_NUMBERING else frozenset({kind})


def firsts_of(
    session: Session, attachment: Attachment, rows: Iterable[FilingRow]
) -> dict[_Key, First]:
    """Return for these rows' keys the entry that printed each first in another attachment."""
    wanted = {key_of(row): row for row in rows}
    found: dict[_Key, First] = {}
    for kinds in {key[0] for key in wanted}:
        numbers = {key[1] for key in wanted if key[0] == kinds and key[1]}
        filers = {key[3] for key in wanted if key[0] == kinds and not key[1]}
        for first in firsts_under(session, attachment.id, kinds, numbers, filers):
            found.setdefault(key_of(first.entry), first)
    return {key: first for key, first in found.items() if key in wanted}


def without_contradictions(
    session: Session, attachment: Attachment, rows: Sequence[FilingRow]
) -> tuple[tuple[FilingRow, ...], tuple[RowDoubt, ...]]:
    """Return the rows that may be recorded, and a doubt for each that contradicts its first print.

    A number that another filer's row bore before is for a person: one of the two is a misprint, or
    a rename that no remark tells of. A row that is an entry of this attachment already stays.
    Between an algorithm list and the first deep-synthesis one the row is kept, with a flag.
    """
    firsts = firsts_of(session, attachment, rows)
    if not firsts:
        return tuple(rows), ()
    known = set(
        session.scalars(
            select(FilingEntry.filing_key).where(FilingEntry.attachment_id == attachment.id)
        )
    )
    kept, doubts = [], []
    for row in rows:
        first = firsts.get(key_of(row))
        if (
            first is None
            or first.entry.list_kind is not row.list_kind  # flagged instead: see mark_repeats
            or filing_key(row.filing_number) in known
            or is_same_filer(session, row, first.entry)
        ):
            kept.append(row)
        else:
            doubts.append(_doubt_of(row, first))
    return tuple(kept), tuple(doubts)


def is_same_filer(session: Session, row: FilingRow, first: FilingEntry) -> bool:
    """Tell whether two prints name one filer: alike, renamed by a remark, or by the registry."""
    if canonical_key(row.filer_name) == canonical_key(first.filer_name):
        return True
    keys = {name_key(row.filer_name), name_key(first.filer_name)}
    told = {
        name_key(name)
        for said in (row.remarks, first.remarks)
        if said
        for name in earlier_filer_names(said)
    }
    if keys & told:
        return True
    registered = owners_of_names(session, keys)
    return bool(frozenset.intersection(*(registered.get(key, frozenset()) for key in keys)))


def mark_repeats(
    session: Session,
    attachment: Attachment,
    new: Sequence[dict[str, object]],
    rows: Mapping[str, FilingRow],
) -> list[Demoted]:
    """Mark those of these new entries (columns, with their rows by id) that repeat another's.

    Where the other list is the later one, or its row is in doubt and this one is not, and its entry
    stands in no case, that one is the repeat: it is returned, to be marked once the new entry is
    written. The same number under another filer is flagged.
    """
    firsts = firsts_of(session, attachment, rows.values())
    demoted: dict[str, Demoted] = {}
    for columns in new:
        row = rows[str(columns["id"])]
        first = firsts.get(key_of(row))
        if first is None:
            continue
        if not is_same_filer(session, row, first.entry):
            columns["flags"] = [*row.flags, RowFlag.NUMBER_OF_ANOTHER]
        elif _is_better(session, attachment, row, first):
            demoted.setdefault(first.entry.id, Demoted(first.entry, str(columns["id"])))
        else:
            flags, notes = said_of_repeat(row, first)
            columns["repeats_entry_id"] = first.entry.id
            columns["needs_match"] = False
            columns["flags"] = [*row.flags, *flags]
            columns["reading_notes"] = [*row.reading_notes, *notes]
    return list(demoted.values())


def _is_better(session: Session, attachment: Attachment, row: FilingRow, first: First) -> bool:
    """Tell whether a row should stand for the filing instead of what was read first."""
    is_earlier = attachment.announced_on < first.attachment.announced_on
    is_clearer = bool(doubtful_flags(first.entry.flags)) and not doubtful_flags(list(row.flags))
    return (is_earlier or is_clearer) and not stands_in_a_case(session, first.entry.id)


def demote(session: Session, demoted: Sequence[Demoted]) -> None:
    """Make entries, and what repeated them, repeats of the one that is now the first."""
    for each in demoted:
        session.execute(
            update(FilingEntry)
            .where(FilingEntry.repeats_entry_id == each.entry.id)
            .values(repeats_entry_id=each.first_id)
        )
        each.entry.repeats_entry_id = each.first_id
        leave_to_its_first(session, each.entry)


def changed_repeat(session: Session, entry: FilingEntry, row: FilingRow) -> None:
    """Judge anew an entry that repeated another and whose row reads differently now."""
    first = session.get_one(FilingEntry, entry.repeats_entry_id)
    if is_same_filer(session, row, first):
        listed = session.get_one(Attachment, first.attachment_id)
        flags, notes = said_of_repeat(row, First(first, listed))
        entry.flags = [*row.flags, *flags]
        entry.reading_notes = [*row.reading_notes, *notes]
        entry.needs_match = False
    else:
        entry.repeats_entry_id = None
        entry.flags = [*row.flags, RowFlag.NUMBER_OF_ANOTHER]
        entry.needs_match = True


def release_repeats(session: Session, gone: Sequence[str]) -> None:
    """Let what repeated these entries, which are no longer printed, stand for itself."""
    if gone:
        session.flush()
        session.execute(
            update(FilingEntry)
            .where(FilingEntry.repeats_entry_id.in_(gone), FilingEntry.missing_since.is_(None))
            .values(repeats_entry_id=None, needs_match=True)
        )


def said_of_repeat(row: FilingRow, first: First) -> tuple[tuple[RowFlag, ...], tuple[str, ...]]:
    """Return the flag and the note of a repeat whose cells differ from those printed first."""
    before, after = cells_of(first.entry), cells_of(row)
    differing = [
        f"{words}“{before[name]}”→“{after[name]}”"
        for name, words in CELL_WORDS.items()
        if before[name] and after[name] and _plain(before[name]) != _plain(after[name])
    ]
    if not differing:
        return (), ()
    note = f"{DIFFERS}{'；'.join(differing)}（首次列于“{first.attachment.label}”）"
    return (RowFlag.REPEAT_DIFFERS,), (note,)


def _doubt_of(row: FilingRow, first: First) -> RowDoubt:
    cells = {name: text for name, text in cells_of(row).items() if text}
    return RowDoubt(
        place=f"第 {row.row_number} 条",
        cells=tuple(cells.values()),
        reason=f"与“{first.attachment.label}”所列编号相同，单位却不同（{first.entry.filer_name}）",
        header=tuple(CELL_WORDS[name] for name in cells),
    )


def stands_in_a_case(session: Session, entry_id: str) -> bool:
    """Tell whether a case rests on an entry."""
    found = select(CaseFiling.case_id).where(CaseFiling.entry_id == entry_id).limit(1)
    return session.scalar(found) is not None


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
