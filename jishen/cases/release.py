"""Release of a backlog case: a reviewer decides that an old filing is to be notified after all."""

from datetime import datetime

from sqlalchemy.orm import Session

from jishen.cases.case_notices import tell_enterprise, tell_reviewers
from jishen.cases.transitions import change_state
from jishen.domain.decisions import Outcome
from jishen.domain.errors import TransitionRefused
from jishen.domain.states import CaseState
from jishen.store.audit import Actor
from jishen.store.cases import case_by_number
from jishen.store.session import Store
from jishen.store.tables import AwardCase, EnterpriseRecord


def release_case(
    store: Store,
    case_number: str,
    *,
    by: str,
    why: str,
    at: datetime,
    reviewers: tuple[str, ...],
) -> None:
    """Take a case out of the backlog as if it were new: it is opened, or held where facts lack.

    The reviewers are told, and the enterprise if the case is opened.

    Raises:
        TransitionRefused: no such case, or it is not in the backlog.
    """
    with store.act("release") as session:
        case = _backlog_case(session, case_number)
        to = CaseState.OPENED if case.outcome is Outcome.ELIGIBLE else CaseState.ON_HOLD
        change_state(
            session,
            case,
            to,
            at=at,
            actor=Actor(by, is_person=True),
            event="case.released",
            body={"why": why},
        )
        if to is CaseState.OPENED:
            enterprise = session.get_one(EnterpriseRecord, case.uscc)
            tell_enterprise(session, case, enterprise, at)
        tell_reviewers(session, case, reviewers, by=by, why=why, at=at)


def _backlog_case(session: Session, case_number: str) -> AwardCase:
    case = case_by_number(session, case_number)
    if case is None:
        message = f"没有编号为 {case_number} 的案件"
        raise TransitionRefused(message)
    if case.state is not CaseState.BACKLOG:
        message = f"案件 {case_number} 不是历史积存案件，无须释放"
        raise TransitionRefused(message)
    return case
