"""The shape between a document's tables and the filing rows: cells with their grid columns."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text as printed and the grid columns it covers."""

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

    def width(self) -> int:
        """The number of grid columns that the widest row covers."""
        return max((row[-1].column + row[-1].span for row in self.rows if row), default=0)
