"""A registry source that is a query on another database: read only, row by row."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from commands.registry_stream import Row, Source, StreamedTable
from commands.registry_table import cell_text
from jishen.domain.errors import RegistryFault

_ROWS_AT_ONCE = 2000
_FROM_ENVIRONMENT = "env:"
_SPREADSHEET_TYPES = (int, float, str, bool, date, datetime, time, timedelta)
_READ_ONLY = {
    "sqlite": "PRAGMA query_only = ON",
    "postgresql": "SET TRANSACTION READ ONLY",
    "mysql": "SET TRANSACTION READ ONLY",
}


@contextmanager
def opened_query(said: str, query: str) -> Iterator[Source]:
    """Open a query on the database at a SQLAlchemy URL as a source.

    `env:NAME` takes the URL from a variable, so that no list of processes shows its password. The
    other database is only read, and its transaction is rolled back in any case. The digest is one
    of the query and its rows: the same answer has the same one.

    Raises:
        RegistryFault: the URL cannot be used, or the query fails.
    """
    url = _url(said)
    try:
        engine = create_engine(url)
    except (SQLAlchemyError, ImportError) as error:
        raise _fault("数据库地址不能使用", error) from None
    try:
        with engine.connect() as connection:
            read_only = _READ_ONLY.get(engine.dialect.name)
            if read_only:
                connection.exec_driver_sql(read_only)
            yield Source(_name(url), _digest(connection, query), (_table(connection, query),))
            connection.rollback()
    except SQLAlchemyError as error:
        raise _fault("查询失败", error) from None
    finally:
        engine.dispose()


def _url(said: str) -> str:
    if not said.startswith(_FROM_ENVIRONMENT):
        return said
    name = said.removeprefix(_FROM_ENVIRONMENT)
    if not os.environ.get(name):
        message = f"环境变量 {name} 没有设置"
        raise RegistryFault(message)
    return os.environ[name]


def _name(url: str) -> str:
    """Return what the source is called: the database without user, password and options."""
    parsed = make_url(url)
    database = parsed.database or ""
    if parsed.get_backend_name() == "sqlite":
        database = Path(database).name
    host = f"{parsed.host}/" if parsed.host else ""
    return f"{parsed.get_backend_name()}:{host}{database}"


def _table(connection: Connection, query: str) -> StreamedTable:
    return StreamedTable("", lambda: _rows(connection, query))


def _digest(connection: Connection, query: str) -> str:
    digest = hashlib.sha256(query.strip().encode())
    for row in _rows(connection, query):
        digest.update("\x1f".join((*row, "\x1e")).encode("utf-8", "replace"))
    return digest.hexdigest()


def _rows(connection: Connection, query: str) -> Iterator[Row]:
    """Yield the names of the columns, then the rows."""
    streaming = connection.execution_options(stream_results=True, max_row_buffer=_ROWS_AT_ONCE)
    with streaming.execute(text(query)) as result:
        if not result.returns_rows:
            message = "查询没有返回行；--query 应为一条 SELECT 语句"
            raise RegistryFault(message)
        yield tuple(result.keys())
        for row in result:
            yield tuple(_text(value) for value in row)


def _text(value: object) -> str:
    if value is None:
        return ""
    return cell_text(value) if isinstance(value, _SPREADSHEET_TYPES) else str(value)


def _fault(what: str, error: Exception) -> RegistryFault:
    """Return a fault that says what the driver said, on one line and without the URL."""
    said = str(getattr(error, "orig", None) or error).splitlines()[0][:200]
    return RegistryFault(f"{what}（{said}）")
