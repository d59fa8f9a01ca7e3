"""Telling reviewers of a cancelled filing whose award is already given."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.cases import outbox
from jishen.cases.cancellations import cancelled_filings
from jishen.cases.case_notices import tell_reviewers
from jishen.cases.opening import OpeningTerms
from jishen.domain.notices import Audience, NoticeEvent
from jishen.domain.states import CaseState
from jishen.store.session import Store
from jishen.store.tables import AwardCase, OutboxMessage
from jishen.store.tables.base import JsonValue

AWARDED_STATES = frozenset(
    {CaseState.DECIDED, CaseState.PAYMENT_REQUESTED, CaseState.PAID, CaseState.ARCHIVED}
)


def tell_cancelled_awards(store: Store, terms: OpeningTerms) -> list[str]:
    """Tell reviewers, once, of every awarded case whose filing was cancelled since; return them.

    What follows for money that was decided or paid is a person's decision (question Q16).
    """
    with store.reading() as session:
        waiting = list(_untold(session, terms))
    if not waiting:
        return []
    with store.act("reevaluate") as session:
        for case_id, why in waiting:
            case = session.get_one(AwardCase, case_id)
            tell_reviewers(session, case, terms.reviewers, by="", why=why, at=terms.at)
        return [session.get_one(AwardCase, case_id).case_number for case_id, _ in waiting]


def _untold(session: Session, terms: OpeningTerms) -> Iterator[tuple[str, str]]:
    cases = session.execute(
        select(AwardCase.id, AwardCase.filing_key)
        .where(AwardCase.state.in_(AWARDED_STATES), AwardCase.policy_id == terms.policy_id)
        .order_by(AwardCase.case_number)
    ).all()
    gone = cancelled_filings(session, (key for _, key in cases))
    for case_id, filing_key in cases:
        if filing_key not in gone:
            continue
        why = f"所涉备案已于 {gone[filing_key]} 注销，奖励已审批，请核查是否追缴"
        subject: dict[str, JsonValue] = {"case_id": case_id, "by": "", "why": why}
        keys = [
            outbox.key_of(NoticeEvent.CASE_WAITING, Audience.REVIEWERS, recipient, subject)
            for recipient in terms.reviewers
        ]
        told = session.scalars(select(OutboxMessage.key).where(OutboxMessage.key.in_(keys))).all()
        if len(told) < len(keys):
            yield case_id, why
