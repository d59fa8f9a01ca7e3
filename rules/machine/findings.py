"""What an article says of a case: one step of the trace and what follows from it."""

from dataclasses import dataclass

from jishen.domain.decisions import Outcome, TraceStep

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

LIST = "国家互联网信息办公室清单"
REGISTRY = "企业名册"
LEDGER = "奖励台账"
POLICY_TEXT = "政策文本"
CASE = "案件记载"
REVIEW = "审核核定"


@dataclass(frozen=True, slots=True)
class Reading:
    """How an open question was read: its number, the reading's code, and why, in words."""

    question: str
    code: str
    says: str


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
    reading: Reading | None = None


def fact(name: str, value: object, source: str) -> tuple[str, str]:
    """Return a fact as the trace shows it: its name, and its value with where it comes from.

    >>> fact("备案公布日", "2025-03-12", "公告页面")
    ('备案公布日', '2025-03-12（公告页面）')
    """
    return name, f"{value or '未载'}（{source}）"


def gravest(findings: tuple[Finding, ...]) -> Outcome:
    """Return the outcome that prevails: a refusal over a hold, a hold over eligibility."""
    return min((finding.outcome for finding in findings), key=_GRAVEST_FIRST.index)


def yuan(amount: int) -> str:
    """Return an amount as people read it.

    >>> yuan(1234567)
    '1,234,567 元'
    """
    return f"{amount:,} 元"
