"""Migrations bring an empty database to the shape of the tables, on both databases."""

from collections.abc import Iterator

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

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


_SAID_BY_0001 = (
    (
        "INSERT INTO announcement (id, source_key, url, title, is_hub, is_baseline, first_seen_at)"
        " VALUES ('page', 'algorithms', 'https://x', 'x', :no, :no, '2026-03-12 09:00:00')"
    ),
    (
        "INSERT INTO attachment (id, announcement_id, source_key, list_kind, label, label_key, url,"
        " is_baseline, announced_on, announced_on_basis, first_seen_at, row_count) VALUES ('list',"
        " 'page', 'algorithms', 'algorithm', 'x', 'x', 'x', :no, '2026-03-12', 'x',"
        " '2026-03-12 09:00:00', 1)"
    ),
    (
        "INSERT INTO filing_entry (id, attachment_id, list_kind, filing_key, occurrence,"
        " row_number, title, category_or_role, filer_name, filer_key, filer_canonical_key,"
        " filer_bare_key,"
        " products, purpose, filing_number, remarks, flags, version, first_sha256,"
        " attachment_sha256, is_baseline, first_seen_at, needs_match) VALUES ('row', 'list',"
        " 'algorithm', '1', 1, 1, 'x', 'x', 'x', 'x', 'x', 'x', 'x', 'x', '1', 'x', '[]', 1, 'x',"
        " 'x', :no, '2026-03-12 09:00:00', :no)"
    ),
    (
        "INSERT INTO entry_version (entry_id, version, row_number, attachment_sha256, cells,"
        " recorded_at) VALUES ('row', 1, 1, 'x', '{}', '2026-03-12 09:00:00')"
    ),
)

_CANCELLATION = (
    _SAID_BY_0001[2].replace("'row'", "'gone'").replace("'algorithm', '1'", "'cancellation', '2'")
)


@pytest.fixture
def first_shape(empty: Store) -> Store:
    with schema.rebuilding(empty) as connection:
        schema.command.upgrade(schema._config(connection), "0001")  # noqa: SLF001 (as upgrade does)
        for statement in _SAID_BY_0001:
            connection.execute(text(statement), {"no": False})
    return empty


def kinds_and_versions(store: Store) -> list[tuple[str, int]]:
    with store.engine.connect() as connection:
        found = connection.execute(
            text(
                "SELECT e.list_kind, v.version FROM filing_entry e"
                " JOIN entry_version v ON v.entry_id = e.id ORDER BY e.id"
            )
        )
        return [tuple(row) for row in found]


def test_rows_that_others_refer_to_survive_every_upgrade(first_shape: Store) -> None:
    schema.upgrade(first_shape)

    assert kinds_and_versions(first_shape) == [("algorithm", 1)]
    assert schema.differences(first_shape) == []


def test_entries_of_new_lists_go_with_a_downgrade_and_the_others_stay(first_shape: Store) -> None:
    with schema.rebuilding(first_shape) as connection:
        schema.command.upgrade(schema._config(connection), "0003")  # noqa: SLF001 (as upgrade does)
        connection.execute(text("UPDATE filing_entry SET jurisdiction = '广东省'"))
        connection.execute(text(_CANCELLATION), {"no": False})

    with schema.rebuilding(first_shape) as connection:
        schema.command.downgrade(schema._config(connection), "0001")  # noqa: SLF001 (as upgrade does)

    assert kinds_and_versions(first_shape) == [("algorithm", 1)]
