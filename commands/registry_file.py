"""Reading a registry file: good rows to enterprises, refused rows with their reasons."""

import hashlib
import os
from dataclasses import dataclass, replace
from pathlib import Path

from commands.registry_header import Column, Header, find_header, no_header_fault
from commands.registry_rows import RowReading, read_row, uscc_fault
from commands.registry_table import MOST_BYTES, Table, read_tables
from jishen.domain.enterprises import Enterprise
from jishen.domain.errors import RegistryFault

_MOST_ROWS_NAMED = 5


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that is not imported: its place in the file, whom it names, and why."""

    row_number: int
    """As a spreadsheet numbers it, from 1, header included."""
    uscc: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class RegistryReading:
    """What a registry file says; `rows_read` counts every row that is not blank."""

    file_name: str
    sha256: str
    sheet: str
    """Empty for a text file."""
    columns: tuple[Column, ...]
    unknown_headers: tuple[str, ...]
    """Columns that are not read."""
    sheets_not_read: tuple[str, ...]
    rows_read: int
    rows_repeated: int
    """Rows that say once more what a row above says; they are neither good nor refused."""
    good: tuple[Enterprise, ...]
    refused: tuple[RefusedRow, ...]


def read_registry(path: Path) -> RegistryReading:
    """Read a registry file: CSV (UTF-8, UTF-16, GB18030), XLSX or XLS, told by its content.

    Raises:
        RegistryFault: the file cannot be read, is no table, or lacks a required column.
    """
    data = _bytes_of(path)
    tables = read_tables(data)
    table, header = _table_with_header(tables)
    rows = [
        read_row(header, number, row)
        for number, row in enumerate(table.rows, start=1)
        if number > header.row_number and any(cell.strip() for cell in row)
    ]
    if not rows:
        message = "表头之下没有数据行"
        raise RegistryFault(message)
    once = _each_once(_conflicts_refused(rows))
    return RegistryReading(
        file_name=path.name,
        sha256=hashlib.sha256(data).hexdigest(),
        sheet=table.sheet,
        columns=header.columns,
        unknown_headers=header.unknown,
        sheets_not_read=tuple(other.sheet for other in tables if other is not table and other.rows),
        rows_read=len(rows),
        rows_repeated=len(rows) - len(once),
        good=tuple(row.enterprise for row in once if row.enterprise is not None),
        refused=tuple(
            RefusedRow(row.row_number, row.uscc, row.name, row.why) for row in once if row.why
        ),
    )


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        why = "文件不存在"
    except IsADirectoryError:
        why = "是文件夹，不是文件"
    except PermissionError:
        why = "没有读取权限"
    except OSError as error:
        why = os.strerror(error.errno or 0)
    message = f"无法打开（{why}）"
    raise RegistryFault(message)


def _table_with_header(tables: tuple[Table, ...]) -> tuple[Table, Header]:
    for table in tables:
        header = find_header(table)
        if header is not None:
            return table, header
    raise no_header_fault(tables)


def _conflicts_refused(rows: list[RowReading]) -> list[RowReading]:
    """Refuse every row whose credit code stands in rows that differ: no row is known to be right.

    A row refused for another reason counts too, so that a good row beside it is not taken alone.
    """
    by_uscc: dict[str, list[RowReading]] = {}
    for row in rows:
        by_uscc.setdefault(row.uscc, []).append(row)
    conflicts = {
        uscc: _conflict(same)
        for uscc, same in by_uscc.items()
        if len(same) > 1 and not uscc_fault(uscc)
    }
    return [_with_reason(row, conflicts.get(row.uscc, "")) for row in rows]


def _conflict(same_uscc: list[RowReading]) -> str:
    if len({row.content for row in same_uscc}) == 1:
        return ""
    numbers = "、".join(str(row.row_number) for row in same_uscc[:_MOST_ROWS_NAMED])
    return f"同一统一社会信用代码出现{len(same_uscc)}次且内容不同（第{numbers}行）"


def _with_reason(row: RowReading, why: str) -> RowReading:
    if not why:
        return row
    return replace(row, enterprise=None, why=f"{row.why}；{why}" if row.why else why)


def _each_once(rows: list[RowReading]) -> list[RowReading]:
    """Leave out good rows that stand above already with the same content."""
    seen: set[str] = set()
    once: list[RowReading] = []
    for row in rows:
        if row.enterprise is not None and row.uscc in seen:
            continue
        seen.add(row.uscc)
        once.append(row)
    return once
