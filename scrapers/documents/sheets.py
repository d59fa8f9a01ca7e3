"""The tables of XLSX, XLS and ET workbooks: one for each sheet, merges filled in."""

from datetime import date, datetime, time, timedelta
from io import BytesIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from jishen.domain.errors import UnreadableDocument
from scrapers.documents.archive import check_members
from scrapers.documents.grid import Cell, Row, Table

MOST_CELLS = 2_000_000
_Value = int | float | str | bool | time | date | datetime | timedelta


def read_tables(content: bytes) -> tuple[Table, ...]:
    """Return a workbook's sheets as tables; raise UnreadableDocument when it cannot be opened."""
    if content.startswith(b"PK"):
        check_members(content)
    try:
        with CalamineWorkbook.from_filelike(BytesIO(content)) as workbook:
            sheets = [workbook.get_sheet_by_name(name) for name in workbook.sheet_names]
            return tuple(_table(sheet) for sheet in sheets)
    except (CalamineError, OSError, ValueError) as fault:
        message = f"表格文件损坏或不完整，无法打开：{fault}"
        raise UnreadableDocument(message) from fault
    except BaseException as fault:
        # calamine panics on some damaged files, with a class of its own outside Exception.
        if type(fault).__name__ != "PanicException":
            raise
        message = "表格文件损坏，无法打开"
        raise UnreadableDocument(message) from fault


def _table(sheet: CalamineSheet) -> Table:
    if sheet.height * sheet.width > MOST_CELLS:
        message = f"工作表 {sheet.name} 有 {sheet.height}×{sheet.width} 个单元格，超过上限"
        raise UnreadableDocument(message)
    # From the sheet's own first row, so that the places of merges are places of these rows.
    values = [[_text(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    spans: dict[tuple[int, int], int] = {}
    hidden: set[tuple[int, int]] = set()
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        for row in range(top, min(bottom + 1, len(values))):
            if left < len(values[row]):
                values[row][left] = values[top][left]
                spans[row, left] = right - left + 1
                hidden |= {(row, column) for column in range(left + 1, right + 1)}
    width = _used_width(values)
    return Table(
        tuple(
            _row([(row, column) for column in range(width)], values[row], spans, hidden)
            for row in range(len(values))
        )
    )


def _row(
    places: list[tuple[int, int]],
    texts: list[str],
    spans: dict[tuple[int, int], int],
    hidden: set[tuple[int, int]],
) -> Row:
    return tuple(
        Cell(texts[place[1]], place[1], spans.get(place, 1))
        for place in places
        if place not in hidden
    )


def _used_width(values: list[list[str]]) -> int:
    return max(
        (column + 1 for row in values for column, text in enumerate(row) if text.strip()), default=0
    )


def _text(value: _Value) -> str:
    """Return a cell's value as a person sees it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return f"{value.year}/{value.month}/{value.day}"
    if isinstance(value, date):
        return f"{value.year}/{value.month}/{value.day}"
    return str(value)
