"""Applying a registry import: enterprises added or changed, names kept, entries asked again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.domain.enterprises import Enterprise
from jishen.matching.names import bare_key, canonical_key, name_key
from jishen.store import audit
from jishen.store.audit import Actor
from jishen.store.entries import ask_again, ask_again_of
from jishen.store.session import Store
from jishen.store.tables import EnterpriseName, EnterpriseRecord, RegistryImport

_FIELDS = (
    "name",
    "kind",
    "registered_address",
    "street",
    "zone_status",
    "zone_basis",
    "contact_name",
    "contact_phone",
    "contact_email",
    "is_sample",
)
_DECIDING_FIELDS = ("kind", "zone_status")
"""What the policy looks at: filings found not eligible are asked about again when it changes."""


@dataclass(frozen=True, slots=True)
class RegistryFile:
    """Where enterprises come from: the file's name and digest, rows read and refused."""

    name: str
    sha256: str
    rows_read: int
    rows_refused: int


@dataclass(frozen=True, slots=True)
class Applied:
    """What an import did."""

    added: int
    changed: int
    unchanged: int
    entries_asked_again: int


def apply_registry(
    store: Store,
    file: RegistryFile,
    enterprises: Sequence[Enterprise],
    *,
    at: datetime,
    actor: Actor,
) -> Applied:
    """Put the enterprises into the registry in one transaction: all of them or none.

    Importing the same file again changes nothing. An enterprise whose name changed keeps the old
    one as a former name. Enterprises that the file does not name stay as they are. Entries that
    may be meant by a new or changed name are asked about again, and those of an enterprise whose
    kind or zone was corrected, where they stand in no case.
    """
    with store.act("registry") as session:
        known = {record.uscc: record for record in session.scalars(select(EnterpriseRecord))}
        names = _names_by_uscc(session)
        record = _start_import(session, file, at, actor)
        new = [enterprise for enterprise in enterprises if enterprise.uscc not in known]
        _add_records(session, new, record.id, at)
        added, changed = len(new), 0
        touched_keys = {key for enterprise in new for key in _keys(enterprise)}
        corrected: list[str] = []
        for enterprise in enterprises:
            before = known.get(enterprise.uscc)
            is_new_name = _put_names(session, enterprise, before, names, at.date())
            if before is not None and (is_new_name or _differs(before, enterprise, _FIELDS)):
                if _differs(before, enterprise, _DECIDING_FIELDS):
                    corrected.append(enterprise.uscc)
                _put_record(session, enterprise, before, record.id, at)
                touched_keys |= _keys(enterprise)
                changed += 1
        record.rows_added, record.rows_changed = added, changed
        record.rows_unchanged = len(enterprises) - added - changed
        session.flush()
        asked = ask_again(session, sorted(touched_keys)) + ask_again_of(session, corrected)
        _audit(session, record, asked, at, actor)
        return Applied(added, changed, record.rows_unchanged, asked)


def _start_import(
    session: Session, file: RegistryFile, at: datetime, actor: Actor
) -> RegistryImport:
    record = RegistryImport(
        file_name=file.name,
        file_sha256=file.sha256,
        imported_at=at,
        imported_by=actor.name,
        rows_read=file.rows_read,
        rows_refused=file.rows_refused,
        rows_added=0,
        rows_changed=0,
        rows_unchanged=0,
    )
    session.add(record)
    session.flush()
    return record


def _names_by_uscc(session: Session) -> dict[str, dict[tuple[str, bool], EnterpriseName]]:
    names: dict[str, dict[tuple[str, bool], EnterpriseName]] = {}
    for name in session.scalars(select(EnterpriseName)):
        names.setdefault(name.uscc, {})[(name.name, name.is_former)] = name
    return names


def _differs(before: EnterpriseRecord, now: Enterprise, fields: tuple[str, ...]) -> bool:
    return any(getattr(before, field) != getattr(now, field) for field in fields)


def _put_record(
    session: Session,
    enterprise: Enterprise,
    record: EnterpriseRecord,
    import_id: int,
    at: datetime,
) -> None:
    for field in _FIELDS:
        setattr(record, field, getattr(enterprise, field))
    record.import_id, record.updated_at = import_id, at
    session.add(record)


def _add_records(session: Session, new: Sequence[Enterprise], import_id: int, at: datetime) -> None:
    for enterprise in new:
        _put_record(session, enterprise, EnterpriseRecord(uscc=enterprise.uscc), import_id, at)
    session.flush()  # names refer to these rows


def _put_names(
    session: Session,
    enterprise: Enterprise,
    before: EnterpriseRecord | None,
    names: dict[str, dict[tuple[str, bool], EnterpriseName]],
    today: date,
) -> bool:
    """Add the names not known yet; a name given up becomes a former one. Tell if any was new."""
    known = names.setdefault(enterprise.uscc, {})
    wanted: dict[tuple[str, bool], date | None] = {(enterprise.name, False): None}
    wanted.update({(former.name, True): former.until for former in enterprise.former_names})
    if before is not None and before.name != enterprise.name:
        wanted.setdefault((before.name, True), today)
        given_up = known.pop((before.name, False), None)
        if given_up is not None:
            session.delete(given_up)
    is_news = False
    for (name, is_former), until in wanted.items():
        row = known.get((name, is_former))
        if row is None:
            row = _name_row(enterprise.uscc, name, is_former=is_former)
            known[(name, is_former)] = row
            session.add(row)
            row.until = until
            is_news = True
        elif until is not None and row.until != until:
            row.until = until
            is_news = True
    return is_news


def _name_row(uscc: str, name: str, *, is_former: bool) -> EnterpriseName:
    return EnterpriseName(
        uscc=uscc,
        name=name,
        is_former=is_former,
        name_key=name_key(name),
        canonical_key=canonical_key(name),
        bare_key=bare_key(name),
    )


def _keys(enterprise: Enterprise) -> set[str]:
    names = (enterprise.name, *(former.name for former in enterprise.former_names))
    return {key(name) for name in names for key in (name_key, canonical_key, bare_key)}


def _audit(
    session: Session, record: RegistryImport, asked: int, at: datetime, actor: Actor
) -> None:
    audit.append(
        session,
        at=at,
        actor=actor,
        event="registry.imported",
        evidence_sha256=record.file_sha256,
        body={
            "import_id": record.id,
            "file": record.file_name,
            "read": record.rows_read,
            "refused": record.rows_refused,
            "added": record.rows_added,
            "changed": record.rows_changed,
            "unchanged": record.rows_unchanged,
            "entries_asked_again": asked,
        },
    )
