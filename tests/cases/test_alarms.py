"""Alarms: a spell of faults is told once, again each day it lasts, and once when it is over."""

from datetime import UTC, datetime, timedelta

import pytest

from jishen.cases.alarms import LookEnd, LookFault, record_look
from jishen.domain.errors import Blocked, LayoutChanged
from jishen.domain.notices import NoticeEvent
from jishen.domain.watch_faults import NotLookedAt
from jishen.store.looking import all_health
from jishen.store.session import Store
from jishen.store.tables import SourceHealth
from tests.cases.publishing import MACHINE, outbox_of

NINE_IN_SHANGHAI = datetime(2026, 3, 12, 1, 0, tzinfo=UTC)
TEN_MINUTES = timedelta(minutes=10)
BLOCKED = LookFault("https://www.cac.gov.cn/x", Blocked("出现人机验证"))
CHANGED = LookFault("https://www.cac.gov.cn/y", LayoutChanged("版式变化"))


def look(store: Store, at: datetime, *faults: LookFault, was_looked_at: bool = True) -> None:
    end = LookEnd("algorithms", at, faults, new_entries=0, was_looked_at=was_looked_at)
    with store.act("health") as session:
        record_look(session, end, actor=MACHINE, operators=("值班", "科室"))


def told(store: Store) -> list[NoticeEvent]:
    return [message.event for message in outbox_of(store)]


def health(store: Store) -> SourceHealth:
    with store.reading() as session:
        return all_health(session)["algorithms"]


FAULT_TWICE = [NoticeEvent.SOURCE_FAULT] * 2
"""One alarm for each of the two operators."""


def test_a_good_look_tells_nobody(store: Store) -> None:
    look(store, NINE_IN_SHANGHAI)

    assert told(store) == []
    assert health(store).last_good_at == NINE_IN_SHANGHAI


def test_the_first_bad_look_tells_every_operator(store: Store) -> None:
    look(store, NINE_IN_SHANGHAI, BLOCKED)

    assert told(store) == FAULT_TWICE
    assert {message.recipient for message in outbox_of(store)} == {"值班", "科室"}
    assert health(store).last_good_at is None


def test_the_alarm_says_what_and_what_to_do(store: Store) -> None:
    look(store, NINE_IN_SHANGHAI, BLOCKED)

    subject = outbox_of(store)[0].subject

    assert isinstance(subject, dict)
    assert subject["verdict"] == "blocked"
    assert subject["remedy"] == Blocked.remedy
    assert subject["url"] == BLOCKED.url


def test_a_spell_that_lasts_is_one_alarm(store: Store) -> None:
    look(store, NINE_IN_SHANGHAI, BLOCKED)

    look(store, NINE_IN_SHANGHAI + TEN_MINUTES, CHANGED)

    assert told(store) == FAULT_TWICE
    assert health(store).spell_since == NINE_IN_SHANGHAI
    assert health(store).spell_verdict == "layout"


@pytest.mark.parametrize(
    ("later", "alarms"),
    [
        (timedelta(hours=14, minutes=59), 2),
        (timedelta(hours=15), 4),
    ],
)
def test_a_spell_is_told_again_when_the_day_in_shanghai_is_another(
    store: Store, later: timedelta, alarms: int
) -> None:
    look(store, NINE_IN_SHANGHAI, BLOCKED)

    look(store, NINE_IN_SHANGHAI + later, BLOCKED)

    assert len(told(store)) == alarms


def test_the_end_of_a_spell_is_told_once(store: Store) -> None:
    look(store, NINE_IN_SHANGHAI, BLOCKED)
    look(store, NINE_IN_SHANGHAI + TEN_MINUTES)

    look(store, NINE_IN_SHANGHAI + 2 * TEN_MINUTES)

    assert told(store).count(NoticeEvent.SOURCE_RECOVERED) == 2
    assert health(store).spell_since is None


def test_a_second_spell_is_told_anew(store: Store) -> None:
    look(store, NINE_IN_SHANGHAI, BLOCKED)
    look(store, NINE_IN_SHANGHAI + TEN_MINUTES)

    look(store, NINE_IN_SHANGHAI + 2 * TEN_MINUTES, BLOCKED)

    assert told(store).count(NoticeEvent.SOURCE_FAULT) == 4


def test_a_look_that_did_not_happen_does_not_count_as_one(store: Store) -> None:
    look(store, NINE_IN_SHANGHAI)
    nobody = LookFault("", NotLookedAt("未完成巡查"))

    look(store, NINE_IN_SHANGHAI + TEN_MINUTES, nobody, was_looked_at=False)

    assert told(store) == FAULT_TWICE
    assert health(store).last_looked_at == NINE_IN_SHANGHAI
