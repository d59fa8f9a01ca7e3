"""Cases turn with the application windows: they wait while none is open, and go on when one opens.

Found by looking at the cases: a window that the office records, or a night in which one ends,
need not announce itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.cases import outbox
from jishen.cases.case_notices import tell_reviewers
from jishen.cases.transitions import change_state
from jishen.domain.notices import Audience, NoticeEvent
from jishen.domain.states import CaseState
from jishen.domain.windows import ApplicationWindow, WindowAnswer, window_on
from jishen.store.audit import Actor
from jishen.store.session import Store
from jishen.store.tables import AwardCase, EnterpriseRecord
from jishen.store.windows import windows_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
_TURNING = (CaseState.ENTERPRISE_NOTIFIED, CaseState.WAITING_FOR_WINDOW)


@dataclass(frozen=True, slots=True)
class TurnTerms:
    """When, by whom, whom to tell, and the windows that ship with each policy."""

    at: datetime
    actor: Actor
    reviewers: tuple[str, ...]
    shipped: Mapping[str, Sequence[ApplicationWindow]]


def turn_with_windows(store: Store, terms: TurnTerms) -> list[str]:
    """Turn every case whose state does not fit today's windows; return their numbers.

    An enterprise is told again when a window opens; one that cannot be reached is called.
    """
    with store.reading() as session:
        waiting = [
            case.id
            for case in session.scalars(
                select(AwardCase)
                .where(AwardCase.state.in_(_TURNING), AwardCase.policy_id.in_(terms.shipped))
                .order_by(AwardCase.case_number)
            )
            if _is_to_turn(case, _answer(session, case, terms))
        ]
    turned = []
    for case_id in waiting:
        with store.act("window") as session:
            case = session.get_one(AwardCase, case_id, with_for_update=True)
            answer = _answer(session, case, terms)
            if _is_to_turn(case, answer):
                _turn(session, case, answer, terms)
                turned.append(case.case_number)
    return turned


def _answer(session: Session, case: AwardCase, terms: TurnTerms) -> WindowAnswer:
    windows = windows_of(session, case.policy_id, terms.shipped[case.policy_id])
    return window_on(windows, terms.at.astimezone(SHANGHAI).date())


def _is_to_turn(case: AwardCase, answer: WindowAnswer) -> bool:
    fits = CaseState.ENTERPRISE_NOTIFIED if answer.is_open else CaseState.WAITING_FOR_WINDOW
    return case.state in _TURNING and case.state is not fits


def _turn(session: Session, case: AwardCase, answer: WindowAnswer, terms: TurnTerms) -> None:
    to = CaseState.ENTERPRISE_NOTIFIED if answer.is_open else CaseState.WAITING_FOR_WINDOW
    change_state(
        session,
        case,
        to,
        at=terms.at,
        actor=terms.actor,
        event="window.opened" if answer.is_open else "window.awaited",
        body={"window": answer.window.name if answer.window else ""},
    )
    if answer.window is None or not answer.is_open:
        return
    if not session.get_one(EnterpriseRecord, case.uscc).contact_email:
        why = f"申报窗口“{answer.window.name}”已开放，企业无联系邮箱，须人工告知"
        tell_reviewers(session, case, terms.reviewers, by="", why=why, at=terms.at)
        return
    outbox.put(
        session,
        NoticeEvent.FILING_SEEN,
        Audience.ENTERPRISE,
        case.uscc,
        subject={"case_id": case.id, "window": answer.window.name},
        case_id=case.id,
        at=terms.at,
    )
