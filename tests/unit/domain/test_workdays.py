"""Working days: make-up days, the end of what is known, and the notices as the library has them."""

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishen.domain.workdays import Due, WorkCalendar, YearDays, shipped_calendar, with_years

CALENDAR = shipped_calendar()
KNOWN_DAYS = st.dates(date(2020, 1, 1), date(2026, 10, 31))
TERMS = st.integers(0, 30)


@pytest.mark.parametrize(
    ("received", "ends"),
    [
        (date(2026, 9, 28), date(2026, 10, 10)),
        (date(2026, 9, 17), date(2026, 9, 23)),
        (date(2026, 2, 11), date(2026, 2, 25)),
        (date(2026, 4, 30), date(2026, 5, 11)),
        (date(2026, 11, 23), date(2026, 11, 30)),
    ],
)
def test_five_working_days_end_as_the_notices_say(received, ends) -> None:
    due = CALENDAR.due(received, 5)

    assert due == Due(ends, is_provisional=False)


def test_a_term_over_the_end_of_the_calendar_is_provisional_and_no_error() -> None:
    due = CALENDAR.due(date(2026, 12, 28), 5)

    assert due == Due(date(2027, 1, 4), is_provisional=True)


def test_a_term_that_ends_on_the_last_known_day_is_certain() -> None:
    due = CALENDAR.due(date(2026, 12, 28), 3)

    assert due == Due(date(2026, 12, 31), is_provisional=False)


def test_what_begins_beyond_the_calendar_is_provisional_from_the_start() -> None:
    due = CALENDAR.due(date(2027, 3, 1), 0)

    assert due == Due(date(2027, 3, 1), is_provisional=True)


def test_a_loaded_year_makes_its_terms_certain_and_prevails() -> None:
    loaded = YearDays(2027, frozenset({date(2027, 1, 1)}), frozenset({date(2027, 1, 3)}), "通知")

    calendar = with_years(CALENDAR, [loaded])

    assert calendar.due(date(2026, 12, 31), 1) == Due(date(2027, 1, 3), is_provisional=False)
    assert calendar.last_day == date(2027, 12, 31)


def test_a_gap_between_years_ends_what_is_known() -> None:
    far = YearDays(2029, frozenset(), frozenset(), "通知")

    calendar = with_years(CALENDAR, [far])

    assert calendar.last_day == date(2026, 12, 31)


def test_a_negative_term_is_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        CALENDAR.due(date(2026, 1, 5), -1)


@given(st.dates(date(2020, 1, 1), date(2026, 12, 31)))
def test_every_day_is_as_the_checking_library_has_it(day) -> None:
    assert CALENDAR.is_workday(day) is chinese_calendar.is_workday(day)


@pytest.mark.parametrize("year", range(2020, 2027))
def test_every_year_is_whole_and_names_its_notice(year) -> None:
    first = date(year, 1, 1)
    days = [
        first + timedelta(days=count)
        for count in range(366)
        if (first + timedelta(days=count)).year == year
    ]

    ours = [CALENDAR.is_workday(day) for day in days]

    assert ours == [chinese_calendar.is_workday(day) for day in days]
    assert "国办发明电" in CALENDAR.years[year].source


@given(KNOWN_DAYS, TERMS)
def test_counting_to_the_end_of_a_term_gives_the_term_back(received, workdays) -> None:
    due = CALENDAR.due(received, workdays)

    assert CALENDAR.count(received, due.on) == workdays


@given(KNOWN_DAYS, st.integers(1, 30))
def test_a_term_ends_on_a_working_day_and_a_longer_one_later(received, workdays) -> None:
    due, longer = CALENDAR.due(received, workdays), CALENDAR.due(received, workdays + 1)

    assert CALENDAR.is_workday(due.on)
    assert received < due.on < longer.on


@given(KNOWN_DAYS, KNOWN_DAYS, TERMS)
def test_what_is_received_later_is_never_due_earlier(one, other, workdays) -> None:
    first, second = sorted((one, other))

    assert CALENDAR.due(first, workdays).on <= CALENDAR.due(second, workdays).on


@given(st.dates(date(2027, 1, 1), date(2099, 1, 1)), TERMS)
def test_no_day_of_the_future_breaks_the_count(received, workdays) -> None:
    due = CALENDAR.due(received, workdays)

    assert due.is_provisional
    assert due.on >= received


def test_an_empty_year_has_weekends_only() -> None:
    plain = WorkCalendar({2030: YearDays(2030, frozenset(), frozenset(), "")})

    assert plain.is_workday(date(2030, 1, 1))
    assert not plain.is_workday(date(2030, 1, 5))
