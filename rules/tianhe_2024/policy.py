"""DRAFT: 天河区, a share of proven research spending, up to a yearly ceiling."""

from jishen.domain.decisions import CaseFacts, Decision, Outcome
from jishen.domain.filings import ListKind
from rules.machine.decision import Amounts, conclude
from rules.machine.entries import clause_entry, policy_entry
from rules.machine.findings import (
    POLICY_TEXT,
    REFUSALS,
    TIMES,
    Finding,
    Result,
    fact,
    gravest,
    yuan,
)
from rules.machine.simple import (
    determined,
    first_of_lists,
    left_of_cap,
    national,
    place,
    subject,
    validity,
)
from rules.tianhe_2024.book import BOOK

CLAUSE, NAME = "share_of_research", "大模型备案支持"
LISTS = frozenset({ListKind.GENERATIVE_AI})
_WHOLE_PERCENT = 100


def decide(facts: CaseFacts) -> Decision:
    """Return what the policy says of a filing and of the research spending proven for it."""
    ceiling = BOOK.number(f"{CLAUSE}_ceiling_yuan", facts.decided_on)
    bound, base = _share(facts, ceiling)
    amount, set_by = determined(BOOK, facts, CLAUSE, bound)
    left, capped = left_of_cap(BOOK, CLAUSE, amount, facts.awarded_this_year_yuan, ceiling)
    findings = (
        subject(BOOK, facts),
        place(BOOK, facts),
        national(BOOK, facts, CLAUSE, LISTS),
        *_first(facts),
        base,
        set_by,
        *((capped,) if facts.proven_base_yuan is not None else ()),
        validity(BOOK, facts),
    )
    payable = 0 if gravest(findings) in REFUSALS else left
    amounts = Amounts(CLAUSE, NAME, ceiling, amount, payable, 0, payable)
    return conclude(BOOK, amounts, findings)


def _first(facts: CaseFacts) -> tuple[Finding, ...]:
    # Whether a later model is supported again each year is open (Q1).
    if BOOK.reading("Q1", facts).code == "yearly":
        return ()
    return (first_of_lists(BOOK, facts, CLAUSE, LISTS),)


def _share(facts: CaseFacts, ceiling: int) -> tuple[int, Finding]:
    percent = BOOK.number("share_percent", facts.decided_on)
    share = fact("比例", f"{percent}%", POLICY_TEXT)
    base = facts.proven_base_yuan
    if base is None:
        used = (share, fact("研发投入", "未证明", "企业材料"))
        result = Result(Outcome.ON_HOLD, "base_not_proven", BOOK.check("base_not_proven"))
        return 0, BOOK.find(CLAUSE, used, "研发投入未经审计证明，暂缓。", result)
    # A share of the base, cut down to whole yuan, at most the yearly ceiling.
    bound = min(base * percent // _WHOLE_PERCENT, ceiling)
    used = (share, fact("研发投入", yuan(base), "审计报告"))
    computation = f"min({base:,} {TIMES} {percent}%; {ceiling:,}) = {yuan(bound)}"
    says = f"按研发投入计，最高 {yuan(bound)}。"
    return bound, BOOK.find(CLAUSE, used, says, Result(computation=computation))


ENTRY = policy_entry(BOOK, decide, (clause_entry(BOOK, CLAUSE, NAME, LISTS),), is_draft=True)
