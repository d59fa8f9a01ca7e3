"""Asking the policy anew at a step of the review: what was determined, the ledger as it stands."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from jishen.cases.act_terms import ActTerms
from jishen.cases.case_facts import refreshed_facts
from jishen.cases.records_json import from_json, to_json
from jishen.cases.redeciding import take_over
from jishen.domain.decisions import CaseFacts, Decision
from jishen.domain.errors import TransitionRefused
from jishen.domain.review import Determination
from jishen.domain.states import CaseState
from jishen.store.case_history import passages_of
from jishen.store.cases import decision_of
from jishen.store.rows import insert_rows
from jishen.store.tables import AwardCase, DecisionRecord

SHANGHAI = ZoneInfo("Asia/Shanghai")


def decide_on(
    session: Session, case: AwardCase, terms: ActTerms, found: Determination | None = None
) -> tuple[CaseFacts, Decision]:
    """Return the facts of now and what the policy says of them; nothing is written.

    With `found`, what the reviewer determined and found is put into the facts.

    Raises:
        TransitionRefused: the case has no decision to begin with, or its policy is not there.
    """
    record = decision_of(session, case.id)
    if record is None:
        message = f"案件 {case.case_number} 没有测算记录"
        raise TransitionRefused(message)
    facts = from_json(CaseFacts, record.facts)
    if found is not None:
        facts = _with_findings(session, case, facts, found)
    policy = terms.policies.get(case.policy_id)
    if policy is None:
        message = f"案件 {case.case_number} 所依据的政策 {case.policy_id} 不在系统中"
        raise TransitionRefused(message)
    facts = refreshed_facts(session, facts, case.policy_id, terms.at, policy.zone)
    return facts, policy.decide(facts)


def keep_decision(
    session: Session,
    case: AwardCase,
    terms: ActTerms,
    occasion: str,
    decided: tuple[CaseFacts, Decision],
) -> None:
    """Write a decision down as the one in force, and put its amounts on the case."""
    before = decision_of(session, case.id)
    if before is None:
        message = f"案件 {case.case_number} 没有测算记录"
        raise TransitionRefused(message)
    facts, decision = decided
    record = DecisionRecord(
        match_id=before.match_id,
        occasion=occasion,
        case_id=case.id,
        policy_id=decision.policy_id,
        policy_sha256=decision.policy_sha256,
        outcome=decision.outcome,
        facts=to_json(facts),
        decision=to_json(decision),
        decided_at=terms.at,
    )
    insert_rows(session, [record])
    take_over(case, decision)
    session.flush()


def _with_findings(
    session: Session, case: AwardCase, facts: CaseFacts, found: Determination
) -> CaseFacts:
    claimed = [p.on for p in passages_of(session, case.id) if p.state is CaseState.SUBMITTED]
    return replace(
        facts,
        determined_yuan=found.determined_yuan,
        same_category_award_this_year=found.has_same_category_award,
        same_category_award_yuan=found.same_category_award_yuan,
        credit=found.credit,
        operating_zone_status=found.operating_zone_status or facts.operating_zone_status,
        submitted_on=claimed[0] if claimed else facts.submitted_on,
    )
