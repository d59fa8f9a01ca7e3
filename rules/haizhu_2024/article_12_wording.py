"""第十二条: what the policy's words 以上 and 新增 mean."""

from datetime import date

from jishen.domain.decisions import CaseFacts
from rules.haizhu_2024.book import BOOK
from rules.machine.findings import REGISTRY, Finding, fact


def at_least(number: int, bound: int) -> bool:
    """Return whether a number is 以上 a bound."""
    # 以上包含本数
    return number >= bound


def more_than(number: int, bound: int) -> bool:
    """Return whether a number is 超过 a bound, which leaves the bound itself out."""
    return number > bound


def is_new_enterprise(moved_in_from: str | None, on: date) -> bool:
    """Return whether an enterprise is 新增: newly registered, or from outside the city.

    `moved_in_from` is the city it came from, None when it was registered here from the first.
    """
    # 新增: 新注册或自广州市外迁入; a move between districts of the city is not.
    return moved_in_from is None or moved_in_from != BOOK.text("city", on)


def wording(facts: CaseFacts) -> tuple[Finding, ...]:
    """Return a note for an enterprise that moved in: 新增 is no condition of 第三条."""
    if facts.moved_in_on is None:
        return ()
    used = (fact("迁入本区日", facts.moved_in_on, REGISTRY),)
    says = "“新增”不是第三条的条件，迁入企业同样适用。"
    return (BOOK.find("art12_wording", used, says),)
