"""What an Article 3 filing may open beside the award: articles 4, 5, 6 and 8, never a promise."""

from datetime import date

from jishen.domain.unlocks import Calculation, Figures, Line
from rules.haizhu_2024.article_12_wording import at_least
from rules.haizhu_2024.book import BOOK
from rules.machine.findings import MINUS, TIMES, yuan

_RENT, _SUBSIDIARY = "第四条第（一）项第1点", "第四条第（一）项第2点"
_GROWTH, _COMPUTE = "第四条第（一）项第3点", "第四条第（一）项第4点"
_GROWTH_STEPS = (
    ("growth_5_from_yuan", "growth_5_award_yuan"),
    ("growth_4_from_yuan", "growth_4_award_yuan"),
    ("growth_3_from_yuan", "growth_3_award_yuan"),
    ("growth_2_from_yuan", "growth_2_award_yuan"),
    ("growth_1_from_yuan", "growth_1_award_yuan"),
)
"""From which increment on, and what it gives; the highest first."""
_OWN_RENT = ("rent_percent", "rent_ceiling_yuan")
_SUBSIDIARY_RENT = ("subsidiary_rent_percent", "subsidiary_rent_ceiling_yuan")
_COMPUTE_COST = ("compute_percent", "compute_ceiling_yuan")
_DEMONSTRATION = ("demonstration_percent", "demonstration_ceiling_yuan")
_PERCENT = 100
NAMES = {
    _SUBSIDIARY: "新设全资子公司场地租金支持",
    _COMPUTE: "模型优化支持",
    "第五条": "示范应用支持",
    "第八条": "人才支持",
}
MAY_APPLY = {
    "art3_generative_ai": (_SUBSIDIARY, _COMPUTE, "第五条", "第八条"),
    "art3_algorithm": (_COMPUTE, "第五条", "第八条"),
}
"""By the clause of the filing: what an enterprise's notice names as what may apply."""


def may_apply(clause: str) -> tuple[str, ...]:
    """Return what the notice names beside a clause's award, as `第五条（示范应用支持）`."""
    return tuple(f"{place}（{NAMES[place]}）" for place in MAY_APPLY.get(clause, ()))


def calculate(figures: Figures) -> Calculation:
    """Return every line the figures call for and their sum under the enterprise's yearly cap."""
    lines = (
        *_rent(figures),
        *_subsidiary_rent(figures),
        *_growth(figures),
        *_compute(figures),
        *_demonstration(figures),
        *_others(figures),
    )
    # Which line is cut over the cap is not said in the text; Article 8 money is outside it.
    counted = [line.amount_yuan for line in lines if line.key in _COUNTED]
    total = figures.award_yuan + sum(counted)
    cap = BOOK.number("enterprise_cap_yuan", figures.on)
    parts = " + ".join(f"{amount:,}" for amount in (figures.award_yuan, *counted))
    digits = f"min({parts}, {cap:,}) = {yuan(min(total, cap))}"
    return Calculation(lines, total, min(total, cap), digits)


_COUNTED = frozenset({"rent", "subsidiary_rent", "growth", "compute", "demonstration"})


