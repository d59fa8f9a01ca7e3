"""第三条 新生产经营奖励: the higher tier less what was given."""

from dataclasses import dataclass

from jishen.domain.decisions import CaseFacts, Outcome
from rules.haizhu_2024.article_03_first import first_filing
from rules.haizhu_2024.article_03_tiers import Tier, described, national_filing, standing, tier_of
from rules.haizhu_2024.book import BOOK
from rules.machine.decision import top_up_difference
from rules.machine.findings import (
    LEDGER,
    MINUS,
    POLICY_TEXT,
    REFUSALS,
    REVIEW,
    Finding,
    Result,
    fact,
    gravest,
    yuan,
)


@dataclass(frozen=True, slots=True)
class Award:
    """What 第三条 gives before caps: its tier, three amounts in whole yuan, and the findings."""

    tier: Tier
    ceiling_yuan: int
    determined_yuan: int
    gap_yuan: int
    """Entitled under this article less what it already gave."""
    findings: tuple[Finding, ...]


def award(facts: CaseFacts) -> Award:
    """Return what the filing gives under 第三条, before the caps of 第十一条."""
    tier = tier_of(facts.list_kind)
    ceiling = BOOK.number(f"{tier.clause}_ceiling_yuan", facts.decided_on)
    conditions = (
        national_filing(facts, tier),
        *standing(facts, tier),
        first_filing(facts, tier),
    )
    if gravest(conditions) in REFUSALS:
        return Award(tier, ceiling, 0, 0, conditions)
    determined, amount = determine(facts, tier, ceiling)
    gap = top_up_difference(determined, facts.awarded_before_yuan)
    difference = higher_of_with_difference(facts, tier, determined)
    return Award(tier, ceiling, determined, gap, (*conditions, amount, difference))


def determine(facts: CaseFacts, tier: Tier, ceiling: int) -> tuple[int, Finding]:
    """Return the determined amount, never below zero or above the ceiling, and the finding."""
    read = BOOK.reading("Q9", facts)
    bound = fact("最高", yuan(ceiling), POLICY_TEXT)
    asked = facts.determined_yuan
    # …最高…: a ceiling, never a promise; before a reviewer determines, the ceiling is used (Q9).
    if asked is None:
        used = (bound, fact("核定额", "尚未核定，暂按上限", REVIEW))
        if read.code == "graded":
            asks = BOOK.check("determination_needed")
            result = Result(Outcome.ON_HOLD, "determination_needed", asks, reading=read)
            return ceiling, BOOK.find(tier.clause, used, "分档核定，核定前暂缓。", result)
        says = f"核定额暂按上限 {yuan(ceiling)} 计。"
        return ceiling, BOOK.find(tier.clause, used, says, Result(reading=read))
    used = (bound, fact("核定额", yuan(asked), REVIEW))
    determined = min(max(0, asked), ceiling)
    if determined == asked:
        says = f"审核核定 {yuan(asked)}。"
        return determined, BOOK.find(tier.clause, used, says, Result(reading=read))
    asks = BOOK.check("determined_out_of_range", determined=f"{asked:,}")
    says = f"核定额不在{tier.clause_name}允许的范围内，暂缓。"
    result = Result(Outcome.ON_HOLD, "determined_out_of_range", asks, reading=read)
    return determined, BOOK.find(tier.clause, used, says, result)


def top_up_in_digits(determined: int, before: int) -> str:
    """Return 就高补差 as it is written out."""
    return f"max({determined:,}; {before:,}) {MINUS} {before:,}"


def higher_of_with_difference(facts: CaseFacts, tier: Tier, determined: int) -> Finding:
    """Return what is left of the higher tier after what this article already gave."""
    before = facts.awarded_before_yuan
    gap = top_up_difference(determined, before)
    used = (
        fact("核定额", yuan(determined), "本决定"),
        fact("第三条已获奖励", yuan(before), LEDGER),
    )
    computation = f"{top_up_in_digits(determined, before)} = {yuan(gap)}"
    # 同时符合本条各条件的，按就高补差原则执行，不重复奖励: the higher tier, less what was given;
    # the difference is taken on determined amounts, and nothing is ever claimed back by it.
    if gap == 0:
        says = "核定额不高于第三条已获奖励额，补差为零，不再另行奖励。"
        result = Result(Outcome.NO_FURTHER_AWARD, "no_difference", computation=computation)
        return BOOK.find("art3_top_up", used, says, result)
    if before:
        says = f"按就高补差，补差额为 {yuan(gap)}。"
        return BOOK.find("art3_top_up", used, says, Result(computation=computation))
    says = f"此前未获第三条奖励，应奖励 {yuan(gap)}。"
    asks = _unknown_award_question(facts, tier)
    return BOOK.find("art3_top_up", used, says, Result(question=asks, computation=computation))


def _unknown_award_question(facts: CaseFacts, tier: Tier) -> str:
    others = [filing for filing in facts.earlier_filings if filing.list_kind not in tier.list_kinds]
    if not others:
        return ""
    named = "；".join(described(filing) for filing in others)
    return BOOK.check("earlier_award_unknown", earlier=named)
