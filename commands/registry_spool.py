"""Rows as read, kept on disk until all are known to be good together: memory stays bounded."""

import pickle
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from operator import attrgetter

from commands.registry_rows import RowReading
from jishen.domain.enterprises import Enterprise
from jishen.domain.registry import RegistryRow
from jishen.domain.uscc import uscc_fault
from jishen.store.registry import chunks

_CHUNK = 2000
_MOST_ROWS_NAMED = 5
_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -32000;
CREATE TABLE row (
    number INTEGER PRIMARY KEY, uscc TEXT NOT NULL, name TEXT NOT NULL, content BLOB NOT NULL,
    why TEXT NOT NULL, is_repeated INTEGER NOT NULL DEFAULT 0, said BLOB
);
"""


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that is not imported: its place in the file, whom it names, and why."""

    row_number: int
    """As a spreadsheet numbers it, from 1, header included."""
    uscc: str
    name: str
    why: str


class Spool:
    """Rows of one source in a private temporary database that goes with its connection."""

    def __init__(self) -> None:
        # An empty name: on disk, in no folder that anybody can look into.
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.executescript(_SCHEMA)
        self._good = 0

    def fill(self, readings: Iterable[RowReading], progress: Callable[[int], None]) -> None:
        """Take up every row, then refuse the codes that stand in rows that differ."""
        self._database.execute("BEGIN")
        for chunk in chunks(readings, _CHUNK):
            self._database.executemany(
                "INSERT INTO row (number, uscc, name, content, why, said) VALUES (?,?,?,?,?,?)",
                [_columns(reading) for reading in chunk],
            )
            progress(len(chunk))
        self._database.execute("CREATE INDEX row_uscc ON row (uscc, number)")
        self._refuse_conflicts()
        self._database.execute(
            "UPDATE row SET is_repeated = 1 WHERE said IS NOT NULL AND EXISTS"
            " (SELECT 1 FROM row AS above WHERE above.uscc = row.uscc AND above.number < row.number"
            " AND above.said IS NOT NULL)"
        )
        self._database.execute("COMMIT")
        self._good = self._count("said IS NOT NULL AND NOT is_repeated")

    @property
    def rows_read(self) -> int:
        """How many rows are not blank."""
        return self._count("1")

    @property
    def rows_refused(self) -> int:
        """How many are not imported."""
        return self._count("said IS NULL")

    @property
    def rows_repeated(self) -> int:
        """How many say once more what a row above says."""
        return self._count("is_repeated")

    def __len__(self) -> int:
        """Return how many rows are good, each credit code once."""
        return self._good

    def __iter__(self) -> Iterator[RegistryRow]:
        """Walk the good rows in the order of their codes: an index is filled fastest so."""
        found = self._database.execute(
            "SELECT said FROM row WHERE said IS NOT NULL AND NOT is_repeated ORDER BY uscc"
        )
        for (said,) in found:
            number, values, *rest = pickle.loads(said)  # noqa: S301 (written by this very object)
            yield RegistryRow(number, Enterprise(*values), *rest)

    def refused(self) -> Iterator[RefusedRow]:
        """Walk the refused rows in the order of the source."""
        found = self._database.execute(
            "SELECT number, uscc, name, why FROM row WHERE said IS NULL ORDER BY number"
        )
        return (RefusedRow(*row) for row in found)

    def repeated(self) -> Iterator[RefusedRow]:
        """Walk the rows that say once more what a row above says."""
        found = self._database.execute(
            "SELECT number, uscc, name, '' FROM row WHERE is_repeated ORDER BY number"
        )
        return (RefusedRow(*row) for row in found)

    def close(self) -> None:
        """Throw everything away."""
        self._database.close()

    def _count(self, condition: str) -> int:
        query = f"SELECT count(*) FROM row WHERE {condition}"  # noqa: S608 (our own words)
        return int(self._database.execute(query).fetchone()[0])

    def _refuse_conflicts(self) -> None:
        """Refuse every row whose credit code stands in rows that differ: none is known to be right.

        A row refused for another reason counts too, so that a good row beside it is not taken
        alone.
        """
        twice = self._database.execute(
            "SELECT uscc, count(*) FROM row GROUP BY uscc"
            " HAVING count(*) > 1 AND count(DISTINCT content) > 1"
        ).fetchall()
        for uscc, count in twice:
            if uscc_fault(uscc):
                continue
            numbers = self._database.execute(
                "SELECT number FROM row WHERE uscc = ? ORDER BY number LIMIT ?",
                (uscc, _MOST_ROWS_NAMED),
            )
            named = "、".join(str(number) for (number,) in numbers)
            why = f"同一统一社会信用代码出现{count}次且内容不同（第{named}行）"
            self._database.execute(
                "UPDATE row SET said = NULL,"
                " why = CASE why WHEN '' THEN ?1 ELSE why || '；' || ?1 END WHERE uscc = ?2",
                (why, uscc),
            )


def _columns(reading: RowReading) -> tuple[object, ...]:
    said = None if reading.said is None else _packed(reading.said)
    number, uscc, name = reading.row_number, reading.uscc, reading.name
    return number, uscc, name, reading.content, reading.why, said


def _packed(row: RegistryRow) -> bytes:
    """Return a row as bytes; its values alone, which takes a quarter of the time of the record."""
    values = _VALUES(row.said)
    packed = (row.row_number, values, row.told, row.as_of, row.renamed_on)
    return pickle.dumps(packed, pickle.HIGHEST_PROTOCOL)


_VALUES = attrgetter(*(field.name for field in fields(Enterprise)))
