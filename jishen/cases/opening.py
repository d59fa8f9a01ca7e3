"""Opening: ask the policy about every filing matched to an enterprise, open the case it calls for.

The policy comes in as a plain function: the core never imports `rules`.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from jishen.cases.case_facts import case_facts, tier_of
from jishen.cases.case_notices import announce
from jishen.cases.records_json import to_json
from jishen.domain.decisions import CaseFacts, Decision, Outcome, Policy
from jishen.domain.states import CaseState
from jishen.domain.zones import ZoneTest
from jishen.store import audit
from jishen.store.announcements import derived_id
from jishen.store.audit import Actor
from jishen.store.cases import filings_in_cases, next_number
from jishen.store.entries import (
    MatchedEntry,
    settle,
    unsettled_positive_matches,
)
from jishen.store.rows import insert_rows
from jishen.store.session import Store
from jishen.store.tables import AwardCase, CaseFiling, DecisionRecord, EnterpriseRecord

SHANGHAI = ZoneInfo("Asia/Shanghai")

_STATE_OF = {
    Outcome.ELIGIBLE: CaseState.OPENED,
    Outcome.ON_HOLD: CaseState.ON_HOLD,
    Outcome.ASK: CaseState.ON_HOLD,
    Outcome.NO_FURTHER_AWARD: CaseState.NO_FURTHER_AWARD,
}


@dataclass(frozen=True, slots=True)
class OpeningTerms:
    """What opening needs besides the database: policy, actor, instant, who reviews."""

    policy_id: str
    policy: Policy
    actor: Actor
    at: datetime
    reviewers: tuple[str, ...]
    """Names of the reviewers' recipients in the settings."""
    zone: ZoneTest | None = None
    """The policy's test of the registered address; None: the registry alone says it."""


@dataclass(frozen=True, slots=True)
class Group:
    """Entries of one enterprise, one tier and one day that make one case."""

    uscc: str
    entry_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """One group worked through: its case, if the policy called for one."""

    uscc: str
    outcome: Outcome
    state: CaseState | None
    """None when no case is opened: not eligible, or every filing stands in a case already."""
    filings: int


def groups_to_open(store: Store) -> list[Group]:
    """Return what to ask the policy about, oldest announcement first.

    A group is what one enterprise filed in one tier on one day of announcement: five algorithms
    in one batch make one case with five filings as evidence.
    """
    with store.reading() as session:
        waiting = sorted(unsettled_positive_matches(session), key=_group_key)
        return [
            Group(str(key[1]), tuple(matched.entry.id for matched in group))
            for key, group in groupby(waiting, key=_group_key)
        ]


def open_group(store: Store, group: Group, terms: OpeningTerms) -> Opened | None:
    """Ask the policy about one group and open its case, in one transaction.

    The enterprise's row is locked first: two runs cannot both find its first filing. Returns None
    when another run has done it meanwhile.
    """
    with store.act("open_case") as session:
        enterprise = session.scalars(_LOCKED_ENTERPRISE, {"uscc": group.uscc}).one()
        waiting = unsettled_positive_matches(session, group.entry_ids)
        return _open(session, waiting, enterprise, terms) if waiting else None


_LOCKED_ENTERPRISE = (
    select(EnterpriseRecord).where(EnterpriseRecord.uscc == bindparam("uscc")).with_for_update()
)


def _group_key(matched: MatchedEntry) -> tuple[object, ...]:
    tier = sorted(tier_of(matched.entry.list_kind))
    return (matched.attachment.announced_on, matched.match.uscc, tier)


