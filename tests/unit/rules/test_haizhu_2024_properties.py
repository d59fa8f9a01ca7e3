"""What must hold of every decision, whatever the facts."""

import json
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from jishen.cases.records_json import from_json, to_json
from jishen.domain.decisions import (
    CaseFacts,
    CreditStanding,
    Decision,
    EarlierFiling,
    OtherAward,
    Outcome,
    YearLedger,
)
from jishen.domain.enterprises import EnterpriseKind, ZoneStatus
from jishen.domain.filings import AWARD_LISTS
from jishen.domain.rulings import Ruling
from jishen.store.tables.base import canonical_json
from rules import POLICIES
from tests.unit.rules.policy_books import facts_of

DAYS = st.dates(date(2022, 8, 1), date(2028, 12, 31))
YUAN = st.integers(0, 20_000_000)
NUMBERS = st.sampled_from(
    [
        "网信算备440105932013102230011号",
        "网信算备440106932013102230011号",
        "Guangdong-X-202503010001",
    ]
)
QUESTIONS = POLICIES["haizhu_2024"].questions
RULINGS = st.lists(
    st.sampled_from(
        [(asked.key, code) for asked in QUESTIONS for code, _ in asked.readings]
    ).flatmap(
        lambda read: st.builds(
            Ruling, st.just(read[0]), st.just(read[1]), DAYS, st.just("解释单位"), st.just("复函")
        )
    ),
    max_size=4,
).map(tuple)
FACTS = st.builds(
    CaseFacts,
    uscc=st.just("91440105MA00000000"),
    enterprise_name=st.just("广州样例科技有限公司"),
    enterprise_kind=st.sampled_from(EnterpriseKind),
    zone_status=st.sampled_from(ZoneStatus),
    zone_basis=st.just(""),
    list_kind=st.sampled_from(sorted(AWARD_LISTS)),
    filing_number=NUMBERS,
    filing_title=st.just("样例"),
    filer_name=st.just("广州样例科技有限公司"),
    announced_on=DAYS,
    announced_on_basis=st.just(""),
    is_registration=st.booleans(),
    earlier_filings=st.lists(
        st.builds(EarlierFiling, st.sampled_from(sorted(AWARD_LISTS)), NUMBERS, DAYS), max_size=2
    ).map(tuple),
    history_since=st.sampled_from([None, "2022-08", "2025-01"]),
    awarded_before_yuan=YUAN,
    awarded_this_year_yuan=YUAN,
    pool_left_yuan=st.none() | st.integers(-1_000_000, 300_000_000),
    same_category_award_this_year=st.sampled_from([None, True, False]),
    determined_yuan=st.none() | st.integers(-10, 2_000_000),
    decided_on=DAYS,
    filed_on=st.none() | DAYS,
    role=st.sampled_from(["", "服务提供者", "服务技术支持者"]),
    holder_name=st.sampled_from(["", "", "样例母公司"]),
    moved_in_on=st.none() | DAYS,
    operating_zone_status=st.none() | st.sampled_from(ZoneStatus),
    cancelled_on=st.none() | DAYS,
    submitted_on=st.none() | DAYS,
    same_category_award_yuan=st.none() | YUAN,
    other_district_awards=st.lists(
        st.builds(OtherAward, st.just("天河区"), YUAN, st.integers(2024, 2027)), max_size=1
    ).map(tuple),
    is_special_project=st.booleans(),
    credit=st.sampled_from(CreditStanding),
    other_years=st.lists(
        st.builds(YearLedger, st.integers(2022, 2028), YUAN, st.none() | YUAN), max_size=2
    ).map(tuple),
    rulings=RULINGS,
)
decide = POLICIES["haizhu_2024"].decide
CAP = 10_000_000
MODEL = facts_of({})
ALGORITHM = facts_of({"list_kind": "algorithm", "filing_number": "网信算备440105932013102230011号"})


@given(FACTS)
def test_payable_is_never_negative_nor_above_what_was_determined_nor_above_the_ceiling(
    facts,
) -> None:
    decision = decide(facts)

    assert 0 <= decision.payable_yuan <= decision.determined_yuan <= decision.ceiling_yuan


@given(FACTS)
def test_the_halves_add_up_and_the_odd_yuan_falls_to_the_district(facts) -> None:
    decision = decide(facts)

    assert decision.city_half_yuan + decision.district_half_yuan == decision.payable_yuan
    assert 0 <= decision.district_half_yuan - decision.city_half_yuan <= 1


@given(FACTS)
def test_the_same_facts_always_give_the_same_decision(facts) -> None:
    first = decide(facts)

    assert decide(facts) == first


@given(FACTS)
def test_nothing_is_payable_on_a_refusal_and_something_is_when_eligible(facts) -> None:
    decision = decide(facts)

    assert (decision.payable_yuan > 0) or decision.outcome is not Outcome.ELIGIBLE
    assert (decision.payable_yuan == 0) or decision.outcome in {
        Outcome.ELIGIBLE,
        Outcome.ON_HOLD,
        Outcome.ASK,
    }


@given(FACTS)
def test_this_article_never_gives_more_than_its_ceiling_in_all(facts) -> None:
    decision = decide(facts)

    assert decision.payable_yuan <= max(0, decision.ceiling_yuan - facts.awarded_before_yuan)


@given(FACTS)
def test_every_outcome_but_eligibility_has_a_reason_and_its_key(facts) -> None:
    decision = decide(facts)

    assert decision.reason
    assert decision.reason_keys or decision.outcome is Outcome.ELIGIBLE


@given(FACTS)
def test_payable_is_never_above_what_the_years_cap_and_pool_leave(facts) -> None:
    without_readings_of_the_year = replace(
        facts, rulings=tuple(ruling for ruling in facts.rulings if ruling.question != "Q12")
    )

    decision = decide(without_readings_of_the_year)

    assert decision.payable_yuan <= max(0, CAP - facts.awarded_this_year_yuan)
    assert facts.pool_left_yuan is None or decision.payable_yuan <= max(0, facts.pool_left_yuan)


@given(st.integers(0, 200_000), st.integers(0, 1_000_000), st.booleans())
def test_the_order_of_two_filings_never_changes_the_total_beyond_the_higher_tier(
    algorithm, model, algorithm_comes_first
) -> None:
    tiers = [(ALGORITHM, algorithm), (MODEL, model)]
    (first, first_determined), (second, second_determined) = (
        tiers if algorithm_comes_first else tiers[::-1]
    )

    given_first = decide(replace(first, determined_yuan=first_determined)).payable_yuan
    given_second = decide(
        replace(second, determined_yuan=second_determined, awarded_before_yuan=given_first)
    ).payable_yuan

    assert given_first + given_second == max(algorithm, model)


@given(FACTS)
def test_a_decision_recomputed_from_its_stored_facts_is_the_same_to_the_byte(facts) -> None:
    stored = to_json(facts), canonical_json(to_json(decide(facts)))

    again = decide(from_json(CaseFacts, stored[0]))

    assert canonical_json(to_json(again)) == stored[1]
    assert from_json(Decision, json.loads(stored[1])) == again


@given(FACTS)
def test_every_step_quotes_its_article_and_every_fact_names_its_source(facts) -> None:
    decision = decide(facts)

    assert [step for step in decision.trace if not (step.article and step.facts)] == []
    assert {value[-1] for step in decision.trace for _, value in step.facts} == {"）"}


@given(FACTS)
def test_an_open_question_is_always_shown_with_the_words_it_was_read_by(facts) -> None:
    decision = decide(facts)

    assert [step for step in decision.trace if bool(step.ruling) != bool(step.open_question)] == []
