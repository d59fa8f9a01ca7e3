"""第十五条: the days on which the policy is in force, first and last included."""

from datetime import date

from jishen.domain.decisions import CaseFacts, Outcome
from rules.haizhu_2024.article_02_subject import completed_on
from rules.haizhu_2024.book import BOOK
from rules.machine.findings import CASE, LIST, Finding, Result, fact

Used = tuple[tuple[str, str], ...]


def validity(facts: CaseFacts) -> Finding:
    """Return whether the filing was completed, and the case is decided, while in force."""
    first = BOOK.day("effective_from", facts.decided_on)
    last = BOOK.day("effective_to", facts.decided_on)
    completed = completed_on(facts)
    applied = facts.submitted_on or facts.decided_on
    used = (
        fact("备案公布日", facts.announced_on, facts.announced_on_basis or "依据未载明"),
        fact("备案时间", facts.filed_on or "清单未载", LIST),
        fact("申报日", facts.submitted_on or f"尚无，以办理日 {facts.decided_on} 计", CASE),
        fact("有效期", f"{first} 至 {last}，含首尾两日", "第十五条"),
    )
    # 自印发之日起施行: a filing completed before that day waits for a reading (Q1).
    if completed < first:
        return _before(facts, used, first)
    # 有效期至…: filing and application both on or before the last day; after it, a hold (Q15).
    if completed > last:
        says = f"备案完成于政策有效期（至 {last}）之后，暂缓。"
        asks = BOOK.check("policy_expired")
        return BOOK.find(
            "art15_validity", used, says, Result(Outcome.ON_HOLD, "policy_expired", asks)
        )
    if applied > last:
        return _after(facts, used, last)
    read = BOOK.reading("Q3", facts)
    return BOOK.find("art15_validity", used, "备案与办理均在政策有效期内。", Result(reading=read))


def _before(facts: CaseFacts, used: Used, first: date) -> Finding:
    read = BOOK.reading("Q1", facts)
    if read.code == "included":
        says = f"备案完成于政策施行日（{first}）之前，按口径适用。"
        return BOOK.find("art15_validity", used, says, Result(reading=read))
    if read.code == "excluded":
        says = f"备案完成于政策施行日（{first}）之前，按口径不适用。"
        result = Result(Outcome.NOT_ELIGIBLE, "pre_policy", reading=read)
        return BOOK.find("art15_validity", used, says, result)
    says = f"备案完成于政策施行日（{first}）之前，是否适用待明确，暂缓。"
    result = Result(Outcome.ON_HOLD, "pre_policy", BOOK.check("pre_policy"), reading=read)
    return BOOK.find("art15_validity", used, says, result)


def _after(facts: CaseFacts, used: Used, last: date) -> Finding:
    read = BOOK.reading("Q15", facts)
    if read.code == "run_off":
        says = f"政策有效期至 {last}，备案在有效期内完成，按口径继续办理。"
        return BOOK.find("art15_validity", used, says, Result(reading=read))
    if read.code == "cut_off":
        says = f"政策有效期至 {last}，期满后申报，按口径不予奖励。"
        result = Result(Outcome.NOT_ELIGIBLE, "policy_expired", reading=read)
        return BOOK.find("art15_validity", used, says, result)
    says = f"政策有效期至 {last}，期满后如何处理待明确，暂缓。"
    result = Result(Outcome.ON_HOLD, "policy_expired", BOOK.check("policy_expired"), reading=read)
    return BOOK.find("art15_validity", used, says, result)
