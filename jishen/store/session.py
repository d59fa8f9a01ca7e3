"""The way to the database: engine settings for both databases, one transaction per act."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session

from jishen.failpoints import hit

BUSY_TIMEOUT_MS = 10_000
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}",
    "PRAGMA trusted_schema=OFF",
)

_READING_ON_POSTGRESQL = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
"""Under READ COMMITTED each statement sees a state of its own."""


@dataclass(frozen=True, slots=True)
class Store:
    """An open database."""

    engine: Engine
    _readers: Engine = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        options = _READING_ON_POSTGRESQL if self.engine.dialect.name == "postgresql" else {}
        readers = self.engine.execution_options(jishen_reads_only=True, **options)
        object.__setattr__(self, "_readers", readers)

    @contextmanager
    def act(self, name: str) -> Iterator[Session]:
        """Run one writing transaction; `name` is the act's name in `failpoints.ACTS`.

        Commits when the block ends, rolls back when it raises. On SQLite the transaction takes
        the write lock at once: a lock upgraded later does not wait for its turn.
        """
        with Session(self.engine, expire_on_commit=False) as session:
            yield session
            session.flush()
            hit(f"{name}.before_commit")
            session.commit()
            hit(f"{name}.after_commit")

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Run one reading transaction: it sees one state and takes no write lock."""
        with Session(self._readers, expire_on_commit=False) as session:
            yield session

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def open_store(url: str) -> Store:
    """Open the database at a SQLAlchemy URL (`sqlite:///…` or `postgresql+psycopg://…`)."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        engine = create_engine(url, pool_pre_ping=True, isolation_level="READ COMMITTED")
    return Store(engine)


# Any: the driver's own connection has no common type in SQLAlchemy's event signature.
def _prepare_sqlite(connection: Any, _record: Any) -> None:  # noqa: ANN401
    connection.isolation_level = None  # the driver must not begin on its own: see _begin_sqlite
    cursor = connection.cursor()
    for pragma in SQLITE_PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    reads_only = options.get("jishen_reads_only", False)
    if options.get("jishen_rebuilds_tables", False):
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")  # no effect within a transaction
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")
