"""第十条: what a 大模型企业 is, by the seven tests of the second notice (2025-02)."""

from datetime import date

from jishen.domain.decisions import CaseFacts, LargeModelProof
from jishen.domain.filings import LIST_NAMES
from rules.haizhu_2024.article_12_wording import at_least, more_than
from rules.haizhu_2024.book import BOOK
from rules.machine.findings import LIST, Finding, fact

_IN_WORDS = {
    1: "持有国家级备案",
    2: "研发投入",
    3: "人工智能业务收入",
    4: "持证技术人员",
    5: "专利或软件著作权",
    6: "购买智能算力训练模型",
    7: "其他证明",
}
_WHOLE_PERCENT = 100


def definition(facts: CaseFacts) -> Finding:
    """Return why the filer counts as 大模型企业: the filing itself is the proof."""
    used = [fact("国家级备案", f"{LIST_NAMES[facts.list_kind]} {facts.filing_number}", LIST)]
    proof = facts.large_model_proof
    met = () if proof is None else proofs_met(proof, facts.decided_on)
    if met:
        named = "、".join(f"（{test}）{_IN_WORDS[test]}" for test in met)
        used.append(fact("另符合的条件", named, "企业材料"))
    # 大模型企业: technology, product or service of the AI industry; any one of seven tests, the
    # first of which is a filing of either kind.
    says = "持有国家级备案，符合大模型企业认定条件（1）。"
    return BOOK.find("art10_definition", tuple(used), says)


def proofs_met(proof: LargeModelProof, on: date) -> tuple[int, ...]:
    """Return which of the tests (2) to (7) the enterprise meets; any one is enough."""
    answers = {
        2: _research(proof, on),
        3: more_than(proof.revenue_yuan, BOOK.number("revenue_yuan", on)),
        4: _technicians(proof, on),
        5: proof.has_patents,
        6: proof.buys_training_compute,
        7: proof.has_other_proof,
    }
    return tuple(test for test, met in answers.items() if met)


def _research(proof: LargeModelProof, on: date) -> bool:
    # (2) AI research over five million a year, or over one and at least 30 % of all research.
    return more_than(proof.research_yuan, BOOK.number("research_yuan", on)) or (
        more_than(proof.research_yuan, BOOK.number("research_with_share_yuan", on))
        and at_least(proof.research_percent, BOOK.number("research_percent", on))
    )


def _technicians(proof: LargeModelProof, on: date) -> bool:
    # (4) at least 6 certified technicians, or more than 30 % of the staff.
    percent = BOOK.number("technicians_percent", on)
    share = proof.certified_technicians * _WHOLE_PERCENT
    return at_least(proof.certified_technicians, BOOK.number("technicians", on)) or (
        more_than(share, proof.staff * percent)
    )
