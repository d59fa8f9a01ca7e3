"""What must hold of money at every instant: one payout (I2), distinct people (I3), pool (I4)."""

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jishen.domain.states import CaseState
from jishen.store.approvals import approvals_in_force
from jishen.store.tables import Acknowledgement, AwardCase, Payout, YearlyPool
from jishen.store.tables.payments import PaymentAnswer

PAYING = {
    CaseState.PAYMENT_REQUESTED,
    CaseState.PAID,
    CaseState.ARCHIVED,
    CaseState.CLAWBACK,
}
PAID = PAYING - {CaseState.PAYMENT_REQUESTED}


def broken_money(session: Session) -> Iterator[str]:
    """Yield what does not hold of payouts, approvals and pools."""
    cases = {case.id: case for case in session.scalars(select(AwardCase))}
    payouts = {payout.case_id: payout for payout in session.scalars(select(Payout))}
    if payouts.keys() != {case.id for case in cases.values() if case.state in PAYING}:
        yield "the payouts are not those of the cases that are decided"
    for case_id, payout in payouts.items():
        yield from _broken_payout(session, cases[case_id], payout)
    given = Counter[int]()
    for payout in payouts.values():
        given[payout.year] += payout.amount_yuan
    for pool in session.scalars(select(YearlyPool)):
        if pool.used_yuan != given[pool.year] or pool.used_yuan > pool.cap_yuan:
            yield f"the pool of {pool.year} says {pool.used_yuan}, payouts {given[pool.year]}"


def _broken_payout(session: Session, case: AwardCase, payout: Payout) -> Iterator[str]:
    signed = approvals_in_force(session, case.id)
    if payout.amount_yuan != case.payable_yuan:
        yield f"{case.case_number}: not the amount that was approved"
    if {approval.evidence_sha256 for approval in signed} != {payout.evidence_sha256}:
        yield f"{case.case_number}: an approval is over other evidence than the payout"
    if len({approval.person_id for approval in signed}) != len(signed) or len(signed) <= 1:
        yield f"{case.case_number}: not signed by different people"
    answers = session.scalar(
        select(func.count()).where(
            Acknowledgement.case_id == case.id, Acknowledgement.answer == PaymentAnswer.PAID
        )
    )
    if (answers == 1) is not (case.state in PAID) or (answers or 0) > 1:
        yield f"{case.case_number}: {answers} payments by the treasury"
