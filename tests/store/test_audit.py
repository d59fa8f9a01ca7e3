"""The audit trail: it verifies, it cannot be touched, and what is touched all the same is found."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from threading import Barrier

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from jishen.store import audit
from jishen.store.audit import Actor, AuditFault
from jishen.store.session import Store, open_store
from jishen.store.tables import AuditEntry
from tests.databases import Databases

AT = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
CLERK = Actor("张三", is_person=True)


def write(session: Session, event: str) -> None:
    audit.append(session, at=AT, actor=CLERK, event=event, body={"对象": event}, case_id=None)


@pytest.fixture
def five(store: Store) -> Store:
    """A store whose trail has five entries."""
    with store.act("match") as session:
        for event in ("one", "two", "three", "four", "five"):
            write(session, event)
    return store


@pytest.fixture
def unguarded(five: Store) -> Store:
    """The same, as someone has it who may drop triggers."""
    is_sqlite = five.engine.dialect.name == "sqlite"
    find = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'"
        if is_sqlite
        else "SELECT tgname FROM pg_trigger"
        " WHERE tgrelid = 'audit_entry'::regclass AND NOT tgisinternal"
    )
    with five.engine.begin() as connection:
        for name in connection.scalars(text(find)).all():
            on = "" if is_sqlite else " ON audit_entry"
            connection.execute(text(f"DROP TRIGGER {name}{on}"))
    return five


def verified(store: Store) -> AuditFault | None:
    with store.reading() as session:
        return audit.verify(session)


def first_bad_sequence(store: Store) -> int | None:
    fault = verified(store)
    return fault.sequence if fault else None


def say(store: Store, statement: str) -> None:
    with store.engine.begin() as connection:
        connection.execute(text(statement))


def test_an_empty_trail_verifies(store: Store) -> None:
    assert verified(store) is None


def test_a_written_trail_verifies(five: Store) -> None:
    assert verified(five) is None


def test_entries_are_numbered_from_one_without_a_gap(five: Store) -> None:
    with five.reading() as session:
        sequences = session.scalars(select(AuditEntry.sequence).order_by("sequence")).all()

    assert sequences == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET body = '{}' WHERE sequence = 3",
        "UPDATE audit_entry SET hash = hash",
        "DELETE FROM audit_entry WHERE sequence = 5",
        "DELETE FROM audit_entry",
    ],
)
def test_the_database_refuses_to_change_the_trail(five: Store, statement: str) -> None:
    with pytest.raises(DBAPIError):
        say(five, statement)

    assert verified(five) is None


@pytest.mark.postgresql
def test_postgresql_refuses_to_empty_the_trail(postgresql: Databases) -> None:
    url = postgresql.migrated()
    store = open_store(url)
    with store.act("match") as session:
        write(session, "one")

    with pytest.raises(DBAPIError):
        say(store, "TRUNCATE audit_entry CASCADE")

    with store.reading() as session:
        kept = session.scalar(select(func.count()).select_from(AuditEntry))
    store.close()
    postgresql.drop(url)
    assert kept == 1


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("body", """'{"对象":"other"}'"""),
        ("event", "'other'"),
        ("actor", "'李四'"),
        ("actor_kind", "'machine'"),
        ("case_id", "'other'"),
        ("evidence_sha256", f"'{'f' * 64}'"),
        ("at", "'2026-03-13 09:00:00'"),
    ],
)
def test_an_edited_entry_is_found(unguarded: Store, column: str, value: str) -> None:
    say(unguarded, f"UPDATE audit_entry SET {column} = {value} WHERE sequence = 3")  # noqa: S608 (ours)

    assert first_bad_sequence(unguarded) == 3


def test_a_deleted_entry_is_found(unguarded: Store) -> None:
    say(unguarded, "DELETE FROM audit_entry WHERE sequence = 3")

    assert first_bad_sequence(unguarded) == 3


def test_a_deleted_first_entry_is_found(unguarded: Store) -> None:
    say(unguarded, "DELETE FROM audit_entry WHERE sequence = 1")

    assert first_bad_sequence(unguarded) == 1


def test_a_deleted_entry_whose_followers_were_renumbered_is_found(unguarded: Store) -> None:
    say(unguarded, "DELETE FROM audit_entry WHERE sequence = 3")
    say(unguarded, "UPDATE audit_entry SET sequence = 3 WHERE sequence = 4")
    say(unguarded, "UPDATE audit_entry SET sequence = 4 WHERE sequence = 5")

    assert first_bad_sequence(unguarded) == 3


def test_an_inserted_entry_is_found(unguarded: Store) -> None:
    say(unguarded, "UPDATE audit_entry SET sequence = 6 WHERE sequence = 5")
    say(unguarded, "UPDATE audit_entry SET sequence = 5 WHERE sequence = 4")
    with unguarded.engine.begin() as connection, Session(connection) as session:
        third = session.get_one(AuditEntry, 3)
        forged = AuditEntry(
            sequence=4,
            at=AT,
            actor="王五",
            actor_kind="person",
            event="forged",
            body="{}",
            previous_hash=third.hash,
        )
        forged.hash = audit.hash_of(forged)
        session.add(forged)
        session.flush()

    assert first_bad_sequence(unguarded) == 5


def test_swapped_entries_are_found(unguarded: Store) -> None:
    say(unguarded, "UPDATE audit_entry SET sequence = 99 WHERE sequence = 2")
    say(unguarded, "UPDATE audit_entry SET sequence = 2 WHERE sequence = 3")
    say(unguarded, "UPDATE audit_entry SET sequence = 3 WHERE sequence = 99")

    assert first_bad_sequence(unguarded) == 2


def write_and_fail(store: Store) -> None:
    with store.act("match") as session:
        write(session, "six")
        raise RuntimeError


def test_an_entry_of_an_act_that_failed_is_not_in_the_trail(five: Store) -> None:
    with pytest.raises(RuntimeError):
        write_and_fail(five)

    with five.reading() as session:
        count = session.scalar(select(func.count()).select_from(AuditEntry))
    assert count == 5


def append_when_all_are_ready(store: Store, barrier: Barrier, name: str) -> None:
    barrier.wait(10)
    with store.act("match") as session:
        write(session, name)


def test_writers_at_the_same_instant_make_one_chain(store: Store) -> None:
    barrier = Barrier(8)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(partial(append_when_all_are_ready, store, barrier), "abcdefgh"))

    with store.reading() as session:
        events = set(session.scalars(select(AuditEntry.event)))
    assert events == set("abcdefgh")
    assert verified(store) is None
