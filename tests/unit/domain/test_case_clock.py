"""The clock of a case: working days, pauses, the promise."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishen.domain.case_clock import CaseClock, Passage, case_clock
from jishen.domain.states import CaseState
from jishen.domain.workdays import shipped_calendar

CALENDAR = shipped_calendar()
MONDAY = date(2026, 3, 16)
REVIEW, CORRECTION, HOLD = (
    CaseState.SUBSTANTIVE_REVIEW,
    CaseState.CORRECTION_REQUESTED,
    CaseState.ON_HOLD,
)


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def clock(*passages: tuple[CaseState, int], today: int) -> CaseClock:
    walked = [Passage(state, day(number)) for state, number in passages]
    return case_clock(walked, CALENDAR, day(today), 5)


def test_nothing_runs_before_the_form_check_is_passed() -> None:
    told = clock((CaseState.SUBMITTED, 0), (CaseState.FORM_CHECK, 0), today=30)

    assert (told.started_on, told.due, told.is_overdue, told.is_running) == (
        None,
        None,
        False,
        False,
    )


def test_the_day_of_the_start_does_not_count_and_weekends_do_not() -> None:
    told = clock((REVIEW, 0), today=7)

    assert told.due is not None
    assert (told.due.on, told.used_workdays, told.is_overdue) == (day(7), 5, False)


def test_the_day_after_the_promise_is_overdue() -> None:
    assert clock((REVIEW, 0), today=8).is_overdue


def test_a_correction_pauses_and_pushes_the_due_day_on() -> None:
    told = clock((REVIEW, 0), (CORRECTION, 1), (CaseState.FORM_CHECK, 3), (REVIEW, 3), today=9)

    assert told.due is not None
    assert (told.used_workdays, told.paused_workdays, told.due.on) == (5, 2, day(9))


def test_a_hold_that_lasts_pauses_until_today() -> None:
    told = clock((REVIEW, 0), (HOLD, 1), today=14)

    assert (told.used_workdays, told.is_paused, told.is_overdue) == (0, True, False)
    assert told.due is not None
    assert told.due.on > day(14)


def test_a_pause_within_one_day_is_none() -> None:
    told = clock((REVIEW, 0), (HOLD, 1), (REVIEW, 1), today=2)

    assert (told.used_workdays, told.paused_workdays) == (2, 0)


def test_a_hold_before_the_start_is_no_pause() -> None:
    told = clock((HOLD, -5), (CaseState.FORM_CHECK, -1), (REVIEW, 0), today=2)

    assert (told.used_workdays, told.paused_workdays) == (2, 0)


@pytest.mark.parametrize("end", [CaseState.DECIDED, CaseState.NOT_ELIGIBLE, CaseState.WITHDRAWN])
def test_the_clock_ends_with_the_decision_whichever_it_is(end: CaseState) -> None:
    told = clock((REVIEW, 0), (end, 2), today=30)

    assert (told.ended_on, told.used_workdays, told.is_overdue) == (day(2), 2, False)


def test_a_decision_on_the_day_of_the_complete_claim_is_the_fast_track() -> None:
    told = clock((REVIEW, 0), (CaseState.DECIDED, 0), (CaseState.PAYMENT_REQUESTED, 0), today=3)

    assert (told.is_same_day, told.used_workdays) == (True, 0)


def test_past_the_known_calendar_the_due_day_is_provisional() -> None:
    told = case_clock([Passage(REVIEW, date(2026, 12, 30))], CALENDAR, date(2026, 12, 31), 5)

    assert told.due is not None
    assert told.due.is_provisional


STATES = st.sampled_from(
    [REVIEW, CORRECTION, CaseState.FORM_CHECK, HOLD, CaseState.AWAITING_DECISION]
)


@given(st.lists(st.tuples(STATES, st.integers(0, 4)), max_size=12), st.integers(0, 20))
def test_used_and_paused_days_are_all_working_days_since_the_start(
    steps: list[tuple[CaseState, int]], after: int
) -> None:
    passages, at = [Passage(REVIEW, MONDAY)], 0
    for state, days in steps:
        at += days
        passages.append(Passage(state, day(at)))

    told = case_clock(passages, CALENDAR, day(at + after), 5)

    assert told.used_workdays >= 0
    assert told.paused_workdays >= 0
    assert told.used_workdays + told.paused_workdays == CALENDAR.count(MONDAY, day(at + after))
    assert told.due is not None
    assert told.due.on == CALENDAR.due(MONDAY, 5 + told.paused_workdays).on
    assert told.is_overdue is (told.used_workdays > 5)
