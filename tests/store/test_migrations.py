"""Migrations bring an empty database to the shape of the tables, on both databases."""

from collections.abc import Iterator

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from jishen.store import schema
from jishen.store.session import Store, open_store
from jishen.store.tables import Base
from tests.databases import Databases


@pytest.fixture
def empty(databases: Databases) -> Iterator[Store]:
    url = databases.empty()
    opened = open_store(url)
    yield opened
    opened.close()
    databases.drop(url)


def test_an_empty_database_is_not_current(empty: Store) -> None:
    is_current = schema.is_current(empty)

    assert not is_current


def test_an_upgrade_makes_every_table(empty: Store) -> None:
    schema.upgrade(empty)

    made = set(inspect(empty.engine).get_table_names())
    assert made == set(Base.metadata.tables) | {"alembic_version"}
    assert schema.is_current(empty)


def test_a_second_upgrade_does_nothing(empty: Store) -> None:
    schema.upgrade(empty)

    schema.upgrade(empty)

    assert schema.is_current(empty)


def test_the_database_and_the_tables_do_not_differ(store: Store) -> None:
    differences = schema.differences(store)

    assert differences == []


def test_there_is_one_newest_revision() -> None:
    script = ScriptDirectory.from_config(schema._config(None))  # noqa: SLF001 (as the product has it)

    heads = script.get_heads()

    assert heads == [schema.newest_revision()]


def upgrade_and_stop(store: Store) -> None:
    with store.engine.begin() as connection:
        schema.command.upgrade(schema._config(connection), "head")  # noqa: SLF001 (as upgrade does)
        raise KeyboardInterrupt


def test_an_upgrade_that_is_interrupted_leaves_the_old_shape(empty: Store) -> None:
    with pytest.raises(KeyboardInterrupt):
        upgrade_and_stop(empty)

    assert set(inspect(empty.engine).get_table_names()) <= {"alembic_version"}
    assert not schema.is_current(empty)
