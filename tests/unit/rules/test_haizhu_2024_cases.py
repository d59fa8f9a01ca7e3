"""The worked examples of the policy, and what its trace says."""

from dataclasses import replace
from datetime import date

import pytest

from jishen.domain.filings import AWARD_LISTS
from rules import POLICIES
from tests.unit.rules.policy_books import BOOKS, CASES, facts_of, said_of

EXAMPLES_IN_THE_TABLE = set(range(1, 25))


@pytest.mark.parametrize(("policy", "case"), CASES, ids=[f"{p}: {c['name']}" for p, c in CASES])
def test_the_policy_decides_as_the_case_says(policy, case) -> None:
    said = said_of(policy, case)

    assert said == case["expect"]


def test_every_worked_example_is_a_case() -> None:
    covered = {case["example"] for case in BOOKS["haizhu_2024"]["cases"] if "example" in case}

    assert covered == EXAMPLES_IN_THE_TABLE


def test_the_trace_writes_the_top_up_and_the_cap_out_in_digits() -> None:
    facts = facts_of({"awarded_before_yuan": 200_000})

    decision = POLICIES["haizhu_2024"].decide(facts)

    computations = [step.computation for step in decision.trace if step.article == "第十一条"]
    assert computations[0] == "min(max(1,000,000; 200,000) − 200,000; 10,000,000 − 0) = 800,000 元"
    assert computations[1] == "min(800,000; 280,000,000) = 800,000 元"
    assert "区级 800,000 − 400,000 = 400,000 元" in computations[2]


def test_the_trace_follows_the_order_of_the_articles() -> None:
    decision = POLICIES["haizhu_2024"].decide(facts_of({}))

    assert [step.article for step in decision.trace] == [
        "第二条",
        "第三条",
        "第三条",
        "第三条",
        "第三条",
        "第九条",
        "第十条",
        "第十一条",
        "第十一条",
        "第十一条",
        "第十三条",
        "第十四条",
        "第十四条",
        "第十五条",
    ]


def test_the_trace_quotes_the_top_up_clause_word_for_word() -> None:
    decision = POLICIES["haizhu_2024"].decide(facts_of({}))

    assert decision.trace[4].quote == "同时符合本条各条件的，按就高补差原则执行，不重复奖励"


def test_an_amount_is_never_spoken_of_as_promised() -> None:
    decision = POLICIES["haizhu_2024"].decide(facts_of({}))

    assert decision.reason == (
        "符合第三条第（一）项条件，拟奖励 1,000,000 元（最高 1,000,000 元），以审核为准。"
    )


def test_a_decision_keeps_the_fingerprint_of_its_policy() -> None:
    entry = POLICIES["haizhu_2024"]

    decision = entry.decide(facts_of({}))

    assert (decision.policy_id, decision.policy_sha256) == ("haizhu_2024", entry.sha256)


def test_the_decision_is_the_same_whatever_the_filer_is_called() -> None:
    facts = facts_of({})

    renamed = POLICIES["haizhu_2024"].decide(replace(facts, filer_name="广州样例旧名科技有限公司"))

    assert renamed.payable_yuan == POLICIES["haizhu_2024"].decide(facts).payable_yuan


def test_the_entry_names_the_policy_as_notices_cite_it() -> None:
    entry = POLICIES["haizhu_2024"]

    assert entry.name == (
        "《广州市海珠区建设人工智能大模型应用示范区实施细则》（海科工商信规字〔2024〕1号）"
    )
    assert (entry.effective_from, entry.effective_to) == (date(2024, 6, 18), date(2027, 3, 20))
    assert [clause.key for clause in entry.clauses] == ["art3_generative_ai", "art3_algorithm"]


@pytest.mark.parametrize("list_kind", sorted(AWARD_LISTS))
def test_every_list_leads_to_one_clause(list_kind) -> None:
    clause = POLICIES["haizhu_2024"].clause_of(list_kind)

    assert clause is not None