def _open(
    session: Session,
    group: list[MatchedEntry],
    enterprise: EnterpriseRecord,
    terms: OpeningTerms,
) -> Opened:
    settle(session, [matched.match.id for matched in group])
    facts = case_facts(session, group, enterprise, terms.policy_id, terms.at, terms.zone)
    decision = terms.policy(facts)
    fresh = _not_yet_in_a_case(session, group, decision.clause)
    if fresh and len(fresh) < len(group):
        # A changed row that stands in a case was asked about again beside a new one: to the new
        # one it is an earlier filing, or both would be the first.
        group = fresh
        facts = case_facts(session, group, enterprise, terms.policy_id, terms.at, terms.zone)
        decision = terms.policy(facts)
    state = _state_for(group, decision)
    case = None
    if state is not None and fresh:
        case = _add_case(session, fresh[0], facts, decision, state, terms)
        _add_filings(session, case, fresh)
        announce(session, case, enterprise, fresh, at=terms.at, reviewers=terms.reviewers)
    record = DecisionRecord(
        match_id=group[0].match.id,
        case_id=case.id if case else None,
        policy_id=decision.policy_id,
        policy_sha256=decision.policy_sha256,
        outcome=decision.outcome,
        facts=to_json(facts),
        decision=to_json(decision),
        decided_at=terms.at,
    )
    insert_rows(session, [record])
    _audit(session, facts, decision, case, terms)
    return Opened(facts.uscc, decision.outcome, case.state if case else None, len(group))


def _not_yet_in_a_case(
    session: Session, group: list[MatchedEntry], clause: str
) -> list[MatchedEntry]:
    keys = {matched.entry.filing_key for matched in group}
    taken = filings_in_cases(session, keys, clause, group[0].match.uscc or "")
    fresh: dict[str, MatchedEntry] = {}
    for matched in group:
        if matched.entry.filing_key not in taken:
            fresh.setdefault(matched.entry.filing_key, matched)
    return list(fresh.values())


def _state_for(group: list[MatchedEntry], decision: Decision) -> CaseState | None:
    state = _STATE_OF.get(decision.outcome)
    is_backlog = all(matched.entry.is_baseline for matched in group)
    if is_backlog and state in {CaseState.OPENED, CaseState.ON_HOLD}:
        return CaseState.BACKLOG
    return state


def _add_case(
    session: Session,
    leading: MatchedEntry,
    facts: CaseFacts,
    decision: Decision,
    state: CaseState,
    terms: OpeningTerms,
) -> AwardCase:
    year = terms.at.astimezone(SHANGHAI).year
    case = AwardCase(
        id=derived_id(decision.policy_id, decision.clause, leading.entry.filing_key, facts.uscc),
        case_number=f"HZ-{year}-{next_number(session, f'case-{year}'):04d}",
        policy_id=decision.policy_id,
        clause=decision.clause,
        filing_key=leading.entry.filing_key,
        uscc=facts.uscc,
        entry_id=leading.entry.id,
        state=state,
        version=1,
        outcome=decision.outcome,
        reason=decision.reason,
        ceiling_yuan=decision.ceiling_yuan,
        determined_yuan=decision.determined_yuan,
        payable_yuan=decision.payable_yuan,
        city_half_yuan=decision.city_half_yuan,
        district_half_yuan=decision.district_half_yuan,
        is_backlog=leading.entry.is_baseline,
        opened_at=terms.at,
    )
    insert_rows(session, [case])
    return case


def _add_filings(session: Session, case: AwardCase, group: list[MatchedEntry]) -> None:
    filings = [
        CaseFiling(
            case_id=case.id,
            entry_id=matched.entry.id,
            filing_key=matched.entry.filing_key,
            clause=case.clause,
            uscc=case.uscc,
            is_leading=matched is group[0],
        )
        for matched in group
    ]
    insert_rows(session, filings)


def _audit(
    session: Session,
    facts: CaseFacts,
    decision: Decision,
    case: AwardCase | None,
    terms: OpeningTerms,
) -> None:
    audit.append(
        session,
        at=terms.at,
        actor=terms.actor,
        event="case.opened" if case else "filing.decided",
        case_id=case.id if case else None,
        body={
            "uscc": facts.uscc,
            "filing_number": facts.filing_number,
            "policy": decision.policy_id,
            "policy_sha256": decision.policy_sha256,
            "clause": decision.clause,
            "outcome": decision.outcome.value,
            "ceiling_yuan": decision.ceiling_yuan,
            "payable_yuan": decision.payable_yuan,
            "state": case.state.value if case else None,
        },
    )
