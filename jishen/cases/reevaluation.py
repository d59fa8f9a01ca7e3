"""Asking the policy again about undecided cases when what it looked at has changed since.

It finds its work in the database: a case whose stored answer on the zone is not today's, whose
filing was cancelled, or whose enterprise is registered otherwise since. A ruling, a corrected
address, a deregistration, a new point or a cancellation need not announce themselves, and a run
that died is made good by the next one. A case that is decided or closed is never touched.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.cases.cancellations import cancelled_filings
from jishen.cases.case_facts import SHANGHAI, case_facts, with_what_people_said
from jishen.cases.case_notices import tell_enterprise, tell_reviewers
from jishen.cases.holding import is_held_by_policy, state_after_hold
from jishen.cases.opening import OpeningTerms
from jishen.cases.records_json import from_json, to_json
from jishen.cases.redeciding import take_over
from jishen.cases.transitions import change_state
from jishen.cases.zoning import zone_answer
from jishen.domain.decisions import CaseFacts, Decision, Outcome
from jishen.domain.enterprises import STATUSES_FOR_A_PERSON, EnterpriseKind, EnterpriseStatus
from jishen.domain.states import UNDECIDED_STATES, CaseState
from jishen.store import audit
from jishen.store.cases import decision_of, filings_of
from jishen.store.entries import MatchedEntry, ask_again_of, current_match
from jishen.store.session import Store
from jishen.store.tables import (
    AwardCase,
    DecisionRecord,
    EnterpriseRecord,
    MatchRecord,
)
from jishen.store.tables.base import JsonValue
from jishen.store.zones import zone_question

WHY = "示范区认定有变化，已重新测算"
WHY_CANCELLED = "所涉备案已注销，已重新测算"
WHY_STANDING = "所涉备案的注销信息已撤下，已重新测算"
WHY_REGISTRY = "企业登记信息有变化，已重新测算"
_OCCASIONS = {
    WHY: "zone",
    WHY_CANCELLED: "cancelled",
    WHY_STANDING: "cancelled",
    WHY_REGISTRY: "registry",
}


@dataclass(frozen=True, slots=True)
class Reevaluated:
    """A case asked about again: what the policy said before and says now."""

    case_number: str
    before: Outcome
    after: Outcome
    state: CaseState


def reevaluate_all(store: Store, terms: OpeningTerms) -> list[Reevaluated]:
    """Ask again about every undecided case of which a fact changed, each in one transaction.

    Filings that opened no case because the enterprise was outside are put up for judgement again.
    """
    with store.reading() as session:
        waiting = list(_changed_cases(session, terms))
        outside = sorted(set(_changed_without_case(session, terms)))
    done = []
    for case_id in waiting:
        with store.act("reevaluate") as session:
            again = _reevaluate(session, case_id, terms)
        if again is not None:
            done.append(again)
    if outside:
        with store.act("reevaluate") as session:
            _ask_again(session, outside, terms)
    return done


def _ask_again(session: Session, usccs: list[str], terms: OpeningTerms) -> None:
    asked = ask_again_of(session, usccs)
    if asked:
        body: dict[str, JsonValue] = {"usccs": [*usccs], "entries": asked, "why": WHY}
        audit.append(
            session, at=terms.at, actor=terms.actor, event="filings.asked_again", body=body
        )


def _changed_cases(session: Session, terms: OpeningTerms) -> Iterator[str]:
    found = session.execute(
        select(AwardCase.id, AwardCase.filing_key, EnterpriseRecord)
        .join(EnterpriseRecord, EnterpriseRecord.uscc == AwardCase.uscc)
        .where(
            AwardCase.state.in_(UNDECIDED_STATES),
            AwardCase.policy_id == terms.policy_id,
            AwardCase.opened_at != terms.at,  # just opened by this run, on today's answer
        )
        .order_by(AwardCase.case_number)
    ).all()
    gone = cancelled_filings(session, (filing_key for _, filing_key, _ in found))
    for case_id, filing_key, enterprise in found:
        decided = decision_of(session, case_id)
        if decided is not None and _why_again(
            session, decided, enterprise, terms, gone.get(filing_key)
        ):
            yield case_id


def _changed_without_case(session: Session, terms: OpeningTerms) -> Iterator[str]:
    found = session.execute(
        select(DecisionRecord, EnterpriseRecord)
        .join(MatchRecord, MatchRecord.id == DecisionRecord.match_id)
        .join(EnterpriseRecord, EnterpriseRecord.uscc == MatchRecord.uscc)
        .where(
            DecisionRecord.case_id.is_(None),
            DecisionRecord.outcome == Outcome.NOT_ELIGIBLE,
            DecisionRecord.policy_id == terms.policy_id,
            DecisionRecord.decided_at != terms.at,
            MatchRecord.is_current,
        )
        .order_by(DecisionRecord.id)
    )
    for decided, enterprise in found:
        facts = from_json(CaseFacts, decided.facts)
        is_news = _registered(facts) != _registered_now(enterprise)
        if is_news or _is_zone_changed(session, facts, enterprise, terms):
            yield enterprise.uscc


def _why_again(
    session: Session,
    decided: DecisionRecord,
    enterprise: EnterpriseRecord,
    terms: OpeningTerms,
    cancelled_on: date | None,
) -> str:
    """Return what changed since the decision, in words; empty when nothing did."""
    facts = from_json(CaseFacts, decided.facts)
    if facts.cancelled_on != cancelled_on:
        return WHY_CANCELLED if cancelled_on else WHY_STANDING
    if _registered(facts) != _registered_now(enterprise):
        return WHY_REGISTRY
    return WHY if _is_zone_changed(session, facts, enterprise, terms) else ""


_Registered = tuple[EnterpriseKind, EnterpriseStatus | None, date | None]


def _registered(facts: CaseFacts) -> _Registered:
    """Return what the policy was told of the enterprise's registration.

    存续 and a state not told are the same to it: a first import with states asks nothing again.
    """
    status = facts.enterprise_status
    return facts.enterprise_kind, _ended(status), facts.moved_in_on


def _registered_now(enterprise: EnterpriseRecord) -> _Registered:
    return enterprise.kind, _ended(enterprise.status), enterprise.moved_in_on


def _ended(status: EnterpriseStatus) -> EnterpriseStatus | None:
    return status if status in STATUSES_FOR_A_PERSON else None


def _is_zone_changed(
    session: Session, facts: CaseFacts, enterprise: EnterpriseRecord, terms: OpeningTerms
) -> bool:
    today = terms.at.astimezone(SHANGHAI).date()
    now = zone_answer(zone_question(session, enterprise, today), terms.zone)
    return (facts.zone_status, facts.zone_by_reading) != (now.status, now.by_reading)


def _reevaluate(session: Session, case_id: str, terms: OpeningTerms) -> Reevaluated | None:
    """Ask again about one case, unless another run did, or a person decided, meanwhile."""
    uscc = session.get_one(AwardCase, case_id).uscc
    enterprise = session.get_one(EnterpriseRecord, uscc, with_for_update=True)
    case = session.get_one(AwardCase, case_id, with_for_update=True, populate_existing=True)
    decided = decision_of(session, case_id)
    if case.state not in UNDECIDED_STATES or decided is None:
        return None
    gone = cancelled_filings(session, [case.filing_key])
    why = _why_again(session, decided, enterprise, terms, gone.get(case.filing_key))
    if not why:
        return None
    group = _group_of(session, case_id)
    if not group:
        return None
    facts = case_facts(session, group, enterprise, terms.policy_id, terms.at, terms.zone)
    facts = with_what_people_said(facts, from_json(CaseFacts, decided.facts))
    decision = terms.policy(facts)
    before = case.outcome
    session.add(
        DecisionRecord(
            match_id=group[0].match.id,
            occasion=f"{_OCCASIONS[why]}:{decided.id}",
            case_id=case.id,
            policy_id=decision.policy_id,
            policy_sha256=decision.policy_sha256,
            outcome=decision.outcome,
            facts=to_json(facts),
            decision=to_json(decision),
            decided_at=terms.at,
        )
    )
    take_over(case, decision)
    session.flush()
    _note(session, case, before, decision, terms, why)
    _move(session, case, enterprise, terms, why)
    return Reevaluated(case.case_number, before, decision.outcome, case.state)


def _group_of(session: Session, case_id: str) -> list[MatchedEntry]:
    """Return a case's filings with their current judgements, the leading one first."""
    judged = (
        (current_match(session, entry.id), entry, attachment)
        for _, entry, attachment in filings_of(session, case_id)
    )
    return [MatchedEntry(match, entry, place) for match, entry, place in judged if match]


