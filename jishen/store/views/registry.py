"""The registry as people look at it: found enterprises, one enterprise, imports, tasks."""

import re
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from jishen.domain.registry import RegistryTaskState
from jishen.store.registry import known_now, personal_shown, versions_of
from jishen.store.tables import (
    Attachment,
    AwardCase,
    EnterpriseName,
    EnterpriseRecord,
    EnterpriseVersion,
    FilingEntry,
    MatchRecord,
    RegistryImport,
    RegistryTask,
)
from jishen.store.views.shared import Listed, Window

_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{4,18}")
_CODE_CHARACTERS = 18


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task with the names it speaks of and what it says, in words."""

    task: RegistryTask
    name: str
    other_name: str
    source: str
    details: tuple[str, ...]
    case_number: str = ""


@dataclass(frozen=True, slots=True)
class FiledEntry:
    """A filing that is judged, or may be judged, to be an enterprise's."""

    entry: FilingEntry
    attachment: Attachment
    match: MatchRecord


@dataclass(frozen=True, slots=True)
class EnterpriseFile:
    """All that is known of one enterprise."""

    record: EnterpriseRecord
    origins: dict[str, tuple[RegistryImport, str]]
    """Field → its import, and the as-of day as text."""
    personal: dict[str, str]
    names: tuple[EnterpriseName, ...]
    versions: tuple[EnterpriseVersion, ...]
    filings: tuple[FiledEntry, ...]
    cases: tuple[AwardCase, ...]
    links: tuple[tuple[str, EnterpriseRecord], ...]
    """What another enterprise is to this one, in words, and that enterprise."""
    tasks: tuple[TaskLine, ...]


def found_enterprises(session: Session, words: str, window: Window) -> Listed[EnterpriseRecord]:
    """Return the enterprises whose present or former name holds the words, or whose code begins so.

    Without words: all, in the order of codes.
    """
    codes = select(EnterpriseRecord.uscc)
    if words:
        # Both in one walk: looking for a part of a name reads every name there is.
        codes = codes.where(_matches(words)).add_columns(func.count().over())
    page = codes.order_by(EnterpriseRecord.uscc).limit(window.size).offset(window.offset)
    found = session.execute(page).all()
    if words and found:
        total = int(found[0][1])
    elif words and not window.offset:
        total = 0
    else:
        total = session.scalar(select(func.count()).select_from(codes.subquery())) or 0
    wanted = [row[0] for row in found]
    rows = session.scalars(
        select(EnterpriseRecord)
        .where(EnterpriseRecord.uscc.in_(wanted))
        .order_by(EnterpriseRecord.uscc)
    ).all()
    return Listed(tuple(rows), total, window)


def enterprise_file(session: Session, uscc: str) -> EnterpriseFile | None:
    """Return the file of an enterprise, None when the registry has none of this code."""
    record = session.get(EnterpriseRecord, uscc)
    if record is None:
        return None
    return EnterpriseFile(
        record=record,
        origins=_origins(session, uscc),
        personal=personal_shown(record),
        names=_names(session, uscc),
        versions=tuple(versions_of(session, uscc)),
        filings=_filings(session, uscc),
        cases=tuple(
            session.scalars(
                select(AwardCase).where(AwardCase.uscc == uscc).order_by(AwardCase.case_number)
            )
        ),
        links=_links(session, record),
        tasks=task_lines(session, None, Window(), uscc).rows,
    )


def imports(session: Session, window: Window) -> Listed[RegistryImport]:
    """Return the imports, newest first."""
    rows = session.scalars(
        select(RegistryImport)
        .order_by(RegistryImport.id.desc())
        .limit(window.size)
        .offset(window.offset)
    ).all()
    total = session.scalar(select(func.count()).select_from(RegistryImport))
    return Listed(tuple(rows), total or 0, window)