def _share(base: int, names: tuple[str, str], on: date) -> tuple[int, str]:
    """Return a share of a base up to its ceiling, rounded down to whole yuan, and the digits."""
    percent, ceiling = BOOK.number(names[0], on), BOOK.number(names[1], on)
    amount = min(base * percent // _PERCENT, ceiling)
    return amount, f"min({base:,} {TIMES} {percent}%, {ceiling:,}) = {yuan(amount)}"


def _rent(figures: Figures) -> tuple[Line, ...]:
    if figures.rent_yuan is None:
        return ()
    # 新增大模型企业…营业收入…: the lowest tier opens the clause.
    if not at_least(figures.revenue_yuan, BOOK.number("rent_revenue_yuan", figures.on)):
        return (Line("rent", _RENT, 0, "营业收入未达最低一档，不适用。"),)
    amount, digits = _share(figures.rent_yuan, _OWN_RENT, figures.on)
    return (Line("rent", _RENT, amount, "可能适用：新增大模型企业场地租金支持。", digits),)


def _subsidiary_rent(figures: Figures) -> tuple[Line, ...]:
    if figures.subsidiary_rent_yuan is None:
        return ()
    # The parent must hold a generative-AI filing: an algorithm filing is not enough.
    if not figures.has_generative_ai:
        says = "母公司须持有生成式人工智能备案，仅有算法备案不适用。"
        return (Line("subsidiary_rent", _SUBSIDIARY, 0, says),)
    # 以上包含本数: at exactly the lowest tier the subsidiary is under point 1 itself.
    if at_least(figures.subsidiary_revenue_yuan, BOOK.number("rent_revenue_yuan", figures.on)):
        amount, digits = _share(figures.subsidiary_rent_yuan, _OWN_RENT, figures.on)
        says = "可能适用：子公司营业收入已达第1点标准，按第1点计算。"
        return (Line("subsidiary_rent", _RENT, amount, says, digits),)
    amount, digits = _share(figures.subsidiary_rent_yuan, _SUBSIDIARY_RENT, figures.on)
    says = f"可能适用：{NAMES[_SUBSIDIARY]}。"
    return (Line("subsidiary_rent", _SUBSIDIARY, amount, says, digits),)


def _growth(figures: Figures) -> tuple[Line, ...]:
    growth, on = figures.ai_growth_yuan, figures.on
    if growth is None:
        return ()
    is_large = at_least(figures.ai_revenue_yuan, BOOK.number("growth_1_from_yuan", on))
    share = BOOK.number("growth_share_percent", on)
    is_share = at_least(figures.ai_revenue_yuan * _PERCENT, figures.revenue_yuan * share)
    if not is_large and not (is_share and figures.revenue_yuan):
        return (Line("growth", _GROWTH, 0, "人工智能收入及占比均未达标准，不适用。"),)
    reached = (
        BOOK.number(award, on)
        for since, award in _GROWTH_STEPS
        if at_least(growth, BOOK.number(since, on))
    )
    tier = next(reached, 0)
    amount = max(0, tier - figures.growth_awarded_yuan)
    digits = f"max(0, {tier:,} {MINUS} {figures.growth_awarded_yuan:,}) = {yuan(amount)}"
    says = "可能适用：营业收入增长奖励，按差额计。" if tier else "年度增量未达最低一档，不适用。"
    return (Line("growth", _GROWTH, amount, says, digits),)


def _compute(figures: Figures) -> tuple[Line, ...]:
    if figures.compute_yuan is None:
        return ()
    # 完成本细则第三条相关备案, either kind, or revenue at the tier.
    is_filed = figures.has_generative_ai or figures.has_algorithm
    revenue_tier = BOOK.number("rent_revenue_yuan", figures.on)
    if not is_filed and not at_least(figures.revenue_yuan, revenue_tier):
        return (Line("compute", _COMPUTE, 0, "未完成第三条相关备案且营业收入未达标准，不适用。"),)
    amount, digits = _share(figures.compute_yuan, _COMPUTE_COST, figures.on)
    return (Line("compute", _COMPUTE, amount, f"可能适用：{NAMES[_COMPUTE]}。", digits),)


def _demonstration(figures: Figures) -> tuple[Line, ...]:
    if figures.project_yuan is None:
        return ()
    amount, digits = _share(figures.project_yuan, _DEMONSTRATION, figures.on)
    says = f"可能适用：{NAMES['第五条']}，须综合评价。"
    return (Line("demonstration", "第五条", amount, says, digits),)


def _others(figures: Figures) -> tuple[Line, ...]:
    if not figures.has_generative_ai and not figures.has_algorithm:
        return ()
    space = BOOK.number("space_ceiling_yuan", figures.on)
    talent = BOOK.number("talent_ceiling_yuan", figures.on)
    return (
        Line("space", "第六条", space, "可计为所在载体的大模型企业；支持给予载体运营方，最高。"),
        Line("talent", "第八条", talent, "列入目录的人才可能适用，最高；不计入年度累计上限。"),
    )
