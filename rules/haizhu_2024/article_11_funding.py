"""第十一条: the yearly cap of an enterprise, the yearly pool, and who pays which half."""

from dataclasses import dataclass
from datetime import date

from jishen.domain.decisions import CaseFacts, Outcome, YearLedger
from rules.haizhu_2024.article_02_subject import completed_on
from rules.haizhu_2024.article_03_award import Award, top_up_in_digits
from rules.haizhu_2024.article_12_wording import at_least
from rules.haizhu_2024.book import BOOK
from rules.machine.decision import share
from rules.machine.findings import (
    LEDGER,
    MINUS,
    POLICY_TEXT,
    TIMES,
    Finding,
    Reading,
    Result,
    fact,
    yuan,
)


@dataclass(frozen=True, slots=True)
class Funding:
    """What may be paid this year, in whole yuan, and the findings."""

    payable_yuan: int
    findings: tuple[Finding, ...]


def fund(facts: CaseFacts, award: Award) -> Funding:
    """Return what the year's limits leave of the award."""
    read = BOOK.reading("Q12", facts)
    ledger = ledger_of(facts, read)
    if ledger is None:
        return Funding(0, (_year_missing(facts, read),))
    capped, cap = enterprise_cap(facts, award, ledger, read)
    payable, pool = yearly_pool(facts, capped, ledger)
    return Funding(payable, (cap, pool, *related_parties(facts)))


def budget_year(facts: CaseFacts, read: Reading) -> int:
    """Return the year whose cap and pool the award counts against (Q12)."""
    if read.code == "filing":
        return completed_on(facts).year
    if read.code == "application":
        return (facts.submitted_on or facts.decided_on).year
    return facts.decided_on.year


def ledger_of(facts: CaseFacts, read: Reading) -> YearLedger | None:
    """Return the ledger of the budget year, None when the facts hold no such year."""
    year = budget_year(facts, read)
    if year == facts.decided_on.year:
        return YearLedger(year, facts.awarded_this_year_yuan, facts.pool_left_yuan)
    return next((ledger for ledger in facts.other_years if ledger.year == year), None)


def _year_missing(facts: CaseFacts, read: Reading) -> Finding:
    year = str(budget_year(facts, read))
    used = (fact("计入年度", f"{year}，台账未载", LEDGER),)
    asks = BOOK.check("ledger_year_missing", year=year)
    says = f"按口径应计入 {year} 年度，台账未载，暂缓。"
    result = Result(Outcome.ON_HOLD, "ledger_year_missing", asks, reading=read)
    return BOOK.find("art11_cap", used, says, result)


def enterprise_cap(
    facts: CaseFacts, award: Award, ledger: YearLedger, read: Reading
) -> tuple[int, Finding]:
    """Return what the enterprise's yearly cap leaves; exactly the cap is allowed (第十二条)."""
    cap = BOOK.number("enterprise_cap_yuan", facts.decided_on)
    # 单个大模型企业每年累计: Art 8 money is not counted. Which year it is, is read by Q12.
    left = max(0, cap - ledger.awarded_yuan)
    capped = min(award.gap_yuan, left)
    used = (
        fact("补差额", yuan(award.gap_yuan), "第三条"),
        fact("计入年度", ledger.year, LEDGER),
        fact("该年度已获奖励", f"{yuan(ledger.awarded_yuan)}，不含第八条", LEDGER),
        fact("企业年度累计上限", yuan(cap), POLICY_TEXT),
    )
    digits = top_up_in_digits(award.determined_yuan, facts.awarded_before_yuan)
    computation = f"min({digits}; {cap:,} {MINUS} {ledger.awarded_yuan:,}) = {yuan(capped)}"
    if at_least(left, award.gap_yuan):
        return capped, BOOK.find(
            "art11_cap",
            used,
            "未超过企业年度累计上限。",
            Result(computation=computation, reading=read),
        )
    return capped, _over_cap(facts, award.gap_yuan, used, capped, computation)


