"""The disk: full, and the power gone at any moment."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, func, make_url, select, text
from sqlalchemy.exc import OperationalError

from jishen.store.session import Store, open_store
from jishen.store.tables import Counter
from tests.databases import SqliteFiles


@pytest.fixture
def sqlite_url(sqlite: SqliteFiles) -> Iterator[str]:
    url = sqlite.migrated()
    yield url
    sqlite.drop(url)


def write(store: Store, name: str, rows: int = 1) -> None:
    with store.act("match") as session:
        session.add_all(Counter(name=f"{name} {n:040}", value=n) for n in range(rows))


def count(store: Store) -> int:
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(Counter)) or 0


def limit_pages(store: Store, pages: int) -> None:
    """Let the database grow by no more than this: what a full disk looks like to SQLite."""
    with store.reading() as session:
        now = session.scalar(text("PRAGMA page_count")) or 0
    store.close()
    event.listen(
        store.engine,
        "connect",
        lambda connection, _: connection.execute(f"PRAGMA max_page_count={now + pages}"),
    )


def test_a_full_disk_is_said_to_be_full_and_what_was_written_stays(sqlite_url: str) -> None:
    store = open_store(sqlite_url)
    write(store, "before")
    limit_pages(store, 2)

    with pytest.raises(OperationalError, match="full"):
        write(store, "too much", rows=2000)

    assert count(store) == 1
    store.close()


def test_writing_goes_on_when_there_is_space_again(sqlite_url: str) -> None:
    full = open_store(sqlite_url)
    limit_pages(full, 2)
    with pytest.raises(OperationalError):
        write(full, "too much", rows=2000)
    full.close()
    store = open_store(sqlite_url)

    write(store, "after", rows=2000)

    assert count(store) == 2000
    store.close()


@pytest.mark.parametrize("acts", [1, 2, 7, 40])
def test_what_was_acknowledged_is_there_after_the_power_was_gone(
    sqlite_url: str, tmp_path: Path, acts: int
) -> None:
    store = open_store(sqlite_url)
    for n in range(acts):
        write(store, f"act {n}")

    # The disk as it is at this moment, with the write-ahead log that no one has closed.
    file = Path(make_url(sqlite_url).database or "")
    for suffix in ("", "-wal"):
        shutil.copyfile(f"{file}{suffix}", tmp_path / f"after.db{suffix}")
    after = open_store(f"sqlite:///{tmp_path / 'after.db'}")

    with after.reading() as session:
        integrity = session.scalar(text("PRAGMA integrity_check"))
    assert integrity == "ok"
    assert count(after) == acts
    after.close()
    store.close()
