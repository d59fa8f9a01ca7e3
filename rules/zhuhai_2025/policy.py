"""DRAFT: 珠海市, an amount for each filing up to a cap over the enterprise's whole life."""

from jishen.domain.decisions import CaseFacts, Decision
from jishen.domain.filings import ListKind
from rules.machine.decision import Amounts, conclude
from rules.machine.entries import clause_entry, policy_entry
from rules.machine.findings import REFUSALS, gravest
from rules.machine.simple import determined, left_of_cap, national, place, subject, validity
from rules.zhuhai_2025.book import BOOK

LISTS = {
    "generative_ai": frozenset({ListKind.GENERATIVE_AI}),
    "deep_synthesis": frozenset({ListKind.DEEP_SYNTHESIS}),
}
NAMES = {"generative_ai": "第二项（生成式人工智能）", "deep_synthesis": "第二项（深度合成）"}


def decide(facts: CaseFacts) -> Decision:
    """Return what the policy says of a filing; `awarded_before_yuan` is that of its own tier."""
    clause = "generative_ai" if facts.list_kind is ListKind.GENERATIVE_AI else "deep_synthesis"
    ceiling = BOOK.number(f"{clause}_ceiling_yuan", facts.decided_on)
    lifetime = BOOK.number(f"{clause}_lifetime_yuan", facts.decided_on)
    amount, set_by = determined(BOOK, facts, clause, ceiling)
    # Each filing of its tier up to a sum over the enterprise's whole life, later models included.
    left, capped = left_of_cap(BOOK, clause, amount, facts.awarded_before_yuan, lifetime)
    findings = (
        subject(BOOK, facts),
        place(BOOK, facts),
        national(BOOK, facts, clause, _lists_of(clause, facts)),
        set_by,
        capped,
        validity(BOOK, facts),
    )
    payable = 0 if gravest(findings) in REFUSALS else left
    amounts = Amounts(clause, NAMES[clause], ceiling, amount, payable, payable, 0)
    return conclude(BOOK, amounts, findings)


def _lists_of(clause: str, facts: CaseFacts) -> frozenset[ListKind]:
    # Whether a plain algorithm filing counts like one of deep synthesis is open (Q1).
    if clause == "deep_synthesis" and BOOK.reading("Q1", facts).code == "counts":
        return LISTS[clause] | {ListKind.ALGORITHM}
    return LISTS[clause]


ENTRY = policy_entry(
    BOOK,
    decide,
    tuple(clause_entry(BOOK, clause, NAMES[clause], LISTS[clause]) for clause in LISTS),
    is_draft=True,
)
