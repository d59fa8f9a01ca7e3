"""The only place that changes the state of a case."""

from datetime import datetime

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from jishen.domain.errors import TransitionRefused
from jishen.domain.states import STATE_NAMES, TRANSITIONS, CaseState, Hold
from jishen.store import audit
from jishen.store.audit import Actor
from jishen.store.tables import AwardCase
from jishen.store.tables.base import JsonValue


def change_state(  # noqa: PLR0913 (who, when, what, why: each is needed to defend it)
    session: Session,
    case: AwardCase,
    to: CaseState,
    *,
    at: datetime,
    actor: Actor,
    event: str,
    body: dict[str, JsonValue],
    hold: Hold = Hold.POLICY,
) -> None:
    """Change a case's state and write the audit entry, in the caller's transaction.

    A case that is put on hold remembers why (`hold`) and where it stood.

    Raises:
        TransitionRefused: the table does not allow it, or somebody else was faster.
    """
    before = _allowed(case, to)
    new = {"state": to, "version": case.version + 1, "hold": None, "held_from": None}
    if to is CaseState.ON_HOLD:
        new |= {"hold": hold, "held_from": before}
    session.flush()
    known = {"of_id": case.id, "of_version": case.version}
    if session.connection().scalars(_MOVE, known | new).first() is None:
        message = f"案件 {case.case_number} 已被他人办理"
        raise TransitionRefused(message)
    if case in session:  # a record read in an earlier transaction stays what it was then
        for name, value in new.items():
            set_committed_value(case, name, value)
    audit.append(
        session,
        at=at,
        actor=actor,
        event=event,
        case_id=case.id,
        body={"from": before.value, "to": to.value, **body},
    )


def _allowed(case: AwardCase, to: CaseState) -> CaseState:
    """Return the case's state, from which the table allows the new one."""
    if to not in TRANSITIONS[case.state]:
        message = (
            f"案件 {case.case_number} 当前为“{STATE_NAMES[case.state]}”，"
            f"不能转为“{STATE_NAMES[to]}”"
        )
        raise TransitionRefused(message)
    return case.state


_MOVE = (
    update(AwardCase)
    .where(AwardCase.id == bindparam("of_id"), AwardCase.version == bindparam("of_version"))
    .values(
        state=bindparam("state"),
        version=bindparam("version"),
        hold=bindparam("hold"),
        held_from=bindparam("held_from"),
    )
    .returning(AwardCase.id)
)
