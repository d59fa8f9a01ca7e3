"""The way to the database: durable settings, one writer at a time, readers with one view."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from threading import Event

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from jishen.store.session import Store, open_store
from jishen.store.tables import Counter, RawObject
from tests.databases import PostgresqlServer, SqliteFiles

KEPT_AT = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)


@pytest.fixture
def sqlite_store(sqlite: SqliteFiles) -> Iterator[Store]:
    url = sqlite.migrated()
    opened = open_store(url)
    yield opened
    opened.close()
    sqlite.drop(url)


@pytest.fixture
def postgresql_store(postgresql: PostgresqlServer) -> Iterator[Store]:
    url = postgresql.migrated()
    opened = open_store(url)
    yield opened
    opened.close()
    postgresql.drop(url)


def add_counter(store: Store, name: str, entered: Event) -> None:
    with store.act("match") as session:
        entered.set()
        session.add(Counter(name=name, value=1))


def add_counter_and_fail(store: Store) -> None:
    with store.act("match") as session:
        session.add(Counter(name="half", value=1))
        session.flush()
        raise RuntimeError


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("busy_timeout", 10_000),
        ("trusted_schema", 0),
    ],
)
def test_sqlite_is_set_to_lose_nothing(sqlite_store: Store, pragma: str, value: str | int) -> None:
    with sqlite_store.reading() as session:
        found = session.scalar(text(f"PRAGMA {pragma}"))

    assert found == value


@pytest.mark.postgresql
def test_postgresql_commits_wait_for_the_log(postgresql_store: Store) -> None:
    with postgresql_store.reading() as session:
        found = session.scalar(text("SHOW synchronous_commit"))

    assert found == "on"


def test_a_second_writer_waits_from_its_first_statement_on(sqlite_store: Store) -> None:
    entered = Event()

    with ThreadPoolExecutor(1) as threads:
        with sqlite_store.act("match") as session:
            session.execute(select(Counter))  # reads only, and holds the lock all the same
            second = threads.submit(add_counter, sqlite_store, "second", entered)
            entered.wait(1)
            session.connection()
            was_waiting = not second.done()
            session.add(Counter(name="first", value=1))
        second.result(timeout=60)

    with sqlite_store.reading() as session:
        names = set(session.scalars(select(Counter.name)))
    assert was_waiting
    assert names == {"first", "second"}


def test_a_reader_does_not_wait_for_a_writer(sqlite_store: Store) -> None:
    with sqlite_store.act("match") as writing:
        writing.add(Counter(name="first", value=1))
        writing.flush()
        with sqlite_store.reading() as reading:
            seen = reading.scalar(select(func.count()).select_from(Counter))

    assert seen == 0


def test_a_reading_transaction_sees_one_state(store: Store) -> None:
    with store.reading() as reading:
        before = reading.scalar(select(func.count()).select_from(Counter))
        add_counter(store, "meanwhile", Event())
        after = reading.scalar(select(func.count()).select_from(Counter))

    assert (before, after) == (0, 0)


@pytest.mark.postgresql
def test_a_reading_transaction_cannot_write_on_postgresql(postgresql_store: Store) -> None:
    with postgresql_store.reading() as reading:
        reading.add(Counter(name="sly", value=1))
        with pytest.raises(DBAPIError, match="read-only transaction"):
            reading.flush()


def test_what_raises_inside_an_act_leaves_nothing(store: Store) -> None:
    with pytest.raises(RuntimeError):
        add_counter_and_fail(store)

    with store.reading() as session:
        found = session.scalars(select(Counter)).all()
    assert found == []


def test_a_reference_to_nothing_is_refused(store: Store) -> None:
    with pytest.raises(IntegrityError), store.act("health") as session:
        session.execute(
            text(
                "INSERT INTO watched_url (url, source_key, good_sha256) VALUES ('u', 's', :sha256)"
            ),
            {"sha256": "0" * 64},
        )


def test_an_instant_without_a_time_zone_is_refused(store: Store) -> None:
    naive = datetime(2026, 3, 12)  # noqa: DTZ001 (the fault under test)

    with pytest.raises(StatementError, match="naive instant"), store.act("health") as session:
        session.add(RawObject(sha256="a" * 64, size_bytes=1, media_type="x", kept_at=naive))


def test_an_instant_comes_back_in_utc(store: Store) -> None:
    in_shanghai = KEPT_AT.astimezone(timezone(timedelta(hours=8)))
    with store.act("health") as session:
        session.add(RawObject(sha256="a" * 64, size_bytes=1, media_type="x", kept_at=in_shanghai))

    with store.reading() as session:
        found = session.get_one(RawObject, "a" * 64).kept_at

    assert found.isoformat() == "2026-03-12T09:00:00+00:00"