def _note(
    session: Session,
    case: AwardCase,
    before: Outcome,
    decision: Decision,
    terms: OpeningTerms,
    why: str,
) -> None:
    audit.append(
        session,
        at=terms.at,
        actor=terms.actor,
        event="case.reevaluated",
        case_id=case.id,
        body={
            "before": before.value,
            "outcome": decision.outcome.value,
            "policy_sha256": decision.policy_sha256,
            "payable_yuan": decision.payable_yuan,
            "why": why,
        },
    )


def _move(
    session: Session,
    case: AwardCase,
    enterprise: EnterpriseRecord,
    terms: OpeningTerms,
    why: str,
) -> None:
    """Open or hold the case as the outcome calls for; a backlog case stays where it is."""
    to = _state_for(session, case)
    if case.is_backlog and case.state is CaseState.BACKLOG:
        return
    if to is not case.state:
        change_state(
            session,
            case,
            to,
            at=terms.at,
            actor=terms.actor,
            event="case.moved",
            body={"why": why},
        )
        session.refresh(case)
    if to is CaseState.OPENED:
        tell_enterprise(session, case, enterprise, terms.at)
    tell_reviewers(session, case, terms.reviewers, by="", why=why, at=terms.at)


def _state_for(session: Session, case: AwardCase) -> CaseState:
    """Return the state that an outcome calls for; refusing is left to a person."""
    if case.outcome is not Outcome.ELIGIBLE:
        return CaseState.ON_HOLD
    return state_after_hold(session, case) if is_held_by_policy(case) else case.state
