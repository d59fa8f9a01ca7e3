"""A year's working days from a table of two columns: 日期, 安排 (放假 or 上班)."""

import hashlib
from datetime import date
from pathlib import Path

from commands.registry_table import Table, read_tables
from jishen.domain.errors import CalendarFault, RegistryFault
from jishen.domain.workdays import YearDays

_DATE, _ARRANGEMENT = "日期", "安排"
_OFF, _WORK = "放假", "上班"
_SATURDAY = 5
_ALWAYS_OFF = ((1, 1), (5, 1), (10, 1))
"""元旦, 劳动节, 国庆节: a table without them is not a whole year's."""


def read_calendar(path: Path, source: str) -> tuple[YearDays, str]:
    """Return the year that a CSV or XLSX file describes, and the file's SHA-256.

    Raises:
        CalendarFault: the file, a row, or the year as a whole cannot be right.
    """
    try:
        data = path.read_bytes()
        tables = read_tables(data)
    except OSError:
        message = f"无法打开 {path.name}"
        raise CalendarFault(message) from None
    except RegistryFault as fault:
        message = f"{path.name}：{fault}"
        raise CalendarFault(message) from None
    arranged = _rows(tables[0])
    if not source.strip():
        message = "没有写明依据的通知及文号"
        raise CalendarFault(message)
    return _year(arranged, source), hashlib.sha256(data).hexdigest()


def _rows(table: Table) -> dict[date, str]:
    header = [cell.strip() for cell in table.rows[0]]
    if _DATE not in header or _ARRANGEMENT not in header:
        message = f"第 1 行应有“{_DATE}”“{_ARRANGEMENT}”两列"
        raise CalendarFault(message)
    places = header.index(_DATE), header.index(_ARRANGEMENT)
    arranged: dict[date, str] = {}
    for number, row in enumerate(table.rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        cells = [row[place].strip() if place < len(row) else "" for place in places]
        day = _day(number, cells[0])
        if cells[1] not in {_OFF, _WORK} or arranged.get(day, cells[1]) != cells[1]:
            message = f"第 {number} 行（{day}）安排为“{cells[1]}”，应为放假或上班，且同日只有一种"
            raise CalendarFault(message)
        arranged[day] = cells[1]
    return arranged


def _day(number: int, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"第 {number} 行日期“{text}”无法识别，应如 2027-01-01"
        raise CalendarFault(message) from None


def _year(arranged: dict[date, str], source: str) -> YearDays:
    years = {day.year for day in arranged}
    if len(years) != 1:
        message = f"应恰为一个年度，实为 {'、'.join(map(str, sorted(years))) or '空表'}"
        raise CalendarFault(message)
    (year,) = years
    missing = [date(year, *day) for day in _ALWAYS_OFF if arranged.get(date(year, *day)) != _OFF]
    if missing:
        message = f"缺少 {missing[0]} 放假，不是全年的安排"
        raise CalendarFault(message)
    working = {day for day, said in arranged.items() if said == _WORK}
    odd = sorted(day for day in working if day.weekday() < _SATURDAY)
    if odd:
        message = f"{odd[0]} 不是周六或周日，无须列为上班"
        raise CalendarFault(message)
    off = {day for day, said in arranged.items() if said == _OFF and day.weekday() < _SATURDAY}
    return YearDays(year, frozenset(off), frozenset(working), source)
