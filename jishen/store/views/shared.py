"""What several views have in common: a page of rows, and searching without wildcards."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import InstrumentedAttribute

from jishen.store.tables import FilingEntry, MatchRecord

Row = TypeVar("Row")
Columns = TypeVar("Columns", bound=tuple[object, ...])

ENTRY_WORDS = (
    FilingEntry.title,
    FilingEntry.filer_name,
    FilingEntry.products,
    FilingEntry.filing_number,
)
"""The cells of an entry in which a search looks."""

# IS NOT false, not bare: without statistics SQLite takes the index on is_current, which holds every
# row, for each entry anew (1.1 s for 2,300 entries); this leaves it only the index on entry_id.
CURRENT_MATCH = and_(MatchRecord.entry_id == FilingEntry.id, MatchRecord.is_current.is_not(False))
"""How an entry's current judgement is joined to it."""


@dataclass(frozen=True, slots=True)
class Window:
    """Which rows of a long list are wanted; `page` counts from 1."""

    page: int = 1
    size: int = 50

    @property
    def offset(self) -> int:
        """How many rows stand before this page."""
        return (self.page - 1) * self.size


@dataclass(frozen=True, slots=True)
class Listed(Generic[Row]):
    """One page of rows, and how many there are in all."""

    rows: tuple[Row, ...]
    total: int
    window: Window

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // self.window.size))

    @property
    def first(self) -> int:
        """The number of the first row shown, 0 when there is none."""
        return self.window.offset + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The number of the last row shown, 0 when there is none."""
        return self.window.offset + len(self.rows) if self.rows else 0


def any_contains(
    columns: tuple[InstrumentedAttribute[str], ...], words: str
) -> ColumnElement[bool]:
    """Return the condition that one of the columns contains the words; % and _ are letters."""
    return or_(*(column.icontains(words, autoescape=True) for column in columns))
