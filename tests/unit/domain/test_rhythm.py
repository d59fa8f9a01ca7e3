"""When the next batch is to be expected, and when a source is looked at next."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishen.domain.back_off import wait_after
from jishen.domain.next_look import SHANGHAI, Intervals, interval_at, next_look
from jishen.domain.rhythm import Announced, Rhythm, rhythm_of

RECORDED = (
    "2024-12-20 2025-03-12 2025-05-19 2025-07-14 2025-09-11 2025-11-06 2026-01-07 2026-03-12 "
    "2026-05-06 2026-07-17"
)
"""Days of the deep-synthesis batches as published."""
DEEP_SYNTHESIS = tuple(Announced(date.fromisoformat(day)) for day in RECORDED.split())
INTERVALS = Intervals()
DUE_MORNING = datetime(2026, 9, 15, 10, 0, tzinfo=SHANGHAI)
QUIET_MORNING = datetime(2026, 8, 11, 10, 0, tzinfo=SHANGHAI)


def is_workday(day: date) -> bool:
    return day.weekday() < 5


def minutes_to_next(at: datetime, rhythm: Rhythm | None) -> float:
    found = next_look("deep_synthesis", at, rhythm, INTERVALS, is_workday)
    return (found.at - at).total_seconds() / 60


def test_the_rhythm_of_the_recorded_batches_names_the_weeks_of_the_next_one() -> None:
    rhythm = rhythm_of(DEEP_SYNTHESIS)

    assert rhythm is not None
    assert (rhythm.gap_days, rhythm.month_days) == ((59, 56, 62, 64, 55, 72), (6, 17))
    assert (rhythm.opens_on, rhythm.closes_on) == (date(2026, 9, 3), date(2026, 10, 4))


@pytest.mark.parametrize("day", DEEP_SYNTHESIS[5:], ids=lambda each: each.on.isoformat())
def test_every_recorded_batch_came_in_the_weeks_that_those_before_it_named(day: Announced) -> None:
    before = [each for each in DEEP_SYNTHESIS if each.on < day.on]

    rhythm = rhythm_of(before)

    assert rhythm is not None
    assert rhythm.is_due(day.on)
    assert not rhythm.is_overdue(day.on)


def test_of_three_batches_no_rhythm_is_learned() -> None:
    assert rhythm_of(DEEP_SYNTHESIS[-3:]) is None


def test_a_notice_a_few_days_after_a_batch_is_the_same_batch() -> None:
    notice = Announced(date(2026, 7, 25))

    rhythm = rhythm_of((*DEEP_SYNTHESIS, notice))

    assert rhythm == rhythm_of(DEEP_SYNTHESIS)


def test_months_without_a_day_make_a_wider_window_and_no_day_of_the_month() -> None:
    months = ("2025-11-01", "2026-01-01", "2026-03-01", "2026-05-01", "2026-07-01")

    rhythm = rhythm_of([Announced(date.fromisoformat(day), is_exact=False) for day in months])

    assert rhythm is not None
    assert rhythm.month_days is None
    assert (rhythm.opens_on, rhythm.closes_on) == (date(2026, 8, 22), date(2026, 10, 5))


def test_a_batch_is_overdue_the_day_after_its_window_and_expected_for_a_gap_more() -> None:
    rhythm = rhythm_of(DEEP_SYNTHESIS)

    assert rhythm is not None
    assert not rhythm.is_overdue(date(2026, 10, 4))
    assert rhythm.is_overdue(date(2026, 10, 5))
    assert rhythm.is_due(date(2026, 12, 3))
    assert not rhythm.is_due(date(2026, 12, 5))


@pytest.mark.parametrize(
    ("at", "most_minutes"),
    [
        (DUE_MORNING, 10),
        (DUE_MORNING.replace(hour=22), 30),
        (QUIET_MORNING, 30),
        (QUIET_MORNING.replace(hour=22), 60),
        (datetime(2026, 8, 15, 10, 0, tzinfo=SHANGHAI), 60),
    ],
    ids=["due, at work", "due, at night", "not due, at work", "not due, at night", "day off"],
)
def test_looks_are_denser_at_work_and_while_a_batch_is_due(
    at: datetime, most_minutes: float
) -> None:
    found = minutes_to_next(at, rhythm_of(DEEP_SYNTHESIS))

    assert 0.8 * most_minutes <= found <= most_minutes


def test_the_jitter_is_the_same_for_the_same_slot_and_another_for_another_source() -> None:
    ask = [next_look(key, DUE_MORNING, None, INTERVALS, is_workday).at for key in ("a", "a", "b")]

    assert ask[0] == ask[1]
    assert ask[0] != ask[2]


def test_a_look_before_work_does_not_sleep_past_its_beginning() -> None:
    at = datetime(2026, 8, 11, 7, 45, tzinfo=SHANGHAI)

    found = next_look("a", at.astimezone(UTC), None, INTERVALS, is_workday)

    assert found.at == datetime(2026, 8, 11, 8, 0, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 8, 11), "按节律下一批应在 2026-09-03 至 2026-10-04 之间公布，尚未到期"),
        (date(2026, 9, 15), "按节律新一批应在 2026-09-03 至 2026-10-04 之间公布；"),
        (date(2026, 10, 8), "之间公布新一批，至今未见；"),
        (date(2027, 1, 5), "至今未见，已恢复常规；"),
    ],
)
def test_the_reason_says_where_the_rhythm_stands(day: date, said: str) -> None:
    at = datetime(day.year, day.month, day.day, 10, 0, tzinfo=SHANGHAI)

    found = next_look("a", at, rhythm_of(DEEP_SYNTHESIS), INTERVALS, is_workday)

    assert said in found.reason


@given(
    st.sampled_from(["blocked", "transport", "too-many-requests"]),
    st.integers(0, 10_000),
    st.none() | st.floats(allow_nan=False),
    st.integers(1, 48),
)
def test_a_host_is_left_alone_for_a_while_and_never_beyond_the_ceiling(
    verdict: str, failures: int, retry_after: float | None, ceiling_hours: int
) -> None:
    ceiling = timedelta(hours=ceiling_hours)

    wait = wait_after(verdict, failures, retry_after, ceiling)

    assert timedelta(0) < wait <= ceiling


def test_a_refusing_host_is_asked_after_half_an_hour_two_hours_and_six() -> None:
    hours = [
        wait_after("blocked", n, None, timedelta(hours=24)) / timedelta(hours=1)
        for n in (1, 2, 3, 4)
    ]

    assert hours == [0.5, 2, 6, 6]


def test_the_interval_in_force_is_told_for_any_instant() -> None:
    found = interval_at(QUIET_MORNING, rhythm_of(DEEP_SYNTHESIS), INTERVALS, is_workday)

    assert found == INTERVALS.working


def test_the_last_batch_is_the_newest_day_recorded() -> None:
    rhythm = rhythm_of(DEEP_SYNTHESIS)

    assert rhythm is not None
    assert rhythm.last_on == date(2026, 7, 17)
