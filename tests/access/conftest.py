"""A database on SQLite for most tests here, and one of each kind for those of locks."""

from collections.abc import Iterator

import pytest

from jishen.store.session import Store, open_store
from tests.databases import Databases, SqliteFiles


@pytest.fixture
def store(sqlite: SqliteFiles) -> Iterator[Store]:
    """An empty database of the newest shape, on SQLite: elsewhere one costs a second."""
    yield from _opened(sqlite)


@pytest.fixture
def either_store(databases: Databases) -> Iterator[Store]:
    """An empty database of the newest shape, on SQLite and on PostgreSQL."""
    yield from _opened(databases)


def _opened(databases: Databases) -> Iterator[Store]:
    url = databases.migrated()
    opened = open_store(url)
    yield opened
    opened.close()
    databases.drop(url)
