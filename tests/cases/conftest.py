"""Databases in which cases are open, made once and copied for each test."""

from collections.abc import Iterator

import pytest

from jishen.store.session import Store, open_store
from tests.cases.living import Office, open_cases
from tests.databases import Databases, SqliteFiles


@pytest.fixture
def office() -> Office:
    """People with roles."""
    return Office()


@pytest.fixture(scope="session")
def one_open(sqlite: SqliteFiles) -> str:
    """A SQLite database with one opened case and a pool, to be copied."""
    return with_cases(sqlite, 1)


@pytest.fixture
def one(one_open: str, sqlite: SqliteFiles) -> Iterator[Store]:
    """A SQLite database of its own with one opened case and a pool."""
    url = sqlite.copy_of(one_open)
    store = open_store(url)
    yield store
    store.close()
    sqlite.drop(url)


def with_cases(databases: Databases, count: int) -> str:
    """Make a database with so many opened cases and a pool; nobody has it open."""
    url = databases.migrated()
    store = open_store(url)
    open_cases(store, count)
    store.close()
    return url
