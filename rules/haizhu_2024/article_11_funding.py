"""第十一条: the yearly cap of an enterprise, the yearly pool, and who pays which half."""

from dataclasses import dataclass
from datetime import date

from jishen.domain.decisions import CaseFacts, Outcome
from rules.haizhu_2024.article_03_award import Award
from rules.haizhu_2024.findings import MINUS, TIMES, Finding, Result, find, yuan
from rules.haizhu_2024.parameters import number, question


@dataclass(frozen=True, slots=True)
class Funding:
    """What may be paid this year, in whole yuan, and the findings."""

    payable_yuan: int
    findings: tuple[Finding, ...]


def fund(facts: CaseFacts, award: Award) -> Funding:
    """Return what the year's limits leave of the award."""
    capped, cap = enterprise_cap(facts, award)
    payable, pool = yearly_pool(facts, capped)
    return Funding(payable, (cap, pool, split(payable, facts.decided_on)))


def enterprise_cap(facts: CaseFacts, award: Award) -> tuple[int, Finding]:
    """Return what the enterprise's yearly cap leaves; exactly the cap is allowed (第十二条)."""
    cap = number("enterprise_cap_yuan", facts.decided_on)
    # 单个大模型企业每年累计: Art 8 money is not counted. The year is that of the decision (Q12).
    left = max(0, cap - facts.awarded_this_year_yuan)
    capped = min(award.gap_yuan, left)
    used = (
        ("补差额", f"{yuan(award.gap_yuan)}（第三条）"),
        ("本年度已获奖励", f"{yuan(facts.awarded_this_year_yuan)}（奖励台账，不含第八条）"),
        ("企业年度累计上限", yuan(cap)),
    )
    computation = (
        f"min(max(0, {award.determined_yuan:,} {MINUS} {facts.awarded_before_yuan:,}), "
        f"{cap:,} {MINUS} {facts.awarded_this_year_yuan:,}) = {yuan(capped)}"
    )
    if capped == award.gap_yuan:
        return capped, find(
            "art11_cap", used, "未超过企业年度累计上限。", Result(computation=computation)
        )
    outcome = Outcome.ELIGIBLE if capped else Outcome.ON_HOLD
    asks = question("over_cap", cut=f"{award.gap_yuan - capped:,}")
    says = f"受企业年度累计上限限制，本年度可奖励 {yuan(capped)}。"
    return capped, find(
        "art11_cap", used, says, Result(outcome, "enterprise_cap", asks, computation)
    )


def yearly_pool(facts: CaseFacts, due: int) -> tuple[int, Finding]:
    """Return what the year's pool leaves; a short pool holds the case, it never pays in part."""
    total = ("年度资金池总额", yuan(number("pool_yuan", facts.decided_on)))
    left = facts.pool_left_yuan
    if left is None:
        used = (total, ("资金池余额", "台账未载"))
        says = "资金池余额不详，未作限制。"
        return due, find("art11_pool", used, says, Result(question=question("pool_unknown")))
    used = (total, ("资金池余额", f"{yuan(left)}（奖励台账）"))
    payable = min(due, max(0, left))
    computation = f"min({due:,}, {max(0, left):,}) = {yuan(payable)}"
    if payable == due:
        return due, find("art11_pool", used, "资金池余额足够。", Result(computation=computation))
    asks = question("pool_short", left=f"{left:,}", due=f"{due:,}")
    return payable, find(
        "art11_pool",
        used,
        "资金池余额不足，不作部分拨付，暂缓。",
        Result(Outcome.ON_HOLD, "pool", asks, computation),
    )


def halves(payable_yuan: int, on: date) -> tuple[int, int]:
    """Return the city's and the district's part; an odd yuan falls to the district."""
    city, district = number("city_share", on), number("district_share", on)
    # 广州市:海珠区 1:1
    city_half = payable_yuan * city // (city + district)
    return city_half, payable_yuan - city_half


def split(payable_yuan: int, on: date) -> Finding:
    """Return how the amount is shared between city and district."""
    city, district = number("city_share", on), number("district_share", on)
    city_half, district_half = halves(payable_yuan, on)
    computation = (
        f"市级 {payable_yuan:,} {TIMES} {city}/{city + district} = {yuan(city_half)}；"
        f"区级 {payable_yuan:,} {MINUS} {city_half:,} = {yuan(district_half)}"
    )
    used = (("应付", yuan(payable_yuan)), ("市区分担比例", f"{city}:{district}"))
    says = f"市级承担 {yuan(city_half)}，区级承担 {yuan(district_half)}。"
    return find("art11_split", used, says, Result(computation=computation))
