"""Reading a registry source: what its good rows say, and why the others are refused."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from commands.registry_header import (
    ROWS_ASKED,
    Column,
    Header,
    find_header,
    merged_header_fault,
    no_header_fault,
)
from commands.registry_rows import RowReading, read_row
from commands.registry_spool import RefusedRow, Spool
from commands.registry_stream import Source, StreamedTable, opened_file
from jishen.domain.enterprises import Enterprise
from jishen.domain.errors import RegistryFault

NO_WISHES: Mapping[str, str] = {}


def _no_progress(_: int) -> None:
    """Show no progress."""


@dataclass(frozen=True, slots=True)
class RegistrySheet:
    """The table of a source that is the registry: which columns it has, and its rows."""

    source: Source
    table: StreamedTable
    header: Header
    sheets_not_read: tuple[str, ...]

    def readings(self) -> Iterator[RowReading]:
        """Read every row below the header that is not blank."""
        for number, row in enumerate(self.table.rows(), start=1):
            if number > self.header.row_number and any(cell.strip() for cell in row):
                yield read_row(self.header, number, row)


@dataclass(frozen=True, slots=True)
class RegistryReading:
    """What a registry source says; its rows are in a spool, on disk."""

    file_name: str
    sha256: str
    sheet: str
    """Empty for a text file and a query."""
    columns: tuple[Column, ...]
    unknown_headers: tuple[str, ...]
    """Columns that are not read."""
    sheets_not_read: tuple[str, ...]
    rows: Spool
    rows_read: int
    rows_refused: int
    rows_repeated: int
    """Rows that say once more what a row above says; they are neither good nor refused."""

    @property
    def good(self) -> tuple[Enterprise, ...]:
        """All good enterprises, in the order of their codes; for registries of modest size."""
        return tuple(row.said for row in self.rows)

    @property
    def refused(self) -> tuple[RefusedRow, ...]:
        """All refused rows, in the order of the source."""
        return tuple(self.rows.refused())


def read_registry(
    path: Path,
    wanted: Mapping[str, str] = NO_WISHES,
    progress: Callable[[int], None] = _no_progress,
) -> RegistryReading:
    """Read a registry file: CSV (UTF-8, UTF-16, GB18030), XLSX or XLS, told by its content.

    Raises:
        RegistryFault: the file cannot be read, is no table, or lacks a required column.
    """
    with opened_file(path) as source:
        return read_sheet(registry_sheet(source, wanted), progress)


def registry_sheet(source: Source, wanted: Mapping[str, str] = NO_WISHES) -> RegistrySheet:
    """Return the first table of a source that has the required columns.

    Raises:
        RegistryFault: none has, or its header is not one line of one cell a column.
    """
    starts = [tuple(islice(table.rows(), ROWS_ASKED + 1)) for table in source.tables]
    for table, start in zip(source.tables, starts, strict=True):
        header = find_header(start, wanted)
        if header is not None:
            fault = merged_header_fault(header, table.merged)
            if fault is not None:
                raise fault
            others = (t.sheet for t, rows in zip(source.tables, starts, strict=True) if rows)
            not_read = tuple(sheet for sheet in others if sheet != table.sheet)
            return RegistrySheet(source, table, header, not_read)
    raise no_header_fault(starts, wanted)


def read_sheet(
    sheet: RegistrySheet, progress: Callable[[int], None] = _no_progress
) -> RegistryReading:
    """Read every row of the registry.

    Raises:
        RegistryFault: there is none, or the source breaks off in the middle.
    """
    spool = Spool()
    try:
        spool.fill(sheet.readings(), progress)
        if not spool.rows_read:
            message = "表头之下没有数据行"
            raise RegistryFault(message)
    except BaseException:
        spool.close()
        raise
    return RegistryReading(
        file_name=sheet.source.name,
        sha256=sheet.source.sha256,
        sheet=sheet.table.sheet,
        columns=sheet.header.columns,
        unknown_headers=sheet.header.unknown,
        sheets_not_read=sheet.sheets_not_read,
        rows=spool,
        rows_read=spool.rows_read,
        rows_refused=spool.rows_refused,
        rows_repeated=spool.rows_repeated,
    )
