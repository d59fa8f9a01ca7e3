"""The office records when applications are taken."""

from datetime import date

import pytest
from sqlalchemy import select

from jishen.cases.windows import record_window
from jishen.domain.errors import WindowFault
from jishen.domain.windows import ApplicationWindow, WindowMode
from jishen.store.session import Store
from jishen.store.tables import AuditEntry
from jishen.store.windows import windows_of
from rules import POLICIES
from tests.cases.publishing import AT

POLICY = "haizhu_2024"
BATCH = ApplicationWindow("第三批", WindowMode.DATED, date(2026, 3, 1), date(2026, 3, 31), "通知")


def known_of(store: Store) -> tuple[ApplicationWindow, ...]:
    with store.reading() as session:
        return windows_of(session, POLICY, POLICIES[POLICY].windows)


def test_a_recorded_window_stands_beside_those_of_the_policy(store: Store) -> None:
    before = known_of(store)

    is_new = record_window(store, POLICY, BATCH, at=AT, by="李经办")

    assert is_new
    assert known_of(store) == (*before, BATCH)


def test_the_same_window_again_changes_nothing_and_another_day_replaces_it(store: Store) -> None:
    longer = ApplicationWindow("第三批", WindowMode.DATED, BATCH.opens_on, date(2026, 4, 9), "函")
    record_window(store, POLICY, BATCH, at=AT, by="李经办")

    again = record_window(store, POLICY, BATCH, at=AT, by="李经办")
    other = record_window(store, POLICY, longer, at=AT, by="王经办")

    with store.reading() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.event == "window.recorded"))
        actors = [entry.actor for entry in entries]
    assert (again, other) == (False, True)
    assert known_of(store)[-1] == longer
    assert actors == ["李经办", "王经办"]


def test_the_rolling_window_of_the_policy_can_be_ended(store: Store) -> None:
    shipped = POLICIES[POLICY].windows[0]
    ended = ApplicationWindow(
        shipped.name, shipped.mode, shipped.opens_on, date(2026, 1, 31), "停止受理通知"
    )

    record_window(store, POLICY, ended, at=AT, by="李经办")

    assert known_of(store)[0] == ended


@pytest.mark.parametrize(
    ("window", "said"),
    [
        (ApplicationWindow(" ", WindowMode.ROLLING, date(2026, 3, 1), None, "通知"), "名称和依据"),
        (ApplicationWindow("三", WindowMode.ROLLING, date(2026, 3, 1), None, ""), "名称和依据"),
        (ApplicationWindow("三", WindowMode.DATED, date(2026, 3, 1), None, "通知"), "须写明截止日"),
        (
            ApplicationWindow("三", WindowMode.DATED, date(2026, 3, 1), date(2026, 2, 1), "通知"),
            "早于开放日 2026-03-01",
        ),
    ],
)
def test_a_window_that_cannot_be_is_refused_and_not_kept(
    store: Store, window: ApplicationWindow, said: str
) -> None:
    with pytest.raises(WindowFault, match=said):
        record_window(store, POLICY, window, at=AT, by="李经办")

    assert known_of(store) == POLICIES[POLICY].windows
