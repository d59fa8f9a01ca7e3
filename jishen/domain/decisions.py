"""What a policy is asked and what it answers: facts, decision, trace."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jishen.domain.enterprises import EnterpriseKind, ZoneStatus
from jishen.domain.filings import ListKind


class Outcome(StrEnum):
    """What the policy says of a case; a person decides on every outcome but the last two."""

    ELIGIBLE = "eligible"
    ON_HOLD = "on_hold"
    ASK = "ask"
    NO_FURTHER_AWARD = "no_further_award"
    NOT_ELIGIBLE = "not_eligible"


OUTCOME_NAMES = {
    Outcome.ELIGIBLE: "符合条件",
    Outcome.ON_HOLD: "暂缓，待条件核实",
    Outcome.ASK: "须人工判断",
    Outcome.NO_FURTHER_AWARD: "不再另行奖励",
    Outcome.NOT_ELIGIBLE: "不符合条件",
}


@dataclass(frozen=True, slots=True)
class EarlierFiling:
    """A filing of the same legal person that stands before the one in question."""

    list_kind: ListKind
    filing_number: str
    announced_on: date


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """All that a policy may look at; everything else is a question to the reviewer."""

    uscc: str
    enterprise_name: str
    enterprise_kind: EnterpriseKind
    zone_status: ZoneStatus
    zone_basis: str
    list_kind: ListKind
    filing_number: str
    filing_title: str
    filer_name: str
    """As printed in the list; may be a former name."""
    announced_on: date
    announced_on_basis: str
    """What the day rests on: the page's date, the day the list appeared, or the list's month."""
    is_registration: bool
    """登记, not 备案."""
    earlier_filings: tuple[EarlierFiling, ...]
    """Every earlier filing of this legal person that we hold, of all lists."""
    history_since: str | None
    """Month (YYYY-MM) of the oldest list held of this tier; first-ness is certain only since."""
    awarded_before_yuan: int
    """Already awarded under Article 3 over the policy's whole life, whole yuan."""
    awarded_this_year_yuan: int
    """Awarded this year under all articles but Article 8, for the enterprise cap."""
    pool_left_yuan: int | None
    """What is left of the yearly pool; None when no ledger says."""
    same_category_award_this_year: bool | None
    """第十三条: None when not known (the reviewer is asked)."""
    determined_yuan: int | None
    """核定: what the reviewer set; None before (the ceiling is used)."""
    decided_on: date


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One step of the decision: the clause, the facts used, the computation, the finding."""

    article: str
    quote: str
    facts: tuple[tuple[str, str], ...]
    finding: str
    computation: str = ""
    question: str = ""
    """What the reviewer must answer, empty when nothing is open."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A policy's answer: outcome, three amounts in whole yuan, halves, and the trace."""

    policy_id: str
    policy_sha256: str
    clause: str
    """The clause that gives the award, as a stable key: `art3_generative_ai`, `art3_algorithm`."""
    clause_name: str
    """The clause in the policy's words: 第三条第（一）项."""
    outcome: Outcome
    reason: str
    ceiling_yuan: int
    determined_yuan: int
    payable_yuan: int
    city_half_yuan: int
    district_half_yuan: int
    trace: tuple[TraceStep, ...]
    reason_keys: tuple[str, ...] = ()
    """Stable keys of what led to the outcome: `zone_uncertain`, `policy_expired`, …"""

    @property
    def questions(self) -> tuple[str, ...]:
        """Every question of the trace that a reviewer must answer."""
        return tuple(step.question for step in self.trace if step.question)


Policy = Callable[[CaseFacts], Decision]
