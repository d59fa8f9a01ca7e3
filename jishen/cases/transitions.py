"""The only place that changes the state of a case."""

from datetime import datetime

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from jishen.domain.errors import TransitionRefused
from jishen.domain.states import STATE_NAMES, TRANSITIONS, CaseState
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
) -> None:
    """Change a case's state and write the audit entry, in the caller's transaction.

    Raises:
        TransitionRefused: the table does not allow it, or somebody else was faster.
    """
    if to not in TRANSITIONS[case.state]:
        message = (
            f"案件 {case.case_number} 当前为“{STATE_NAMES[case.state]}”，"
            f"不能转为“{STATE_NAMES[to]}”"
        )
        raise TransitionRefused(message)
    before, version = case.state, case.version
    session.flush()
    moved = session.connection().scalars(
        _MOVE, {"of_id": case.id, "of_version": version, "state": to, "version": version + 1}
    )
    if moved.first() is None:
        message = f"案件 {case.case_number} 已被他人办理"
        raise TransitionRefused(message)
    if case in session:  # a record read in an earlier transaction stays what it was then
        set_committed_value(case, "state", to)
        set_committed_value(case, "version", version + 1)
    audit.append(
        session,
        at=at,
        actor=actor,
        event=event,
        case_id=case.id,
        body={"from": before.value, "to": to.value, **body},
    )


_MOVE = (
    update(AwardCase)
    .where(AwardCase.id == bindparam("of_id"), AwardCase.version == bindparam("of_version"))
    .values(state=bindparam("state"), version=bindparam("version"))
    .returning(AwardCase.id)
)
