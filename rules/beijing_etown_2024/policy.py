"""DRAFT: 北京经开区, a flat award for a newly filed model, without an application."""

from jishen.domain.decisions import CaseFacts, Decision
from jishen.domain.filings import ListKind
from rules.beijing_etown_2024.book import BOOK
from rules.machine.decision import Amounts, conclude
from rules.machine.entries import clause_entry, policy_entry
from rules.machine.findings import REFUSALS, Finding, Result, fact, gravest
from rules.machine.simple import determined, first_of_lists, national, place, subject, validity

CLAUSE, NAME = "flat", "第三条"
LISTS = frozenset({ListKind.GENERATIVE_AI})


def decide(facts: CaseFacts) -> Decision:
    """Return what the policy says of a filing."""
    ceiling = BOOK.number(f"{CLAUSE}_ceiling_yuan", facts.decided_on)
    amount, set_by = determined(BOOK, facts, CLAUSE, ceiling)
    findings = (
        subject(BOOK, facts),
        place(BOOK, facts),
        national(BOOK, facts, CLAUSE, LISTS),
        _first(facts),
        set_by,
        validity(BOOK, facts),
    )
    payable = 0 if gravest(findings) in REFUSALS else amount
    # Paid by the development zone alone; nothing is said of a city's share.
    amounts = Amounts(CLAUSE, NAME, ceiling, amount, payable, 0, payable)
    return conclude(BOOK, amounts, findings)


def _first(facts: CaseFacts) -> Finding:
    # 新备案模型: once an enterprise, or once a model (Q1).
    read = BOOK.reading("Q1", facts)
    if read.code == "enterprise":
        return first_of_lists(BOOK, facts, CLAUSE, LISTS)
    used = (fact("备案编号", facts.filing_number, "国家互联网信息办公室清单"),)
    return BOOK.find(CLAUSE, used, "每个新备案模型分别奖励。", Result(reading=read))


ENTRY = policy_entry(BOOK, decide, (clause_entry(BOOK, CLAUSE, NAME, LISTS),), is_draft=True)
