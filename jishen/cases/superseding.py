"""Notices that tell of what is over: never sent late as if it were new, and kept to be seen."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, select, update
from sqlalchemy.orm import Session, aliased

from jishen.domain.notices import NoticeEvent
from jishen.domain.states import WAITS_FOR, CaseState, Waits
from jishen.store.tables import AwardCase, OutboxMessage
from jishen.store.tables.messages import OutboxState

TEST_IS_OLD_AFTER = timedelta(hours=1)
CASE_MOVED = "案件此后状态已变，本通知所述情形不再成立，未发送"
NEWER_ALARM = "同一来源此后已有新的通知，本通知已过时，未发送"
OLD_TEST = "试发已过时，未发送"

_STILL_TOLD = frozenset({CaseState.OPENED, CaseState.ENTERPRISE_NOTIFIED}) | {
    state for state in CaseState if WAITS_FOR.get(state) is Waits.ENTERPRISE
}
"""States in which an enterprise's first alert is still true; told again when a hold ends."""
_NOBODYS_WORK = tuple(
    state
    for state in CaseState
    if WAITS_FOR.get(state) not in {Waits.REVIEWER, Waits.ENTERPRISE, Waits.APPROVER}
)


def supersede(session: Session, at: datetime) -> None:
    """Mark the waiting notices that are due and are no longer true."""
    moved = OutboxMessage.case_id == AwardCase.id
    _mark(session, at, CASE_MOVED, _no_alert(moved))
    _mark(session, at, CASE_MOVED, _no_work(moved))
    _mark(session, at, NEWER_ALARM, _has_newer_alarm())
    is_old_test = and_(
        OutboxMessage.event == NoticeEvent.CHANNEL_TEST,
        OutboxMessage.created_at <= at - TEST_IS_OLD_AFTER,
    )
    _mark(session, at, OLD_TEST, is_old_test)
    _supersede_reminders(session, at)


def _no_alert(of_case: ColumnElement[bool]) -> ColumnElement[bool]:
    gone = exists().where(of_case, AwardCase.state.not_in(sorted(_STILL_TOLD)))
    return and_(OutboxMessage.event == NoticeEvent.FILING_SEEN, gone)


def _no_work(of_case: ColumnElement[bool]) -> ColumnElement[bool]:
    gone = exists().where(of_case, AwardCase.state.in_(_NOBODYS_WORK))
    return and_(OutboxMessage.event == NoticeEvent.CASE_WAITING, gone)


def _has_newer_alarm() -> ColumnElement[bool]:
    newer = aliased(OutboxMessage)
    alarms = (NoticeEvent.SOURCE_FAULT, NoticeEvent.SOURCE_RECOVERED)
    return and_(
        OutboxMessage.event == NoticeEvent.SOURCE_FAULT,
        exists().where(
            newer.source_key == OutboxMessage.source_key,
            newer.audience == OutboxMessage.audience,
            newer.recipient == OutboxMessage.recipient,
            newer.event.in_(alarms),
            newer.created_at > OutboxMessage.created_at,
        ),
    )


def _supersede_reminders(session: Session, at: datetime) -> None:
    found = session.execute(
        select(OutboxMessage, AwardCase.state)
        .join(AwardCase, AwardCase.id == OutboxMessage.case_id)
        .where(
            OutboxMessage.event == NoticeEvent.CASE_OVERDUE,
            OutboxMessage.state == OutboxState.WAITING,
            OutboxMessage.due_at <= at,
        )
    )
    for message, state in found:
        subject = message.subject if isinstance(message.subject, dict) else {}
        if subject.get("state") != state.value:
            message.state, message.last_detail = OutboxState.SUPERSEDED, CASE_MOVED


def _mark(session: Session, at: datetime, why: str, is_over: ColumnElement[bool]) -> None:
    session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.state == OutboxState.WAITING,
            OutboxMessage.due_at <= at,
            is_over,
        )
        .values(state=OutboxState.SUPERSEDED, last_detail=why)
        .execution_options(synchronize_session=False)
    )
