"""What an import is told, and what it tells: source, terms, rows, what became of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from jishen.cases.registry_changes import RowResult
from jishen.domain.registry import RegistryRow
from jishen.sealing import Seal
from jishen.store.audit import Actor


@dataclass(frozen=True, slots=True)
class RegistryFile:
    """Where enterprises come from: the file's or query's name and digest, rows read and refused."""

    name: str
    sha256: str
    rows_read: int
    rows_refused: int
    source: str = ""
    """Who says it, in words."""
    as_of: date | None = None
    """The day for which it is said, where no row says its own."""
    columns: tuple[tuple[str, str], ...] = ()
    """Header → field, as applied."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What an import did."""

    added: int
    changed: int
    unchanged: int
    entries_asked_again: int
    confirmed: int = 0
    """Rows that say what was known, for a later day."""
    asked: int = 0
    """Rows held until a person has settled a task."""
    older: int = 0


@dataclass(frozen=True, slots=True)
class RowNote:
    """What became of one row, where it is worth a line in the report."""

    row_number: int
    uscc: str
    name: str
    result: RowResult
    changed: tuple[str, ...] = ()


class Rows(Protocol):
    """Rows that can be walked more than once, in one order."""

    def __len__(self) -> int:
        """Return how many there are."""

    def __iter__(self) -> Iterator[RegistryRow]:
        """Walk them."""


def _no_note(_: RowNote) -> None:
    """Keep no notes."""


def _no_progress(_: int) -> None:
    """Show no progress."""


def _no_report(_: Applied) -> str:
    """Keep no report."""
    return ""


@dataclass(frozen=True, slots=True)
class ImportTerms:
    """What an import needs besides its rows: instant, actor, seal, who hears of rows."""

    at: datetime
    actor: Actor
    seal: Seal | None = None
    """None keeps personal data as it is: for samples, which are nobody's."""
    note: Callable[[RowNote], None] = _no_note
    progress: Callable[[int], None] = _no_progress
    """Called with the number of rows worked through since the last call."""
    before_commit: Callable[[Applied], str] = _no_report
    """Called last before the commit; returns the name of the report, if there is one."""
