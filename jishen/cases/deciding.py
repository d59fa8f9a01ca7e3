"""The decision: approval, payout and payment request in one transaction (审过即发), or none."""

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from jishen.cases.act_terms import Acting, ActTerms, Asked, Done
from jishen.cases.acting import Opened, carry_out
from jishen.cases.case_news import tell_news
from jishen.cases.determining import decide_on, keep_decision
from jishen.cases.evidence import digest_of
from jishen.cases.reviewing import (
    raise_if_sent_back,
    refuse_other_evidence,
    send_back_stale,
    sign,
)
from jishen.cases.transitions import change_state
from jishen.cases.voiding import EVIDENCE_CHANGED, is_stale
from jishen.domain.acts import CaseAct
from jishen.domain.case_errors import NotYours
from jishen.domain.decisions import Decision, Outcome
from jishen.domain.errors import LedgerFault
from jishen.domain.notices import NewsKind
from jishen.domain.review import needs_second_review
from jishen.domain.states import CaseState, Hold
from jishen.store.approvals import approvals_in_force
from jishen.store.ledger import ledger_view
from jishen.store.rows import insert_rows
from jishen.store.session import Store
from jishen.store.tables import AwardCase, Payout, YearlyPool

BUDGET_REASONS = frozenset({"pool", "enterprise_cap"})
"""Reasons of the policy that are about money left, not about the case."""
REQUESTED = "payment.requested"


def decide(store: Store, acting: Acting, asked: Asked, terms: ActTerms) -> Done:
    """Approve a case: its money is taken from the pool and the treasury is asked for it, at once.

    The policy is asked anew with the ledger as it stands, enterprise and pool locked. Where the
    money left does not suffice the case is put on hold for the budget, never paid in part. Where
    anything else came out differently the approvals are void and the case goes back.

    Raises:
        EvidenceChanged: the case went back instead.
        NotYours: signed another step of it; or a step that it needs is not signed.
        LedgerFault: no pool is recorded for the year.
    """

    def approve(opened: Opened) -> str:
        session, case = opened.session, opened.case
        refuse_other_evidence(opened)
        if is_stale(session, case, opened.terms):
            return send_back_stale(opened, EVIDENCE_CHANGED)
        _refuse_unsigned(opened)
        _lock_pool(session, terms.today.year)
        decided = decide_on(session, case, terms)
        if _lacks_money(case, decided[1]):
            return _hold_for_budget(opened, decided[1])
        if _differs(case, decided[1]):
            return send_back_stale(opened, _difference(case, decided[1]))
        sign(opened)
        keep_decision(session, case, terms, f"decide:{case.version}", decided)
        _pay(opened)
        return ""

    done = carry_out(store, acting, CaseAct.DECIDE, asked, terms, approve, point="decide_case")
    return raise_if_sent_back(done)


def instruction_key(case_id: str, evidence_sha256: str) -> str:
    """Return the key of a payment request: a redo after a loss carries the same one."""
    return digest_of(["payment", case_id, evidence_sha256])


def _refuse_unsigned(opened: Opened) -> None:
    case = opened.case
    signed = {approval.step for approval in approvals_in_force(opened.session, case.id)}
    wanted = {CaseAct.REVIEW.value}
    if needs_second_review(case.id, case.payable_yuan, opened.terms.rules):
        wanted.add(CaseAct.SECOND_REVIEW.value)
    if not wanted <= signed:
        message = f"案件 {case.case_number} 尚缺应有的审核或复核签署，不能审批；请退回实质审核"
        raise NotYours(message)


def _lock_pool(session: Session, year: int) -> None:
    if session.scalars(_LOCKED_POOL, {"year": year}).first() is None:
        message = f"{year} 年度资金池尚未载明，不能审批；请先运行 jishen awards pool"
        raise LedgerFault(message)


def _lacks_money(case: AwardCase, decision: Decision) -> bool:
    """Tell whether only the money left stands in the way of what was approved."""
    is_about_money = bool(decision.reason_keys) and BUDGET_REASONS.issuperset(decision.reason_keys)
    is_held = decision.outcome is Outcome.ON_HOLD and is_about_money
    return is_held and decision.payable_yuan < case.payable_yuan


def _differs(case: AwardCase, decision: Decision) -> bool:
    return decision.outcome is not Outcome.ELIGIBLE or (
        decision.determined_yuan,
        decision.payable_yuan,
        decision.city_half_yuan,
        decision.district_half_yuan,
    ) != (
        case.determined_yuan,
        case.payable_yuan,
        case.city_half_yuan,
        case.district_half_yuan,
    )


def _difference(case: AwardCase, decision: Decision) -> str:
    """Return what came out differently, for those who signed something else."""
    return (
        f"重新测算与所签不同：应付 {case.payable_yuan:,} 元 → {decision.payable_yuan:,} 元"
        f"（{decision.reason.rstrip('。')}）"
    )


def _hold_for_budget(opened: Opened, decision: Decision) -> str:
    note = f"{decision.reason}已转“待预算”，额度落实后恢复办理"
    opened.details |= {
        "payable_yuan": opened.case.payable_yuan,
        "left_yuan": decision.payable_yuan,
    }
    opened.move(CaseState.ON_HOLD, hold=Hold.BUDGET)
    opened.tell(f"待预算：{decision.reason}")
    return note


def _pay(opened: Opened) -> None:
    session, case, terms = opened.session, opened.case, opened.terms
    evidence = opened.signed_sha256
    year = terms.today.year
    _take_from_pool(session, year, case)
    payout = Payout(
        case_id=case.id,
        instruction_key=instruction_key(case.id, evidence),
        uscc=case.uscc,
        policy_id=case.policy_id,
        clause=case.clause,
        year=year,
        amount_yuan=case.payable_yuan,
        city_half_yuan=case.city_half_yuan,
        district_half_yuan=case.district_half_yuan,
        decided_at=terms.at,
        evidence_sha256=evidence,
    )
    insert_rows(session, [payout])
    opened.details |= {
        "payable_yuan": case.payable_yuan,
        "year": year,
        "evidence": evidence,
    }
    opened.move(CaseState.DECIDED)
    change_state(
        session,
        case,
        CaseState.PAYMENT_REQUESTED,
        at=terms.at,
        actor=opened.actor,
        event=REQUESTED,
        body={"instruction_key": payout.instruction_key, "amount_yuan": payout.amount_yuan},
    )
    opened.tell(f"已审批，拨付申请 {payout.amount_yuan:,} 元已生成")
    tell_news(session, case, NewsKind.DECIDED, terms.at)


def _take_from_pool(session: Session, year: int, case: AwardCase) -> None:
    """Take the money; the database itself refuses more than the cap."""
    left = ledger_view(session, case.uscc, year).pool_left
    if left is None or left < case.payable_yuan:
        message = f"{year} 年度资金池余额不足"
        raise LedgerFault(message)
    session.execute(_TAKE, {"of_year": year, "amount": case.payable_yuan})


_LOCKED_POOL = select(YearlyPool.year).where(YearlyPool.year == bindparam("year")).with_for_update()
_TAKE = (
    update(YearlyPool)
    .where(YearlyPool.year == bindparam("of_year"))
    .values(used_yuan=YearlyPool.used_yuan + bindparam("amount"))
    .execution_options(synchronize_session=False)
)
