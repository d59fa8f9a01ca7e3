"""The database's shape: migrate it, tell whether it is current, compare it with the tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from jishen.store.session import Store
from jishen.store.tables import Base

_POSTGRESQL_LOCK = 0x4A69_5368_656F  # two processes must not migrate at once


def upgrade(store: Store) -> None:
    """Bring the database to the newest shape; does nothing when it is there already."""
    with rebuilding(store) as connection:
        if current_revision(connection) != newest_revision():
            command.upgrade(_config(connection), "head")


@contextmanager
def rebuilding(store: Store) -> Iterator[Connection]:
    """Run one transaction in which tables may be rebuilt, by one process at a time.

    SQLite changes a table by copying it and dropping the old one, which its foreign keys forbid
    while rows refer to it: they are off for this transaction and checked as a whole at its end.
    """
    is_sqlite = store.engine.dialect.name == "sqlite"
    try:
        with store.engine.execution_options(jishen_rebuilds_tables=True).begin() as connection:
            if not is_sqlite:
                key = {"k": _POSTGRESQL_LOCK}
                connection.execute(text("SELECT pg_advisory_xact_lock(:k)"), key)
            yield connection
            if is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                message = "a migration leaves rows that refer to nothing: nothing was changed"
                raise RuntimeError(message)
    finally:
        if is_sqlite:
            store.engine.dispose()  # new connections have their foreign keys on


def is_current(store: Store) -> bool:
    """Tell whether the database has the newest shape."""
    with store.engine.connect() as connection:
        return current_revision(connection) == newest_revision()


def differences(store: Store) -> list[str]:
    """Return what a fresh migration would still have to change; empty when tables and DB agree."""
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return [str(difference) for difference in compare_metadata(context, Base.metadata)]


def current_revision(connection: Connection) -> str | None:
    """Return the revision the database is at, None when it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str:
    """Return the one newest revision this version of the product knows."""
    head = ScriptDirectory.from_config(_config(None)).get_current_head()
    if head is None:
        message = "no migration is packaged: the installation is broken"
        raise RuntimeError(message)
    return head


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("jishen.store") / "migrations"))
    config.attributes["connection"] = connection
    return config
