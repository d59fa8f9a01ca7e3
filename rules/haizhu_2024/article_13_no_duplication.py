"""第十三条: an award of the same category in the same year excludes this one."""

from jishen.domain.decisions import CaseFacts, Outcome
from rules.haizhu_2024.findings import Finding, Result, find, yuan
from rules.haizhu_2024.parameters import question


def no_duplication(facts: CaseFacts, payable_yuan: int) -> tuple[int, Finding]:
    """Return what stays payable this year, all or nothing, and the finding.

    An earlier award under 第三条 itself is not meant here: it is counted in the difference.
    """
    known = facts.same_category_award_this_year
    # 同一年度享受广州市或海珠区相同类目扶持的，按不重复原则奖励:
    # 不重复 excludes, it is not 补差 (Q10).
    # Not coded: awards of other districts (Q11), shown to the reviewer but no bar;
    # 重点引进招商项目 (第十三条 tail), which go to the city government by hand.
    if known is None:
        used = (("本年度同类目扶持", "不详"),)
        says = "是否享受同类目扶持待核实，暂按未享受计算。"
        asks = question("same_category_unknown")
        return payable_yuan, find("art13_no_duplication", used, says, Result(question=asks))
    if not known:
        used = (("本年度同类目扶持", "无（案件记载）"),)
        return payable_yuan, find("art13_no_duplication", used, "本年度未享受同类目扶持。")
    used = (("本年度同类目扶持", "有（案件记载）"),)
    says = "本年度已享受同类目扶持，按不重复原则本年度不予奖励，暂缓。"
    result = Result(
        Outcome.ON_HOLD,
        "same_category_award",
        question("same_category"),
        f"本年度应付由 {yuan(payable_yuan)} 调整为 {yuan(0)}",
    )
    return 0, find("art13_no_duplication", used, says, result)
