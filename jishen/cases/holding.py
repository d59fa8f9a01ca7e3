"""Where a held case goes back to, and whether a run may let it go."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.domain.notices import NoticeEvent
from jishen.domain.states import CaseState, Hold
from jishen.store.tables import AwardCase, OutboxMessage
from jishen.store.tables.messages import OutboxState

_BEFORE_THE_CLAIM = (None, CaseState.BACKLOG, CaseState.OPENED, CaseState.ENTERPRISE_NOTIFIED)


def is_held_by_policy(case: AwardCase) -> bool:
    """Tell whether only the policy holds a case: what a person or the budget holds, a person frees.

    A case that was opened on hold has no `hold` of its own.
    """
    return case.state is CaseState.ON_HOLD and case.hold in {None, Hold.POLICY}


def state_after_hold(session: Session, case: AwardCase) -> CaseState:
    """Return the state in which a held case goes on: where it stood, or where it should begin."""
    if case.held_from not in _BEFORE_THE_CLAIM:
        return case.held_from or CaseState.OPENED
    return CaseState.ENTERPRISE_NOTIFIED if _is_told(session, case) else CaseState.OPENED


def _is_told(session: Session, case: AwardCase) -> bool:
    """Tell whether the enterprise's alert was accepted before the case came to be held."""
    told = session.scalar(
        select(OutboxMessage.key).where(
            OutboxMessage.case_id == case.id,
            OutboxMessage.event == NoticeEvent.FILING_SEEN,
            OutboxMessage.state == OutboxState.ACCEPTED,
        )
    )
    return told is not None
