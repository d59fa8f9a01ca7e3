"""Settling what the registry asks: by a person, with a reason, in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from jishen.cases.registry_changes import merged
from jishen.cases.registry_writing import Writing
from jishen.domain.enterprises import FIELD_NAMES, EnterpriseStatus
from jishen.domain.registry import (
    SETTLEMENT_NAMES,
    SETTLEMENTS,
    KnownEnterprise,
    RegistryRow,
    RegistryTaskState,
    Settlement,
)
from jishen.domain.registry_errors import RegistryTaskFault
from jishen.sealing import Seal
from jishen.store import audit
from jishen.store.audit import Actor
from jishen.store.entries import ask_again_of, ask_again_of_keys
from jishen.store.registry import from_fields, known_now
from jishen.store.session import Store
from jishen.store.tables import RegistryTask


@dataclass(frozen=True, slots=True)
class SettlingTerms:
    """Who settles, when, why; what some settlements need besides."""

    by: str
    why: str
    at: datetime
    seal: Seal
    renamed_on: date | None = None
    """The first day of the new name, where it is known."""
    void: str = ""
    """The credit code of the row that is an error."""


def settle_task(store: Store, task_id: int, settlement: Settlement, terms: SettlingTerms) -> int:
    """Settle a task in a transaction of its own; see `settle`."""
    with store.act("registry") as session:
        return settle(session, task_id, settlement, terms)


def settle(session: Session, task_id: int, settlement: Settlement, terms: SettlingTerms) -> int:
    """Settle a task and do what follows from it; return how many entries are asked about again.

    Raises:
        RegistryTaskFault: there is no such open task, it cannot be settled so, or the reason is
            missing.
    """
    task = session.get(RegistryTask, task_id, with_for_update=True)
    if task is None or task.state is not RegistryTaskState.OPEN:
        said = "没有这项任务" if task is None else "任务已处理"
        message = f"{said}：{task_id}"
        raise RegistryTaskFault(message)
    _check(task, settlement, terms)
    asked = _carry_out(session, task, settlement, terms)
    task.state, task.settlement = RegistryTaskState.SETTLED, settlement
    task.settled_at, task.settled_by, task.why = terms.at, terms.by, terms.why
    session.flush()
    audit.append(
        session,
        at=terms.at,
        actor=Actor(terms.by, is_person=True),
        event="registry.task_settled",
        body={
            "task": task.id,
            "kind": task.kind.value,
            "uscc": task.uscc,
            "other_uscc": task.other_uscc,
            "settlement": settlement.value,
            "void": terms.void,
            "why": terms.why,
            "entries_asked_again": asked,
        },
    )
    return asked


def _check(task: RegistryTask, settlement: Settlement, terms: SettlingTerms) -> None:
    allowed = SETTLEMENTS[task.kind]
    pair = {task.uscc, task.other_uscc or ""}
    faults = (
        (
            settlement not in allowed,
            f"该任务只能处理为：{'、'.join(SETTLEMENT_NAMES[each] for each in allowed)}",
        ),
        (not terms.by.strip() or not terms.why.strip(), "须写明经办人与理由"),
        (
            settlement is Settlement.VOIDED and terms.void not in pair,
            f"须指明误录的信用代码（命令行用 --void）：{'、'.join(sorted(filter(None, pair)))}",
        ),
    )
    for is_wrong, message in faults:
        if is_wrong:
            raise RegistryTaskFault(message)


def _carry_out(
    session: Session, task: RegistryTask, settlement: Settlement, terms: SettlingTerms
) -> int:
    if settlement is Settlement.RENAMED:
        known = known_now(session, [task.uscc], terms.seal)[task.uscc]
        return _write(session, task, known, _renamed_row(task, terms.renamed_on), terms)
    if settlement is Settlement.VOIDED:
        known = known_now(session, [terms.void], terms.seal)[terms.void]
        said = replace(known.enterprise, status=EnterpriseStatus.VOID)
        row = RegistryRow(task.row_number, said, frozenset({"status"}))
        return _write(session, task, known, row, terms)
    return 0


def _renamed_row(task: RegistryTask, renamed_on: date | None) -> RegistryRow:
    """Return the row that was held, as the task kept it; contacts come with the next import."""
    detail: Mapping[str, object] = task.detail if isinstance(task.detail, dict) else {}
    fields = detail.get("fields")
    said = from_fields(task.uscc, {**fields} if isinstance(fields, dict) else {})
    said = replace(said, name=str(detail["name"]))
    told = {name for name in FIELD_NAMES if isinstance(fields, dict) and name in fields} | {"name"}
    day = detail.get("as_of")
    as_of = date.fromisoformat(str(day)) if day else None
    return RegistryRow(task.row_number, said, frozenset(told), as_of, renamed_on)


def _write(
    session: Session,
    task: RegistryTask,
    known: KnownEnterprise,
    row: RegistryRow,
    terms: SettlingTerms,
) -> int:
    outcome = merged(known, row, row.told, task.import_id)
    writing = Writing(session, f"task:{task.id}", task.import_id, terms.at, terms.seal)
    writing.change(known, outcome)
    writing.write()
    return ask_again_of_keys(session, writing.touched_keys) + ask_again_of(
        session, sorted(writing.corrected)
    )
