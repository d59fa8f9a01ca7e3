"""What an article says of a case: one step of the trace and what follows from it."""

from dataclasses import dataclass

from jishen.domain.decisions import Outcome, TraceStep
from rules.haizhu_2024.parameters import CLAUSES

MINUS = "\N{MINUS SIGN}"
TIMES = "\N{MULTIPLICATION SIGN}"
_GRAVEST_FIRST = (
    Outcome.NOT_ELIGIBLE,
    Outcome.NO_FURTHER_AWARD,
    Outcome.ON_HOLD,
    Outcome.ASK,
    Outcome.ELIGIBLE,
)
REFUSALS = frozenset({Outcome.NOT_ELIGIBLE, Outcome.NO_FURTHER_AWARD})


@dataclass(frozen=True, slots=True)
class Finding:
    """A trace step; the outcome it calls for, and the key of its reason when it is one."""

    step: TraceStep
    outcome: Outcome = Outcome.ELIGIBLE
    reason_key: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What follows from a finding, apart from its words."""

    outcome: Outcome = Outcome.ELIGIBLE
    reason_key: str = ""
    question: str = ""
    computation: str = ""


def find(
    clause: str, facts: tuple[tuple[str, str], ...], says: str, result: Result | None = None
) -> Finding:
    """Return the finding under a clause of clauses.yaml: the facts used and what it says."""
    follows = result or Result()
    step = TraceStep(
        article=CLAUSES[clause].article,
        quote=CLAUSES[clause].quote,
        facts=facts,
        finding=says,
        computation=follows.computation,
        question=follows.question,
    )
    return Finding(step, follows.outcome, follows.reason_key)


def gravest(findings: tuple[Finding, ...]) -> Outcome:
    """Return the outcome that prevails: a refusal over a hold, a hold over eligibility."""
    return min((finding.outcome for finding in findings), key=_GRAVEST_FIRST.index)


def yuan(amount: int) -> str:
    """Return an amount as people read it.

    >>> yuan(800000)
    '800,000 元'
    """
    return f"{amount:,} 元"