def _over_cap(
    facts: CaseFacts,
    gap_yuan: int,
    used: tuple[tuple[str, str], ...],
    capped: int,
    computation: str,
) -> Finding:
    # …最高…: what is over the cap is lost, or next year's, or waits for a ruling (Q13).
    read = BOOK.reading("Q13", facts)
    cut = gap_yuan - capped
    if read.code == "hold":
        asks = BOOK.check("over_cap", cut=f"{cut:,}")
        says = f"超出企业年度累计上限 {yuan(cut)}，不自行部分拨付，暂缓。"
        result = Result(Outcome.ON_HOLD, "enterprise_cap", asks, computation, read)
        return BOOK.find("art11_cap", used, says, result)
    rest = "作废" if read.code == "lost" else "结转下一年度"
    says = f"超出企业年度累计上限 {yuan(cut)}，按口径{rest}。"
    outcome = Outcome.ELIGIBLE if capped else Outcome.ON_HOLD
    result = Result(outcome, "enterprise_cap", "", computation, read)
    return BOOK.find("art11_cap", used, says, result)


def yearly_pool(facts: CaseFacts, due: int, ledger: YearLedger) -> tuple[int, Finding]:
    """Return what the year's pool leaves; a short pool holds the case, it never pays in part."""
    # 市区合计每年, without 第八条.
    total = fact("年度资金池总额", yuan(BOOK.number("pool_yuan", facts.decided_on)), POLICY_TEXT)
    left = ledger.pool_left_yuan
    if left is None:
        used = (total, fact("资金池余额", "未载", LEDGER))
        says = "资金池余额不详，未作限制。"
        return due, BOOK.find("art11_pool", used, says, Result(question=BOOK.check("pool_unknown")))
    used = (total, fact("资金池余额", yuan(left), LEDGER))
    payable = min(due, max(0, left))
    computation = f"min({due:,}; {max(0, left):,}) = {yuan(payable)}"
    if payable == due:
        says = "资金池余额足够。"
        return due, BOOK.find("art11_pool", used, says, Result(computation=computation))
    asks = BOOK.check("pool_short", left=f"{left:,}", due=f"{due:,}")
    says = "资金池余额不足，不作部分拨付，暂缓。"
    result = Result(Outcome.ON_HOLD, "pool", asks, computation)
    return payable, BOOK.find("art11_pool", used, says, result)


def related_parties(facts: CaseFacts) -> tuple[Finding, ...]:
    """Return a note when enterprises of the same group were awarded; the text has no group cap."""
    if not facts.related_parties:
        return ()
    # 单个大模型企业: the cap is of the single enterprise, not of its group.
    used = (fact("关联企业", "、".join(facts.related_parties), "企业登记信息"),)
    says = "关联企业另有第三条奖励；条文未设集团上限，列示备查。"
    result = Result(reason_key="related_party")
    return (BOOK.find("art11_related", used, says, result),)


def halves(payable_yuan: int, on: date) -> tuple[int, int]:
    """Return the city's and the district's part; an odd yuan falls to the district."""
    # 广州市:海珠区 1:1
    return share(payable_yuan, BOOK.number("city_share", on), BOOK.number("district_share", on))


def split(facts: CaseFacts, payable_yuan: int) -> Finding:
    """Return how the amount is shared between city and district."""
    on = facts.decided_on
    city, district = BOOK.number("city_share", on), BOOK.number("district_share", on)
    city_half, district_half = halves(payable_yuan, on)
    computation = (
        f"市级 {payable_yuan:,} {TIMES} {city}/{city + district} = {yuan(city_half)}；"
        f"区级 {payable_yuan:,} {MINUS} {city_half:,} = {yuan(district_half)}"
    )
    used = (
        fact("应付", yuan(payable_yuan), "本决定"),
        fact("市区分担比例", f"{city}:{district}", POLICY_TEXT),
    )
    says = f"市级承担 {yuan(city_half)}，区级承担 {yuan(district_half)}。"
    # Whether the city confirms each case or settles in bulk is open (Q14).
    read = BOOK.reading("Q14", facts)
    asks = BOOK.check("city_confirmation") if read.code == "per_case" else ""
    return BOOK.find(
        "art11_split", used, says, Result(Outcome.ELIGIBLE, "", asks, computation, read)
    )
