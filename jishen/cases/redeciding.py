"""Deciding an undecided case anew, on what is known now: a new decision, never a changed one."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.cases.case_facts import refreshed_facts
from jishen.cases.case_notices import tell_enterprise, tell_reviewers
from jishen.cases.holding import is_held_by_policy, state_after_hold
from jishen.cases.records_json import from_json, to_json
from jishen.cases.transitions import change_state
from jishen.domain.decisions import OUTCOME_NAMES, CaseFacts, Decision, Outcome, Policy
from jishen.domain.notices import NoticeEvent
from jishen.domain.states import CaseState
from jishen.domain.zones import ZoneTest
from jishen.store import audit
from jishen.store.audit import Actor
from jishen.store.cases import decision_of
from jishen.store.rulings import is_undecided
from jishen.store.tables import (
    AwardCase,
    DecisionRecord,
    EnterpriseRecord,
    OutboxMessage,
    RulingRecord,
)
from jishen.store.tables.base import JsonValue
from jishen.store.tables.messages import OutboxState

CALLED_OFF = "解释适用后重新测算，不再发送"


@dataclass(frozen=True, slots=True)
class RedecidingTerms:
    """What deciding anew needs besides the database: policy, actor, instant, who reviews."""

    policy_id: str
    policy: Policy
    actor: Actor
    at: datetime
    reviewers: tuple[str, ...]
    zone: ZoneTest | None = None


def changes(before: Decision, after: Decision) -> bool:
    """Tell whether a decision says something else to the reviewer than the one before."""
    return (before.outcome, before.payable_yuan, before.reason_keys, before.questions) != (
        after.outcome,
        after.payable_yuan,
        after.reason_keys,
        after.questions,
    )


def redecide_case(
    session: Session, case_id: str, ruling: RulingRecord, terms: RedecidingTerms
) -> str | None:
    """Decide one case anew in the caller's transaction; return its number.

    Returns None when somebody decided it meanwhile, or another run has done this.
    """
    case = session.get_one(AwardCase, case_id, with_for_update=True)
    record = decision_of(session, case_id)
    occasion = f"ruling:{ruling.id}"
    if record is None or record.occasion == occasion or not is_undecided(session, case_id):
        return None
    facts = refreshed_facts(
        session, from_json(CaseFacts, record.facts), terms.policy_id, terms.at, terms.zone
    )
    before, after = from_json(Decision, record.decision), terms.policy(facts)
    session.add(
        DecisionRecord(
            match_id=record.match_id,
            occasion=occasion,
            case_id=case_id,
            policy_id=after.policy_id,
            policy_sha256=after.policy_sha256,
            outcome=after.outcome,
            facts=to_json(facts),
            decision=to_json(after),
            decided_at=terms.at,
        )
    )
    take_over(case, after)
    session.flush()
    _move(session, case, before, after, ruling, terms)
    return case.case_number


def take_over(case: AwardCase, decision: Decision) -> None:
    """Put a decision's outcome and amounts on its case."""
    case.outcome = decision.outcome
    case.reason = decision.reason
    case.ceiling_yuan = decision.ceiling_yuan
    case.determined_yuan = decision.determined_yuan
    case.payable_yuan = decision.payable_yuan
    case.city_half_yuan = decision.city_half_yuan
    case.district_half_yuan = decision.district_half_yuan


def _move(
    session: Session,
    case: AwardCase,
    before: Decision,
    after: Decision,
    ruling: RulingRecord,
    terms: RedecidingTerms,
) -> None:
    """Put the case where its new outcome belongs, write the audit entry, tell the right people."""
    was, to = case.state, _state_for(session, case, after.outcome)
    body: dict[str, JsonValue] = {
        "ruling": ruling.id,
        "outcome_before": before.outcome.value,
        "outcome": after.outcome.value,
        "payable_yuan_before": before.payable_yuan,
        "payable_yuan": after.payable_yuan,
        "policy_sha256": after.policy_sha256,
    }
    if to is was:
        case.version += 1
        audit.append(
            session,
            at=terms.at,
            actor=terms.actor,
            event="case.redecided",
            case_id=case.id,
            body=body,
        )
    else:
        change_state(
            session, case, to, at=terms.at, actor=terms.actor, event="case.redecided", body=body
        )
        _tell_enterprise(session, case, was, to, terms.at)
    if changes(before, after) and was is not CaseState.BACKLOG:
        why = (
            f"适用解释 {ruling.question}（{ruling.document}）后重新测算："
            f"{_in_words(before)} → {_in_words(after)}"
        )
        tell_reviewers(session, case, terms.reviewers, by="", why=why, at=terms.at)


def _in_words(decision: Decision) -> str:
    return f"{OUTCOME_NAMES[decision.outcome]}，应付上限 {decision.payable_yuan:,} 元"


def _state_for(session: Session, case: AwardCase, outcome: Outcome) -> CaseState:
    """Return where a case belongs; what the policy refuses waits for a person to refuse it."""
    if outcome is Outcome.NO_FURTHER_AWARD:
        return CaseState.NO_FURTHER_AWARD
    if case.state is CaseState.BACKLOG:
        return CaseState.BACKLOG
    if outcome is not Outcome.ELIGIBLE:
        return CaseState.ON_HOLD
    return state_after_hold(session, case) if is_held_by_policy(case) else case.state


def _tell_enterprise(
    session: Session, case: AwardCase, was: CaseState, to: CaseState, at: datetime
) -> None:
    """Tell the enterprise when the case is open again; call off a notice that has not gone out."""
    if was is CaseState.OPENED:
        waiting = _enterprise_notice(session, case, OutboxState.WAITING)
        if waiting is not None:
            waiting.state, waiting.last_detail = OutboxState.DEAD, CALLED_OFF
    elif to is CaseState.OPENED:
        dead = _enterprise_notice(session, case, OutboxState.DEAD)
        if dead is None:
            tell_enterprise(session, case, session.get_one(EnterpriseRecord, case.uscc), at)
        elif dead.last_detail == CALLED_OFF:
            dead.state, dead.due_at, dead.last_detail = OutboxState.WAITING, at, ""


def _enterprise_notice(
    session: Session, case: AwardCase, state: OutboxState
) -> OutboxMessage | None:
    return session.scalar(
        select(OutboxMessage)
        .where(
            OutboxMessage.case_id == case.id,
            OutboxMessage.event == NoticeEvent.FILING_SEEN,
            OutboxMessage.state == state,
        )
        .with_for_update()
    )
