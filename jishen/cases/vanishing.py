"""Rows that a list prints no more: after enough good looks a task for a person, never an act."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.cases.troubles import Trouble, put_recovery, put_trouble
from jishen.domain.watch_faults import HoldFault
from jishen.store import audit
from jishen.store.audit import Actor
from jishen.store.holds import lists_seen_as_recorded, open_disappearances, vanished_tasks
from jishen.store.tables import Attachment, Disappearance, FilingEntry

WORK = "vanished"
"""Stands before the source's key in the alarms."""
_CAME_BACK = "本行重新出现在清单中"
_NAMED = 5
_REMEDY = (
    "备案与案件均未改动。请打开公告页面与原件核对该行是被撤下、改号还是漏印，"
    "再用 jishen vanished settle 编号 记下结论。"
)


def note_rows_gone(
    session: Session,
    attachment: Attachment,
    *,
    at: datetime,
    actor: Actor,
    operators: Sequence[str],
) -> None:
    """Begin to count for rows gone with this version, and close what came back.

    Call after the version was recorded, in its transaction.
    """
    known = open_disappearances(session, [attachment.id])
    back = [(gone, entry) for gone, entry in known if entry.missing_since is None]
    for gone, entry in back:
        gone.closed_at, gone.closed_by, gone.why = at, "", _CAME_BACK
        if gone.task_at is not None:
            _audit(session, gone, entry, "row.back", actor, at)
    session.flush()
    counted = {gone.entry_id for gone, _ in known}
    missing = session.scalars(
        select(FilingEntry).where(
            FilingEntry.attachment_id == attachment.id,
            FilingEntry.missing_since == at,
        )
    )
    session.add_all(
        Disappearance(entry_id=entry.id, attachment_id=attachment.id, gone_at=at, good_looks=0)
        for entry in missing
        if entry.id not in counted
    )
    told = [entry for gone, entry in back if gone.task_at is not None]
    if told:
        session.flush()
        tell_of_source(session, attachment.source_key, operators, at, back=told)


def count_good_looks(  # noqa: PLR0913 (which look at which lists, and who is told)
    session: Session,
    source_key: str,
    attachment_ids: Collection[str],
    *,
    at: datetime,
    enough: int,
    actor: Actor,
    operators: Sequence[str],
) -> int:
    """Count a good look at these lists for every row they do not show; return the new tasks.

    A list of which other bytes are held does not count: what it shows is not what is recorded.
    """
    seen = lists_seen_as_recorded(session, attachment_ids) if attachment_ids else []
    raised = 0
    for gone, entry in open_disappearances(session, seen) if seen else []:
        if gone.task_at is not None:
            continue
        gone.good_looks += 1
        if gone.good_looks >= enough:
            gone.task_at = at
            raised += 1
            _audit(session, gone, entry, "row.vanished", actor, at)
    session.flush()
    if seen and vanished_tasks(session, source_key):
        tell_of_source(session, source_key, operators, at)
    return raised


def tell_of_source(
    session: Session,
    source_key: str,
    operators: Sequence[str],
    at: datetime,
    back: Sequence[FilingEntry] = (),
) -> None:
    """Tell the operators which rows of a source wait and which came back, or that none waits."""
    tasks = vanished_tasks(session, source_key)
    work = f"{WORK}.{source_key}"
    if not tasks:
        put_recovery(session, operators, work, at)
        return
    named = "；".join(
        f"{gone.id}：{entry.filer_name} {entry.filing_number}（{attachment.label}）"
        for gone, entry, attachment in tasks[:_NAMED]
    )
    more = f"等 {len(tasks)} 行" if len(tasks) > _NAMED else ""
    trouble = Trouble(
        work=work,
        subject="",
        verdict="rows-vanished",
        detail=f"{_came_back(back)}清单不再载有 {len(tasks)} 行已登记的备案：{named}{more}",
        remedy=_REMEDY,
    )
    put_trouble(session, operators, trouble, at)


def _came_back(back: Sequence[FilingEntry]) -> str:
    if not back:
        return ""
    named = "、".join(entry.filing_number for entry in back[:_NAMED])
    return f"{len(back)} 行已重新出现并办结（{named}）；另有："


def settle(
    session: Session, disappearance_id: int, *, by: str, why: str, at: datetime
) -> Attachment:
    """Close a task with what a person found; nothing else changes. Return the list.

    Raises:
        HoldFault: there is no such task, it is closed, or name or reason is missing.
    """
    gone = session.get(Disappearance, disappearance_id, with_for_update=True)
    if gone is None or gone.task_at is None:
        message = f"没有编号为 {disappearance_id} 的消失条目任务"
        raise HoldFault(message)
    if gone.closed_at is not None:
        message = f"消失条目任务 {disappearance_id} 已办结（{gone.why}）"
        raise HoldFault(message)
    if not by.strip() or not why.strip():
        message = "办结须写明办理人和结论"
        raise HoldFault(message)
    gone.closed_at, gone.closed_by, gone.why = at, by, why
    entry = session.get_one(FilingEntry, gone.entry_id)
    _audit(session, gone, entry, "row.settled", Actor(by, is_person=True), at)
    return session.get_one(Attachment, gone.attachment_id)


def _audit(
    session: Session,
    gone: Disappearance,
    entry: FilingEntry,
    event: str,
    actor: Actor,
    at: datetime,
) -> None:
    audit.append(
        session,
        at=at,
        actor=actor,
        event=event,
        body={
            "disappearance": gone.id,
            "entry_id": entry.id,
            "filing_number": entry.filing_number,
            "good_looks": gone.good_looks,
            "why": gone.why or "",
        },
    )
