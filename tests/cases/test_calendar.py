"""A year is loaded once with its notice, and ends are told in time, once a stage."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from jishen.cases.calendar import Ending, load_year, tell_endings
from jishen.domain.workdays import YearDays
from jishen.store.calendars import work_calendar
from jishen.store.session import Store
from jishen.store.tables import AuditEntry, CalendarYear
from tests.cases.publishing import AT, outbox_of

YEAR = YearDays(2027, frozenset({date(2027, 1, 1)}), frozenset({date(2027, 1, 3)}), "样例通知")
POLICY = Ending("policy", "样例政策", "policy-ends", date(2027, 3, 20), (180, 90, 30), "请联系。")
NOON = datetime(2026, 9, 21, 4, tzinfo=UTC)


def test_a_loaded_year_is_in_the_calendar(store: Store) -> None:
    is_new = load_year(store, YEAR, "a" * 64, at=AT, by="李经办")

    with store.reading() as session:
        calendar = work_calendar(session)
    assert is_new
    assert calendar.years[2027] == YEAR
    assert calendar.last_day == date(2027, 12, 31)


def test_the_same_file_again_changes_nothing_and_another_one_replaces_the_year(
    store: Store,
) -> None:
    load_year(store, YEAR, "a" * 64, at=AT, by="李经办")

    same = load_year(store, YEAR, "a" * 64, at=AT, by="李经办")
    other = load_year(store, YEAR, "b" * 64, at=AT, by="李经办")

    with store.reading() as session:
        assert len(session.scalars(select(CalendarYear)).all()) == 1
        events = session.scalars(select(AuditEntry.event)).all()
    assert (same, other) == (False, True)
    assert events == ["calendar.loaded", "calendar.loaded"]


@pytest.mark.parametrize(
    ("today", "stage"),
    [
        (date(2026, 9, 20), None),
        (date(2026, 9, 21), 180),
        (date(2026, 12, 19), 180),
        (date(2026, 12, 20), 90),
        (date(2027, 2, 18), 30),
        (date(2027, 4, 1), 30),
    ],
)
def test_an_end_has_its_stages(today, stage) -> None:
    assert POLICY.stage_on(today) == stage


def test_operators_are_told_of_an_end_once_a_stage(store: Store) -> None:
    tell_endings(store, ["运维"], [POLICY], NOON)
    tell_endings(store, ["运维"], [POLICY], NOON + timedelta(days=1))
    tell_endings(store, ["运维"], [POLICY], NOON + timedelta(days=50))
    told_once = outbox_of(store)

    tell_endings(store, ["运维"], [POLICY], NOON + timedelta(days=90))

    assert [message.subject["detail"] for message in told_once] == [
        "样例政策至 2027-03-20 止（提前 180 日提醒）"
    ]
    assert len(outbox_of(store)) == 2


def test_nobody_is_told_before_the_first_stage(store: Store) -> None:
    near = tell_endings(store, ["运维"], [POLICY], NOON - timedelta(days=1))

    assert near == []
    assert outbox_of(store) == []
