"""第十五条: the days on which the policy is in force, first and last included."""

from jishen.domain.decisions import CaseFacts, Outcome
from rules.haizhu_2024.findings import Finding, Result, find
from rules.haizhu_2024.parameters import day, question


def validity(facts: CaseFacts) -> Finding:
    """Return whether the filing was announced, and the case is decided, while in force."""
    first = day("effective_from", facts.decided_on)
    last = day("effective_to", facts.decided_on)
    used = (
        ("备案公布日", f"{facts.announced_on}（{facts.announced_on_basis or '依据未载明'}）"),
        ("办理日", f"{facts.decided_on}"),
        ("有效期", f"{first} 至 {last}（含当日）"),
    )
    # 自印发之日起施行: a filing completed before that day waits for a reading (Q1).
    if facts.announced_on < first:
        says = f"备案公布于政策施行日（{first}）之前，是否适用待明确，暂缓。"
        return find(
            "art15_validity",
            used,
            says,
            Result(Outcome.ON_HOLD, "pre_policy", question("pre_policy")),
        )
    # 有效期至…: filing and application both on or before the last day; after it, a hold (Q15).
    if max(facts.announced_on, facts.decided_on) > last:
        says = f"政策有效期至 {last}，期满后如何处理待明确，暂缓。"
        return find(
            "art15_validity",
            used,
            says,
            Result(Outcome.ON_HOLD, "policy_expired", question("policy_expired")),
        )
    return find("art15_validity", used, "备案公布与办理均在政策有效期内。")
