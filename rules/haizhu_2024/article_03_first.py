"""第三条 首次: per legal person and tier, over its whole life."""

from jishen.domain.decisions import CaseFacts, EarlierFiling, Outcome
from jishen.domain.filing_numbers import filing_key
from rules.haizhu_2024.article_03_tiers import Tier, described
from rules.haizhu_2024.book import BOOK
from rules.machine.findings import Finding, Result, fact

_HISTORY = "历次清单"


def first_filing(facts: CaseFacts, tier: Tier) -> Finding:
    """Return whether this is the first filing of the legal person in this tier (首次)."""
    read = BOOK.reading("Q2", facts)
    earlier = earlier_of_tier(facts, tier)
    if read.code == "model":
        earlier = tuple(filing for filing in earlier if filing.title == facts.filing_title)
    named = "；".join(described(filing) for filing in earlier) or "无"
    used = (
        fact("同档在先备案", named, _HISTORY),
        fact("所持清单起始月份", facts.history_since or "不详", _HISTORY),
    )
    # 首次…: per legal person and tier, over its whole life; later models, versions, re-filings
    # and renames are not first, and the two algorithm lists count as one.
    if earlier:
        return _not_first(facts, tier, used, min(earlier, key=lambda each: each.announced_on))
    if read.code == "model" and earlier_of_tier(facts, tier):
        says = "按模型（算法）计为首次，但同一企业此前已有同档备案，奖励如何计算由审核人员判断。"
        result = Result(Outcome.ASK, "per_model", BOOK.check("per_model"), reading=read)
        return BOOK.find(tier.clause, used, says, result)
    says = "所持清单中未见该主体同档在先备案，按首次备案办理。"
    asks = _history_question(facts, tier)
    return BOOK.find(tier.clause, used, says, Result(question=asks, reading=read))


def _not_first(
    facts: CaseFacts, tier: Tier, used: tuple[tuple[str, str], ...], earliest: EarlierFiling
) -> Finding:
    says = f"非首次：该主体此前已有同档备案（{described(earliest)}），不再另行奖励。"
    started = BOOK.day("effective_from", facts.decided_on)
    asks = BOOK.check("first_before_policy") if earliest.announced_on < started else ""
    read = BOOK.reading("Q2", facts)
    result = Result(Outcome.NO_FURTHER_AWARD, "not_first_filing", asks, reading=read)
    return BOOK.find(tier.clause, used, says, result)


def earlier_of_tier(facts: CaseFacts, tier: Tier) -> tuple[EarlierFiling, ...]:
    """Return the earlier filings of the tier; the same number in a second list is not another."""
    this = filing_key(facts.filing_number)
    return tuple(
        filing
        for filing in facts.earlier_filings
        if filing.list_kind in tier.list_kinds and filing_key(filing.filing_number) != this
    )


def _history_question(facts: CaseFacts, tier: Tier) -> str:
    if facts.history_since is None:
        return BOOK.check("first_history_unknown")
    if facts.history_since > BOOK.text(f"{tier.clause}_first_list_month", facts.decided_on):
        return BOOK.check("first_history", since=facts.history_since)
    return ""
