"""Every step that the policies print for the books' cases, word for word, as an officer reads it.

A file that is missing is written: delete it, run the test, and read the difference before it is
committed.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from jishen.domain.decisions import OUTCOME_NAMES, Decision, TraceStep
from rules import POLICIES
from tests.unit.rules.policy_books import CASES, facts_of

GOLDEN = Path(__file__).parents[2] / "golden" / "decisions"


def lines_of(step: TraceStep) -> Iterator[str]:
    yield f"{step.article}　{step.finding}"
    yield f"   原文：{step.quote or '无'}"
    for name, value in step.facts:
        yield f"   事实：{name} {value}"
    for what, text in (
        ("计算", step.computation),
        ("口径", f"{step.open_question} {step.ruling}".strip()),
        ("须核实", step.question),
    ):
        if text:
            yield f"   {what}：{text}"


def said_of(name: str, decision: Decision) -> str:
    keys = "、".join(decision.reason_keys) or "无"
    return (
        f"{name}\n   {decision.clause} {decision.clause_name}　{OUTCOME_NAMES[decision.outcome]}　"
        f"最高 {decision.ceiling_yuan} 核定 {decision.determined_yuan} 应付 {decision.payable_yuan}"
        f"（市 {decision.city_half_yuan} 区 {decision.district_half_yuan}）　理由 {keys}\n"
        f"   {decision.reason}"
    )


def printed(policy: str) -> str:
    """Return all conclusions, and every distinct step of them in the order of appearance."""
    said: list[str] = []
    steps: dict[str, None] = {}
    for name, case in CASES:
        if name != policy:
            continue
        decision = POLICIES[policy].decide(facts_of(case["facts"], policy))
        said.append(said_of(case["name"], decision))
        steps |= dict.fromkeys("\n".join(lines_of(step)) for step in decision.trace)
    return "\n\n".join(["# 结论", *said, "# 步骤（相同者只列一次）", *steps]) + "\n"


@pytest.mark.parametrize("policy", sorted(POLICIES))
def test_the_words_of_every_step_are_those_that_were_read_and_agreed(policy: str) -> None:
    file = GOLDEN / f"{policy}.txt"
    if not file.exists():
        file.write_text(printed(policy), encoding="utf-8")
        pytest.fail(f"{file.name} was missing and has been written: review and commit it")

    assert printed(policy) == file.read_text(encoding="utf-8")
