"""What must hold of every decision, whatever the facts."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from jishen.domain.decisions import CaseFacts, EarlierFiling, Outcome
from jishen.domain.enterprises import EnterpriseKind, ZoneStatus
from jishen.domain.filings import AWARD_LISTS
from rules import POLICIES

DAYS = st.dates(date(2022, 8, 1), date(2028, 12, 31))
YUAN = st.integers(0, 20_000_000)
NUMBERS = st.sampled_from(
    [
        "网信算备440105932013102230011号",
        "网信算备440106932013102230011号",
        "Guangdong-X-202503010001",
    ]
)
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
)
decide = POLICIES["haizhu_2024"].decide


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
    assert (decision.payable_yuan == 0) or decision.outcome in {Outcome.ELIGIBLE, Outcome.ON_HOLD}


@given(FACTS)
def test_this_article_never_gives_more_than_its_ceiling_in_all(facts) -> None:
    decision = decide(facts)

    assert decision.payable_yuan <= max(0, decision.ceiling_yuan - facts.awarded_before_yuan)


@given(FACTS)
def test_every_outcome_but_eligibility_has_a_reason_and_its_key(facts) -> None:
    decision = decide(facts)

    assert decision.reason
    assert decision.reason_keys or decision.outcome is Outcome.ELIGIBLE
