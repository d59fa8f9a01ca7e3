"""Which cases a second person reviews, and which steps follow the review."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishen.domain.acts import ACT_NAMES, ACT_RULES, APPROVALS, CaseAct, acts_open_to, rule_for
from jishen.domain.people import Role
from jishen.domain.review import ReviewRules, is_sampled, needs_second_review, next_step
from jishen.domain.states import TERMINAL_STATES, TRANSITIONS, CaseState


@given(st.text(), st.integers(0, 100))
def test_the_same_case_is_always_drawn_the_same_and_more_percent_draw_more(
    case_id: str, percent: int
) -> None:
    assert is_sampled(case_id, percent) is is_sampled(case_id, percent)
    assert is_sampled(case_id, percent) <= is_sampled(case_id, min(100, percent + 1))
    assert not is_sampled(case_id, 0)
    assert is_sampled(case_id, 100)


def test_about_as_many_cases_are_drawn_as_was_set() -> None:
    drawn = sum(is_sampled(f"case-{number}", 10) for number in range(10_000))

    assert 900 < drawn < 1100


@pytest.mark.parametrize(("amount", "needed"), [(499_999, False), (500_000, True)])
def test_from_the_threshold_on_a_second_person_reviews(amount: int, needed: bool) -> None:
    rules = ReviewRules(second_review_from_yuan=500_000, sampling_percent=0)

    assert needs_second_review("x", amount, rules) is needed


@given(
    st.sampled_from(
        [
            CaseState.SUBSTANTIVE_REVIEW,
            CaseState.SECOND_REVIEW,
            CaseState.CITY_CONFIRMATION,
            CaseState.PUBLIC_NOTICE,
        ]
    ),
    st.integers(0, 1_000_000),
    st.booleans(),
    st.integers(0, 5),
)
def test_every_step_that_follows_is_a_legal_one(
    done: CaseState, amount: int, asks_city: bool, notice: int
) -> None:
    rules = ReviewRules(asks_city=asks_city, public_notice_workdays=notice)

    assert next_step(done, "x", amount, rules) in TRANSITIONS[done]


def test_every_act_has_a_name_and_a_rule_and_none_is_open_at_an_end() -> None:
    assert set(ACT_NAMES) == set(CaseAct) == {rule.act for rule in ACT_RULES}
    assert all(rule_for(act, state) is None for act in CaseAct for state in TERMINAL_STATES)


def test_an_administrator_and_an_auditor_may_do_nothing() -> None:
    others = frozenset({Role.ADMIN, Role.AUDITOR})

    assert all(acts_open_to(state, others) == () for state in CaseState)


def test_who_pays_signs_nothing() -> None:
    signing = {role for rule in ACT_RULES if rule.act in APPROVALS for role in rule.roles}

    assert signing == {Role.REVIEWER, Role.APPROVER}


def test_no_act_and_state_have_two_rules() -> None:
    pairs = [(rule.act, state) for rule in ACT_RULES for state in rule.states]

    assert len(pairs) == len(set(pairs))
