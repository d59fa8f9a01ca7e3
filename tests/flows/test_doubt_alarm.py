"""Doubts alarm the operators: of new ones at once, daily while one waits, and when none does."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from flows.doubt_alarm import alarm_doubts
from jishen.cases.settling import Person, settle_doubt
from jishen.domain.notices import NoticeEvent
from jishen.settings import Settings
from jishen.store.session import Store, open_store
from tests.cases.doubting import BROKEN, open_doubts, read_with_doubts
from tests.cases.publishing import AT, announce, outbox_of, row
from tests.databases import SqliteFiles
from tests.site_settings import settings_for

ANOTHER = replace(BROKEN, cells=("另一行", "样例"))


@pytest.fixture
def store(sqlite: SqliteFiles) -> Iterator[Store]:
    """An empty database; what is tested here is the same on both."""
    opened = open_store(sqlite.migrated())
    yield opened
    opened.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for("http://127.0.0.1:9", "sqlite://", tmp_path)


def told(store: Store) -> list[NoticeEvent]:
    return [message.event for message in outbox_of(store)]


def test_nothing_in_doubt_tells_nobody(store: Store, settings: Settings) -> None:
    assert alarm_doubts(settings, store, AT) == 0
    assert told(store) == []


def test_a_doubt_is_told_once_a_day_and_a_new_one_at_once(store: Store, settings: Settings) -> None:
    attachment_id = announce(store)
    read_with_doubts(store, attachment_id, [row(1)], [BROKEN])
    alarm_doubts(settings, store, AT)
    alarm_doubts(settings, store, AT + timedelta(minutes=10))
    after_one = len(told(store))
    later = AT + timedelta(hours=1)
    read_with_doubts(store, attachment_id, [row(1)], [BROKEN, ANOTHER], "second", later)

    waiting = alarm_doubts(settings, store, later + timedelta(minutes=1))

    assert (after_one, waiting) == (1, 2)
    assert told(store) == [NoticeEvent.SOURCE_FAULT] * 2
    alarm_doubts(settings, store, later + timedelta(days=1))
    assert len(told(store)) == 3


def test_when_none_waits_any_more_that_is_told_too(store: Store, settings: Settings) -> None:
    read_with_doubts(store, announce(store), [row(1)], [BROKEN])
    alarm_doubts(settings, store, AT)
    (waiting,) = open_doubts(store)
    settle_doubt(store, waiting.doubt.id, None, Person("王审核", "不是条目", AT))

    alarm_doubts(settings, store, AT + timedelta(hours=1))
    alarm_doubts(settings, store, AT + timedelta(hours=2))

    assert told(store) == [NoticeEvent.SOURCE_FAULT, NoticeEvent.SOURCE_RECOVERED]
