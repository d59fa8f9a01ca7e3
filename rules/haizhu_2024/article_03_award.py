"""第三条 新生产经营奖励: two tiers, the first filing, the higher tier less what was given."""

from dataclasses import dataclass

from jishen.domain.decisions import CaseFacts, EarlierFiling, Outcome
from jishen.domain.filing_numbers import filing_key
from jishen.domain.filings import LIST_NAMES, ListKind
from rules.haizhu_2024.findings import MINUS, REFUSALS, Finding, Result, find, gravest, yuan
from rules.haizhu_2024.parameters import day, number, question, text


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier of the award: clause key, the clause's name, and the lists that lead to it."""

    clause: str
    clause_name: str
    list_kinds: frozenset[ListKind]


GENERATIVE_AI = Tier("art3_generative_ai", "第三条第（一）项", frozenset({ListKind.GENERATIVE_AI}))
# …境内互联网信息服务算法备案或深度合成服务算法备案: the two lists are one tier.
ALGORITHM = Tier(
    "art3_algorithm",
    "第三条第（二）项",
    frozenset({ListKind.ALGORITHM, ListKind.DEEP_SYNTHESIS}),
)
TIERS = (GENERATIVE_AI, ALGORITHM)


@dataclass(frozen=True, slots=True)
class Award:
    """What 第三条 gives before caps: its tier, three amounts in whole yuan, and the findings."""

    tier: Tier
    ceiling_yuan: int
    determined_yuan: int
    gap_yuan: int
    """Entitled under this article less what it already gave."""
    findings: tuple[Finding, ...]


def tier_of(list_kind: ListKind) -> Tier:
    """Return the tier that a filing of that list leads to."""
    return next(tier for tier in TIERS if list_kind in tier.list_kinds)


def top_up_difference(entitled_yuan: int, awarded_before_yuan: int) -> int:
    """Return what is still payable under 第三条 (就高补差), in whole yuan, never negative."""
    return max(0, entitled_yuan - awarded_before_yuan)


def award(facts: CaseFacts) -> Award:
    """Return what the filing gives under 第三条, before the caps of 第十一条."""
    tier = tier_of(facts.list_kind)
    ceiling = number(f"{tier.clause}_ceiling_yuan", facts.decided_on)
    conditions = (national_filing(facts, tier), first_filing(facts, tier))
    if gravest(conditions) in REFUSALS:
        return Award(tier, ceiling, 0, 0, conditions)
    # …最高…: a ceiling; before a reviewer determines an amount, the ceiling is used.
    asked = ceiling if facts.determined_yuan is None else facts.determined_yuan
    determined = min(max(0, asked), ceiling)
    difference = higher_of_with_difference(facts, tier, determined)
    range_check = () if asked == determined else (_out_of_range(tier, asked),)
    gap = top_up_difference(determined, facts.awarded_before_yuan)
    return Award(tier, ceiling, determined, gap, (*conditions, *range_check, difference))


def national_filing(facts: CaseFacts, tier: Tier) -> Finding:
    """Return whether the entry is a national filing (备案), not a registration (登记)."""
    used = (
        ("清单", f"{LIST_NAMES[facts.list_kind]}（国家互联网信息办公室）"),
        ("备案编号", f"{facts.filing_number}（清单）"),
        ("名称", f"{facts.filing_title}（清单）"),
    )
    # 首次完成国家级…备案: a 登记 is made with the province, for an application of a filed model.
    if facts.is_registration:
        says = "该条目为登记，不是国家级备案，不适用第三条奖励。"
        return find(tier.clause, used, says, Result(Outcome.NOT_ELIGIBLE, "registration"))
    return find(tier.clause, used, f"属国家级备案，适用{tier.clause_name}。")