def task_lines(
    session: Session, state: RegistryTaskState | None, window: Window, uscc: str = ""
) -> Listed[TaskLine]:
    """Return tasks, open ones first and oldest first; of one state or enterprise if named."""
    conditions: list[ColumnElement[bool]] = []
    if state is not None:
        conditions.append(RegistryTask.state == state)
    if uscc:
        conditions.append((RegistryTask.uscc == uscc) | (RegistryTask.other_uscc == uscc))
    other = aliased(EnterpriseRecord)
    found = session.execute(
        select(RegistryTask, EnterpriseRecord.name, other.name, RegistryImport)
        .join(EnterpriseRecord, EnterpriseRecord.uscc == RegistryTask.uscc)
        .outerjoin(other, other.uscc == RegistryTask.other_uscc)
        .join(RegistryImport, RegistryImport.id == RegistryTask.import_id)
        .where(*conditions)
        .order_by(RegistryTask.state, RegistryTask.id)
        .limit(window.size)
        .offset(window.offset)
    )
    rows = tuple(_task_line(*row) for row in found)
    count = select(func.count()).select_from(RegistryTask).where(*conditions)
    return Listed(rows, session.scalar(count) or 0, window)


def count_open_tasks(session: Session) -> int:
    """Return how many tasks wait."""
    query = select(func.count()).where(RegistryTask.state == RegistryTaskState.OPEN)
    return session.scalar(query) or 0


def _task_line(
    task: RegistryTask, name: str, other_name: str | None, imported: RegistryImport
) -> TaskLine:
    detail = task.detail if isinstance(task.detail, dict) else {}
    details = []
    if "known_name" in detail:
        details.append(f"登记库现名“{detail['known_name']}”，来源行所载“{detail['name']}”")
    elif "name" in detail:
        details.append(f"共用名称“{detail['name']}”")
    source = imported.source or imported.file_name
    case_number = str(detail.get("case_number", ""))
    if case_number:
        details.append(f"案件 {case_number}")
    return TaskLine(task, name, other_name or "", source, tuple(details), case_number)


def _matches(words: str) -> ColumnElement[bool]:
    code = words.replace(" ", "").upper()
    if len(code) == _CODE_CHARACTERS and _CODE.fullmatch(code):
        return EnterpriseRecord.uscc == code
    if _CODE.fullmatch(code) and any(each.isdigit() for each in code):
        return EnterpriseRecord.uscc.startswith(code, autoescape=True)
    named = select(EnterpriseName.uscc).where(EnterpriseName.name.icontains(words, autoescape=True))
    return EnterpriseRecord.uscc.in_(named)


def _origins(session: Session, uscc: str) -> dict[str, tuple[RegistryImport, str]]:
    origins = known_now(session, [uscc], None)[uscc].origins
    numbers = {origin.import_id for origin in origins.values()}
    known = {
        imported.id: imported
        for imported in session.scalars(
            select(RegistryImport).where(RegistryImport.id.in_(numbers))
        )
    }
    return {
        field: (known[origin.import_id], origin.as_of.isoformat() if origin.as_of else "")
        for field, origin in origins.items()
        if origin.import_id in known
    }


def _names(session: Session, uscc: str) -> tuple[EnterpriseName, ...]:
    return tuple(
        session.scalars(
            select(EnterpriseName)
            .where(EnterpriseName.uscc == uscc)
            .order_by(EnterpriseName.is_former, EnterpriseName.until.desc(), EnterpriseName.id)
        )
    )


def _filings(session: Session, uscc: str) -> tuple[FiledEntry, ...]:
    found = session.execute(
        select(FilingEntry, Attachment, MatchRecord)
        .join(MatchRecord, MatchRecord.entry_id == FilingEntry.id)
        .join(Attachment, Attachment.id == FilingEntry.attachment_id)
        .where(MatchRecord.uscc == uscc, MatchRecord.is_current)
        .order_by(Attachment.announced_on.desc(), FilingEntry.row_number)
    )
    return tuple(FiledEntry(*row) for row in found)


def _links(session: Session, record: EnterpriseRecord) -> tuple[tuple[str, EnterpriseRecord], ...]:
    up = {record.head_office: "隶属企业", record.parent: "上级企业"}
    found = session.scalars(
        select(EnterpriseRecord)
        .where(
            EnterpriseRecord.uscc.in_([code for code in up if code])
            | (EnterpriseRecord.head_office.in_((record.uscc, record.name)))
            | (EnterpriseRecord.parent.in_((record.uscc, record.name)))
        )
        .order_by(EnterpriseRecord.uscc)
    )
    return tuple((_link(record, other, up), other) for other in found)


def _link(record: EnterpriseRecord, other: EnterpriseRecord, up: dict[str, str]) -> str:
    if other.uscc in up:
        return up[other.uscc]
    return "分支机构" if other.head_office in {record.uscc, record.name} else "下级企业"
