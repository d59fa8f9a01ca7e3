"""What the matcher needs to know of the registry and of confirmed matches."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from jishen.domain.enterprises import EnterpriseStatus, FormerName
from jishen.domain.filing_numbers import ALGORITHM_NUMBER_DIGITS
from jishen.domain.matches import EntryFacts, RegisteredEnterprise, Verdict
from jishen.domain.registry import RegistryTaskState
from jishen.store.tables import (
    Attachment,
    EnterpriseName,
    EnterpriseRecord,
    FilingEntry,
    MatchRecord,
    RegistryImport,
    RegistryTask,
)

_CHUNK = 400


def registry_version(session: Session) -> int:
    """Return a number that every import of the registry raises, and every task settled in it."""
    imports = session.scalar(select(func.max(RegistryImport.id))) or 0
    settled = select(func.count()).where(RegistryTask.state == RegistryTaskState.SETTLED)
    return imports + (session.scalar(settled) or 0)


def registered_enterprises(session: Session) -> Iterator[RegisteredEnterprise]:
    """Yield every enterprise with its former names, in the order of their codes; no void rows.

    Its state is left out: `identification.doubted_for_status` holds it, with its day, against a
    match.
    """
    former: dict[str, list[FormerName]] = {}
    for uscc, name, until in session.execute(_FORMER_NAMES):
        former.setdefault(uscc, []).append(FormerName(name, until))
    for uscc, name, address in session.connection().execute(_ENTERPRISES):
        yield RegisteredEnterprise(uscc, name, tuple(former.get(uscc, ())), address)


def entries_of_nobody(session: Session) -> list[tuple[str, EntryFacts]]:
    """Return every entry ever seen that is judged and is nobody's yet, with its id."""
    found = session.connection().execute(_OF_NOBODY)
    return [
        (entry_id, EntryFacts(name, number, announced_on, remarks))
        for entry_id, name, number, announced_on, remarks in found
    ]


def put_up_again(session: Session, entry_ids: Sequence[str]) -> int:
    """Put these entries up for a new judgement; return how many."""
    for start in range(0, len(entry_ids), _CHUNK):
        session.execute(
            update(FilingEntry)
            .where(FilingEntry.id.in_(entry_ids[start : start + _CHUNK]))
            .values(needs_match=True)
            .execution_options(synchronize_session=False)
        )
    return len(entry_ids)


def owners_of_filer_codes(session: Session, codes: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return by filer code whose confirmed filings bear it; codes of nobody are left out."""
    owners: dict[str, set[str]] = {}
    wanted = sorted(set(codes))
    for start in range(0, len(wanted), _CHUNK):
        chunk = {"codes": wanted[start : start + _CHUNK]}
        for code, uscc in session.execute(_OWNERS, chunk):
            owners.setdefault(code, set()).add(uscc)
    return {code: frozenset(found) for code, found in owners.items()}


def owners_of_names(session: Session, keys: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return by name_key which enterprises bear or bore the name."""
    owners: dict[str, set[str]] = {}
    wanted = sorted(set(keys))
    for start in range(0, len(wanted), _CHUNK):
        chunk = {"keys": wanted[start : start + _CHUNK]}
        for key, uscc in session.execute(_BEARERS, chunk):
            owners.setdefault(key, set()).add(uscc)
    return {key: frozenset(found) for key, found in owners.items()}


_OF_NOBODY = (
    select(
        FilingEntry.id,
        FilingEntry.filer_name,
        FilingEntry.filing_number,
        Attachment.announced_on,
        FilingEntry.remarks,
    )
    .join(Attachment, Attachment.id == FilingEntry.attachment_id)
    .join(MatchRecord, (MatchRecord.entry_id == FilingEntry.id) & MatchRecord.is_current)
    .where(
        MatchRecord.verdict != Verdict.POSITIVE,
        FilingEntry.repeats_entry_id.is_(None),
        FilingEntry.needs_match.is_(False),
    )
    .order_by(FilingEntry.id)
)
_BEARERS = select(EnterpriseName.name_key, EnterpriseName.uscc).where(
    EnterpriseName.name_key.in_(bindparam("keys", expanding=True))
)
_FORMER_NAMES = (
    select(EnterpriseName.uscc, EnterpriseName.name, EnterpriseName.until)
    .where(EnterpriseName.is_former)
    .order_by(EnterpriseName.uscc, EnterpriseName.id)
)
_ENTERPRISES = (
    select(EnterpriseRecord.uscc, EnterpriseRecord.name, EnterpriseRecord.registered_address)
    .where(EnterpriseRecord.status != EnterpriseStatus.VOID)
    .order_by(EnterpriseRecord.uscc)
)
# In a key of 21 digits the division comes first (6), then the filer code (7).
_CODE = func.substr(FilingEntry.filing_key, 7, 7)
_OWNERS = (
    select(_CODE, MatchRecord.uscc)
    .join(FilingEntry, FilingEntry.id == MatchRecord.entry_id)
    .where(
        MatchRecord.is_current,
        MatchRecord.verdict == Verdict.POSITIVE,
        FilingEntry.needs_match.is_(False),  # an entry's own earlier judgement is no second fact
        func.length(FilingEntry.filing_key) == ALGORITHM_NUMBER_DIGITS,
        _CODE.in_(bindparam("codes", expanding=True)),
    )
    .distinct()
)