def first_filing(facts: CaseFacts, tier: Tier) -> Finding:
    """Return whether this is the first filing of the legal person in this tier (首次)."""
    earlier = earlier_of_tier(facts, tier)
    used = (
        ("同档在先备案", "；".join(_described(filing) for filing in earlier) or "无（所持清单）"),
        ("所持清单起始月份", facts.history_since or "不详"),
    )
    # 首次…: per legal person and tier, over its whole life; later models, versions and re-filings
    # are not first, and the two algorithm lists count as one.
    if earlier:
        earliest = min(earlier, key=lambda filing: filing.announced_on)
        says = f"非首次：该主体此前已有同档备案（{_described(earliest)}），不再另行奖励。"
        started = day("effective_from", facts.decided_on)
        asks = question("first_before_policy") if earliest.announced_on < started else ""
        return find(
            tier.clause, used, says, Result(Outcome.NO_FURTHER_AWARD, "not_first_filing", asks)
        )
    return find(
        tier.clause,
        used,
        "所持清单中未见该主体同档在先备案，按首次备案办理。",
        Result(question=_history_question(facts, tier)),
    )


def earlier_of_tier(facts: CaseFacts, tier: Tier) -> tuple[EarlierFiling, ...]:
    """Return the earlier filings of the tier; the same number in a second list is not another."""
    this = filing_key(facts.filing_number)
    return tuple(
        filing
        for filing in facts.earlier_filings
        if filing.list_kind in tier.list_kinds and filing_key(filing.filing_number) != this
    )


def higher_of_with_difference(facts: CaseFacts, tier: Tier, determined: int) -> Finding:
    """Return what is left of the higher tier after what this article already gave."""
    before = facts.awarded_before_yuan
    gap = top_up_difference(determined, before)
    basis = "按上限暂计，尚未核定" if facts.determined_yuan is None else "审核核定"
    used = (
        ("核定额", f"{yuan(determined)}（{basis}）"),
        ("第三条已获奖励", f"{yuan(before)}（奖励台账）"),
    )
    computation = f"max(0, {determined:,} {MINUS} {before:,}) = {yuan(gap)}"
    # 同时符合本条各条件的，按就高补差原则执行，不重复奖励: the higher tier, less what was given;
    # the difference is taken on determined amounts, and nothing is ever claimed back by it.
    if gap == 0:
        says = "核定额不高于第三条已获奖励额，补差为零，不再另行奖励。"
        return find(
            "art3_top_up",
            used,
            says,
            Result(Outcome.NO_FURTHER_AWARD, "no_difference", computation=computation),
        )
    asks = _unknown_award_question(facts, tier) if before == 0 else ""
    says = (
        f"按就高补差，补差额为 {yuan(gap)}。"
        if before
        else f"此前未获第三条奖励，应奖励 {yuan(gap)}。"
    )
    return find("art3_top_up", used, says, Result(question=asks, computation=computation))


def _out_of_range(tier: Tier, asked: int) -> Finding:
    used = (("核定额", f"{yuan(asked)}（审核核定）"),)
    asks = question("determined_out_of_range", determined=f"{asked:,}")
    says = f"核定额不在{tier.clause_name}允许的范围内，暂缓。"
    return find(tier.clause, used, says, Result(Outcome.ON_HOLD, "determined_out_of_range", asks))


def _history_question(facts: CaseFacts, tier: Tier) -> str:
    if facts.history_since is None:
        return question("first_history_unknown")
    if facts.history_since > text(f"{tier.clause}_first_list_month", facts.decided_on):
        return question("first_history", since=facts.history_since)
    return ""


def _unknown_award_question(facts: CaseFacts, tier: Tier) -> str:
    others = [filing for filing in facts.earlier_filings if filing.list_kind not in tier.list_kinds]
    if not others:
        return ""
    named = "；".join(_described(filing) for filing in others)
    return question("earlier_award_unknown", earlier=named)


def _described(filing: EarlierFiling) -> str:
    return f"{LIST_NAMES[filing.list_kind]} {filing.filing_number}，{filing.announced_on} 公布"
