"""第十三条: an award of the same category in the same year excludes this one."""

from jishen.domain.decisions import CaseFacts, Outcome
from rules.haizhu_2024.book import BOOK
from rules.machine.findings import CASE, MINUS, Finding, Reading, Result, fact, yuan

_CLAUSE = "art13_no_duplication"
_NAME = "本年度同类目扶持"
_KEY = "same_category_award"


def no_duplication(facts: CaseFacts, payable_yuan: int) -> tuple[int, Finding]:
    """Return what stays payable this year, all or nothing, and the finding.

    An earlier award under 第三条 itself is not meant here: it is counted in the difference.
    """
    known = facts.same_category_award_this_year
    # 同一年度享受广州市或海珠区相同类目扶持的，按不重复原则奖励: 不重复 excludes, it is not 补差,
    # unless a ruling says otherwise (Q10).
    if known is None:
        used = (fact(_NAME, "不详", CASE),)
        says = "是否享受同类目扶持待核实，暂按未享受计算。"
        asks = BOOK.check("same_category_unknown")
        return payable_yuan, BOOK.find(_CLAUSE, used, says, Result(question=asks))
    if not known:
        used = (fact(_NAME, "无", CASE),)
        return payable_yuan, BOOK.find(_CLAUSE, used, "本年度未享受同类目扶持。")
    read = BOOK.reading("Q10", facts)
    return (
        _top_up(facts, payable_yuan, read)
        if read.code == "top_up"
        else _excluded(facts, payable_yuan, read)
    )


def _excluded(facts: CaseFacts, payable_yuan: int, read: Reading) -> tuple[int, Finding]:
    used = (fact(_NAME, _amount(facts), CASE),)
    says = "本年度已享受同类目扶持，按不重复原则本年度不予奖励，暂缓。"
    computation = f"本年度应付由 {yuan(payable_yuan)} 调整为 {yuan(0)}"
    result = Result(Outcome.ON_HOLD, _KEY, BOOK.check("same_category"), computation, read)
    return 0, BOOK.find(_CLAUSE, used, says, result)


def _top_up(facts: CaseFacts, payable_yuan: int, read: Reading) -> tuple[int, Finding]:
    used = (fact(_NAME, _amount(facts), CASE),)
    given = facts.same_category_award_yuan
    if given is None:
        says = "本年度已享受同类目扶持，按口径可以补差，但金额未载，暂缓。"
        asks = BOOK.check("same_category_amount")
        return 0, BOOK.find(_CLAUSE, used, says, Result(Outcome.ON_HOLD, _KEY, asks, "", read))
    left = max(0, payable_yuan - given)
    computation = f"max(0; {payable_yuan:,} {MINUS} {given:,}) = {yuan(left)}"
    if left == 0:
        says = "同类目扶持不低于本条奖励，补差为零，不再另行奖励。"
        result = Result(Outcome.NO_FURTHER_AWARD, _KEY, "", computation, read)
        return 0, BOOK.find(_CLAUSE, used, says, result)
    says = f"本年度已享受同类目扶持，按口径补差 {yuan(left)}。"
    result = Result(Outcome.ELIGIBLE, _KEY, "", computation, read)
    return left, BOOK.find(_CLAUSE, used, says, result)


def _amount(facts: CaseFacts) -> str:
    given = facts.same_category_award_yuan
    return "有，金额未载" if given is None else f"有，{yuan(given)}"


def other_districts(facts: CaseFacts) -> tuple[Finding, ...]:
    """Return a note on awards of other districts, which the article does not name (Q11)."""
    if not facts.other_district_awards:
        return ()
    awards = "；".join(
        f"{award.place} {award.year} 年度 {yuan(award.amount_yuan)}"
        for award in facts.other_district_awards
    )
    used = (fact("其他区奖励", awards, "企业声明"),)
    same_year = any(award.year == facts.decided_on.year for award in facts.other_district_awards)
    # …广州市或海珠区…同一年度…: another district is literally no bar, another year even less.
    read = BOOK.reading("Q11", facts)
    asks = BOOK.check("other_district", awards=awards)
    if read.code == "bars" and same_year:
        result = Result(Outcome.ON_HOLD, "other_district_award", asks, reading=read)
        return (BOOK.find(_CLAUSE, used, "同一年度已获其他区奖励，按口径暂缓。", result),)
    says = "其他区奖励不在第十三条所列范围，列示备查。"
    return (BOOK.find(_CLAUSE, used, says, Result(question=asks, reading=read)),)


def special_project(facts: CaseFacts) -> tuple[Finding, ...]:
    """Return that a person must judge when the case is one of 一事一议."""
    if not facts.is_special_project:
        return ()
    # 重点引进招商项目…: goes to the city government by hand; out of this system.
    used = (fact("重点引进招商项目", "是", CASE),)
    result = Result(Outcome.ASK, "special_project", BOOK.check("special_project"))
    return (BOOK.find("art13_special", used, "属重点引进招商项目，须人工办理。", result),)
