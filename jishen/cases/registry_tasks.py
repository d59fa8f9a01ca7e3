"""Tasks that the registry raises: rows that may be one enterprise, or may not."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.cases.registry_changes import Outcome
from jishen.domain.enterprises import (
    PERSONAL_FIELDS,
    STATUSES_FOR_A_PERSON,
    EnterpriseKind,
)
from jishen.domain.registry import (
    KnownEnterprise,
    RegistryRow,
    RegistryTaskKind,
    RegistryTaskState,
)
from jishen.domain.states import CLOSED_WITHOUT_AWARD, UNDECIDED_STATES, CaseState
from jishen.matching.names import name_key
from jishen.store.registry import chunks, to_fields
from jishen.store.rows import insert_if_new
from jishen.store.tables import (
    AwardCase,
    EnterpriseName,
    EnterpriseRecord,
    RegistryImport,
    RegistryTask,
)
from jishen.store.tables.base import JsonValue


@dataclass(frozen=True, slots=True)
class _Found:
    """What a task is about."""

    kind: RegistryTaskKind
    key: str
    uscc: str
    other_uscc: str | None
    row_number: int


def settled_names(session: Session, usccs: Sequence[str]) -> frozenset[str]:
    """Return the keys of the tasks on names that there are for these enterprises already."""
    found = session.scalars(
        select(RegistryTask.key).where(
            RegistryTask.uscc.in_(usccs), RegistryTask.kind == RegistryTaskKind.OTHER_NAME
        )
    )
    return frozenset(found)


def ask_about_name(
    session: Session,
    record: RegistryImport,
    known: KnownEnterprise,
    row: RegistryRow,
    there: frozenset[str],
) -> None:
    """Make a task of a row that gives a known code another name, unless there is one already."""
    uscc, name = row.said.uscc, row.said.name
    key = task_key(RegistryTaskKind.OTHER_NAME, uscc, name_key(name))
    if key in there:
        return
    said = {
        field: value
        for field, value in to_fields(row.said).items()
        if field in row.told and field not in PERSONAL_FIELDS
    }
    detail: dict[str, JsonValue] = {
        "known_name": known.enterprise.name,
        "name": name,
        "fields": said,
        "as_of": row.as_of.isoformat() if row.as_of else None,
    }
    _add(
        session,
        record,
        _Found(RegistryTaskKind.OTHER_NAME, key, uscc, None, row.row_number),
        detail,
    )


def ask_about_same_names(
    session: Session, record: RegistryImport, fresh: Iterable[tuple[RegistryRow, Outcome]]
) -> None:
    """Make a task of every name that a new or renamed enterprise shares with another one.

    Individual businesses may share a name lawfully; an enterprise that has ended bears it no more.
    """
    ours = {
        name_key(outcome.enterprise.name): (row, outcome)
        for row, outcome in fresh
        if _counts(outcome.enterprise.kind, outcome.enterprise.status)
    }
    if not ours:
        return
    found = session.execute(
        select(
            EnterpriseName.name_key,
            EnterpriseName.uscc,
            EnterpriseRecord.kind,
            EnterpriseRecord.status,
        )
        .join(EnterpriseRecord, EnterpriseRecord.uscc == EnterpriseName.uscc)
        .where(EnterpriseName.name_key.in_(list(ours)), EnterpriseName.is_former.is_(False))
        .order_by(EnterpriseName.uscc)
    )
    for key, uscc, kind, status in found:
        row, outcome = ours[key]
        own = outcome.enterprise.uscc
        if uscc == own or not _counts(kind, status):
            continue
        first, second = sorted((own, uscc))
        task = task_key(RegistryTaskKind.SAME_NAME, first, second, key)
        detail: dict[str, JsonValue] = {"name": outcome.enterprise.name}
        _add(
            session,
            record,
            _Found(RegistryTaskKind.SAME_NAME, task, own, uscc, row.row_number),
            detail,
        )


def ask_about_cases(
    session: Session, record: RegistryImport, changed: Mapping[str, tuple[str, ...]]
) -> None:
    """Make a task of every case that somebody has approved and whose enterprise changed since.

    Cases that nobody has approved are worked out anew by `reevaluation`.
    """
    telling = {
        uscc: [field for field in fields if field in _TELLING] for uscc, fields in changed.items()
    }
    for chunk in chunks(sorted(uscc for uscc, fields in telling.items() if fields)):
        found = session.scalars(
            select(AwardCase)
            .where(AwardCase.uscc.in_(chunk), AwardCase.state.in_(_APPROVED_STATES))
            .order_by(AwardCase.case_number)
        )
        for case in found:
            key = task_key(RegistryTaskKind.CASE_TOUCHED, case.id, str(record.id))
            about = _Found(RegistryTaskKind.CASE_TOUCHED, key, case.uscc, None, 0)
            fields: list[JsonValue] = [*telling[case.uscc]]
            _add(session, record, about, {"case_number": case.case_number, "changed": fields})


_TELLING = frozenset({"name", "kind", "status", "zone_status", "registered_address", "moved_in_on"})
_APPROVED_STATES = tuple(
    sorted(
        set(CaseState)
        - UNDECIDED_STATES
        - CLOSED_WITHOUT_AWARD
        - {CaseState.ARCHIVED, CaseState.CLAWBACK}
    )
)


def task_key(kind: RegistryTaskKind, *about: str) -> str:
    """Return the key of a task: what it is about, digested."""
    return hashlib.sha256("\x1f".join((kind.value, *about)).encode()).hexdigest()


def _counts(kind: object, status: object) -> bool:
    return kind is not EnterpriseKind.INDIVIDUAL_BUSINESS and status not in STATUSES_FOR_A_PERSON


def _add(session: Session, record: RegistryImport, found: _Found, detail: JsonValue) -> None:
    task = RegistryTask(
        key=found.key,
        kind=found.kind,
        state=RegistryTaskState.OPEN,
        uscc=found.uscc,
        other_uscc=found.other_uscc,
        import_id=record.id,
        row_number=found.row_number,
        detail=detail,
        opened_at=record.imported_at,
    )
    insert_if_new(session, task)
