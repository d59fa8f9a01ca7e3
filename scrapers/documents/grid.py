"""The shape between a document's tables and the filing rows: cells with their grid columns."""

from dataclasses import dataclass
from typing import NamedTuple


class Cell(NamedTuple):
    """One cell: its text as printed and the grid columns it covers.

    A tuple: a list has thousands, and a frozen record takes four times as long to make.
    """

    text: str
    """Untrimmed; paragraphs and line breaks are line feeds, tabs are tabs."""
    column: int
    """0-based first grid column."""
    span: int


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a document, merges downwards already filled in."""

    rows: tuple[Row, ...]
    page_number: int | None = None
    """1-based page of a PDF."""
    runs_on: bool = False
    """It stands first on its page: it may go on with the last table of the page before."""

    def width(self) -> int:
        """The number of grid columns that the widest row covers."""
        return max((row[-1].column + row[-1].span for row in self.rows if row), default=0)
