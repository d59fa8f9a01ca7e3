"""Operators hear of sources nobody looked at, that show nothing good, whose batch is late."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from flows.unseen import alarm_silent_sources, alarm_without_good_look, tell_overdue_batches
from jishen.cases.alarms import LookEnd, LookFault, record_look
from jishen.domain.announcements import AnnouncementLink
from jishen.domain.errors import Blocked
from jishen.domain.next_look import NextLook
from jishen.domain.notices import NoticeEvent
from jishen.settings import Settings
from jishen.store.announcements import add_announcement
from jishen.store.session import Store
from tests.cases.publishing import MACHINE, outbox_of
from tests.site_settings import settings_for

SOURCE = "deep_synthesis"
DAYS = ("2025-09-11", "2025-11-06", "2026-01-07", "2026-03-12", "2026-05-06", "2026-07-17")
"""By these the next batch is due from 2026-09-03 to 2026-10-04."""
TEN = datetime(2026, 8, 11, 2, 0, tzinfo=UTC)
"""A Tuesday, ten in Shanghai: a look is due every half hour."""
HALF_AN_HOUR = timedelta(minutes=30)
FAULT, RECOVERED = NoticeEvent.SOURCE_FAULT, NoticeEvent.SOURCE_RECOVERED


@pytest.fixture
def watching(store_url: str, tmp_path: Path) -> Settings:
    quiet = settings_for("http://127.0.0.1:9", store_url, tmp_path)
    return quiet.model_copy(update={"sources": (SOURCE,)})


def announce(store: Store, *days: str) -> None:
    with store.act("announcements") as session:
        for day in days:
            link = AnnouncementLink(f"https://www.cac.gov.cn/{day}", day, date.fromisoformat(day))
            add_announcement(session, SOURCE, link, is_hub=False, is_baseline=True, at=TEN)


def look(store: Store, at: datetime, *faults: LookFault) -> None:
    due = NextLook(at + HALF_AN_HOUR, "每 30 分钟一次", HALF_AN_HOUR)
    end = LookEnd(SOURCE, at, faults, new_entries=0, next_look=due)
    with store.act("health") as session:
        record_look(session, end, actor=MACHINE, operators=("值班",))


def told(store: Store) -> list[tuple[NoticeEvent, str | None]]:
    return [(message.event, message.source_key) for message in outbox_of(store)]


BLOCKED = LookFault("https://www.cac.gov.cn/x", Blocked("出现人机验证"))


def test_a_look_that_is_due_later_is_not_missed(store: Store, watching: Settings) -> None:
    look(store, TEN)

    silent = alarm_silent_sources(watching, clock=lambda: TEN + timedelta(minutes=59))

    assert silent == []


def test_a_look_three_ticks_late_is_an_alarm_and_the_next_look_the_all_clear(
    store: Store, watching: Settings
) -> None:
    look(store, TEN)

    silent = alarm_silent_sources(watching, clock=lambda: TEN + timedelta(hours=1))
    look(store, TEN + timedelta(hours=2))

    assert silent == [SOURCE]
    assert told(store) == [(FAULT, SOURCE), (RECOVERED, SOURCE)]


def test_three_intervals_without_a_good_look_are_an_alarm_of_their_own(
    store: Store, watching: Settings
) -> None:
    look(store, TEN)
    look(store, TEN + HALF_AN_HOUR, BLOCKED)

    early = alarm_without_good_look(watching, clock=lambda: TEN + timedelta(minutes=89))
    late = alarm_without_good_look(watching, clock=lambda: TEN + timedelta(minutes=90))
    alarm_without_good_look(watching, clock=lambda: TEN + timedelta(minutes=91))

    assert (early, late) == ([], [SOURCE])
    assert told(store) == [(FAULT, SOURCE), (FAULT, f"no-good-look.{SOURCE}")]


def test_a_good_look_ends_the_alarm_that_there_was_none(store: Store, watching: Settings) -> None:
    look(store, TEN)
    alarm_without_good_look(watching, clock=lambda: TEN + timedelta(hours=2))
    look(store, TEN + timedelta(hours=3))

    alarm_without_good_look(watching, clock=lambda: TEN + timedelta(hours=3, minutes=1))

    assert told(store) == [
        (FAULT, f"no-good-look.{SOURCE}"),
        (RECOVERED, f"no-good-look.{SOURCE}"),
    ]


def test_a_batch_that_is_late_is_told_once_a_period(store: Store, watching: Settings) -> None:
    announce(store, *DAYS)
    in_time = tell_overdue_batches(watching, clock=lambda: datetime(2026, 10, 4, 9, tzinfo=UTC))

    late = tell_overdue_batches(watching, clock=lambda: datetime(2026, 10, 5, 9, tzinfo=UTC))
    tell_overdue_batches(watching, clock=lambda: datetime(2026, 11, 5, 9, tzinfo=UTC))

    (hint,) = outbox_of(store)
    assert (in_time, late) == ([], [SOURCE])
    assert hint.source_key == f"overdue.{SOURCE}"
    assert isinstance(hint.subject, dict)
    assert "2026-09-03 至 2026-10-04" in str(hint.subject["detail"])


def test_the_late_batch_is_told_when_it_comes_and_the_next_late_one_anew(
    store: Store, watching: Settings
) -> None:
    announce(store, *DAYS)
    tell_overdue_batches(watching, clock=lambda: datetime(2026, 10, 5, 9, tzinfo=UTC))
    announce(store, "2026-10-08")

    tell_overdue_batches(watching, clock=lambda: datetime(2026, 10, 8, 9, tzinfo=UTC))
    tell_overdue_batches(watching, clock=lambda: datetime(2027, 3, 8, 9, tzinfo=UTC))

    assert [event for event, _ in told(store)] == [FAULT, RECOVERED, FAULT]
