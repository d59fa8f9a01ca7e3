"""Whether a policy takes applications on a day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishen.domain.windows import ApplicationWindow, WindowMode, WindowState, amended, window_on

BATCH = ApplicationWindow("第二批", WindowMode.DATED, date(2025, 2, 17), date(2025, 3, 20), "通知")
NEXT = ApplicationWindow("第三批", WindowMode.DATED, date(2026, 3, 1), date(2026, 3, 31), "通知")
ROLLING = ApplicationWindow("常年", WindowMode.ROLLING, date(2024, 7, 2), None, "通知")
DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2025, 2, 16), WindowState.UPCOMING),
        (date(2025, 2, 17), WindowState.OPEN),
        (date(2025, 3, 20), WindowState.OPEN),
        (date(2025, 3, 21), WindowState.UPCOMING),
        (date(2026, 4, 1), WindowState.NONE),
    ],
)
def test_first_and_last_day_belong_to_a_window(day: date, state: WindowState) -> None:
    assert window_on([NEXT, BATCH], day).state is state


def test_of_windows_to_come_the_next_one_is_named() -> None:
    answer = window_on([NEXT, BATCH], date(2024, 7, 1))

    assert answer.says == ("申报窗口“第二批”自 2025-02-17 起受理，至 2025-03-20 止，届时另行通知。")


def test_a_window_without_an_end_to_come_names_its_first_day() -> None:
    assert window_on([ROLLING], date(2024, 7, 1)).says == (
        "申报窗口“常年”自 2024-07-02 起受理，届时另行通知。"
    )


def test_of_open_windows_the_one_without_an_end_counts() -> None:
    answer = window_on([BATCH, ROLLING], date(2025, 3, 1))

    assert (answer.window, answer.is_open) == (ROLLING, True)
    assert answer.says == "申报窗口“常年”受理中，即报即审。"


def test_an_open_batch_names_its_last_day() -> None:
    assert window_on([BATCH], date(2025, 3, 1)).says == (
        "申报窗口“第二批”受理中，截止 2025-03-20（含当日）。"
    )


def test_without_a_window_nothing_is_promised() -> None:
    answer = window_on([], date(2025, 3, 1))

    assert (answer.is_open, answer.window) == (False, None)
    assert "尚未公布" in answer.says


def test_a_recorded_window_takes_the_place_of_the_shipped_one() -> None:
    ended = ApplicationWindow("常年", WindowMode.ROLLING, date(2024, 7, 2), date(2025, 1, 1), "函")

    assert amended([ROLLING], [NEXT, ended]) == (ended, NEXT)


@given(day=DAYS, first=DAYS, last=DAYS)
def test_a_day_is_open_exactly_when_a_window_holds_it(day: date, first: date, last: date) -> None:
    windows = [ApplicationWindow("样例", WindowMode.DATED, first, last, "通知"), BATCH]

    assert window_on(windows, day).is_open == any(each.holds_on(day) for each in windows)
