"""When claims are taken: at any time, or between the days of a window."""

from dataclasses import replace
from datetime import date

from jishen.domain.claims import Window
from tests.claims.worlds import form

SPRING = Window(date(2027, 2, 1), date(2027, 3, 20))
SUMMER = Window(date(2027, 6, 1), None)


def test_without_windows_a_claim_is_taken_on_any_day() -> None:
    assert form().windows == ()
    assert form().is_open(date(2026, 12, 1))


def test_both_days_of_a_window_are_in_it() -> None:
    windowed = replace(form(), windows=(SPRING,))

    days = [date(2027, 1, 31), date(2027, 2, 1), date(2027, 3, 20), date(2027, 3, 21)]

    assert [windowed.is_open(day) for day in days] == [False, True, True, False]


def test_before_a_window_the_next_one_is_named_whatever_the_order() -> None:
    windowed = replace(form(), windows=(SUMMER, SPRING))

    assert windowed.window_on(date(2026, 12, 1)) == SPRING
    assert windowed.window_on(date(2027, 4, 1)) == SUMMER
    assert windowed.window_on(date(2028, 1, 1)) == SUMMER


def test_after_the_last_window_there_is_none() -> None:
    windowed = replace(form(), windows=(SPRING,))

    assert windowed.window_on(date(2027, 3, 21)) is None
    assert not windowed.is_open(date(2027, 3, 21))


def test_every_declaration_expects_one_of_its_answers_and_commitments_have_one() -> None:
    assert all(one.expected in one.answers for one in form().declarations)
    assert [one.key for one in form().declarations if one.is_commitment] == [
        "truth",
        "no_double_funding",
        "clawback",
    ]
    assert not form().is_official
