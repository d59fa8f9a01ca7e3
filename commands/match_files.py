"""The two files of `jishen match`: entries and a registry, as CSV of any size."""

import csv
import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO

from stdnum.cn import uscc as uscc_number

from jishen.domain.enterprises import FormerName
from jishen.domain.errors import MatchFileFault
from jishen.domain.matches import EntryFacts, RegisteredEnterprise

_ENCODINGS = ("utf-8-sig", "gb18030")
_READ_AT_ONCE = 1 << 20
_MOST_CELL_CHARACTERS = 100_000

_ENTRY_COLUMNS = {
    "filer_name": ("filer_name", "主体名称", "备案单位", "单位名称"),
    "filing_number": ("filing_number", "备案编号", "备案号", "编号"),
    "list_kind": ("list_kind", "清单"),
    "announced_on": ("announced_on", "公布日期"),
    "remarks": ("remarks", "备注"),
}
_REGISTRY_COLUMNS = {
    "uscc": ("uscc", "统一社会信用代码", "信用代码"),
    "name": ("name", "企业名称", "单位名称", "市场主体名称"),
    "former_names": ("former_names", "曾用名"),
    "registered_address": ("registered_address", "注册地址", "住所"),
    "status": ("status", "状态", "登记状态"),
    "type": ("type", "企业类型", "类型"),
}
_REQUIRED_OF_ENTRIES, _REQUIRED_OF_REGISTRY = ("filer_name",), ("uscc", "name")
_DATED = re.compile(
    r"(?P<name>.+?)\s*(?:[|@]\s*|[（(](?:至|使用至|截至)?\s*)"
    r"(?P<year>\d{4})(?:[-/.年](?P<month>\d{1,2}))?(?:[-/.月](?P<day>\d{1,2}))?[年月日止)）\s]*$"
)
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$")


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One row of the entries, with its 1-based number among the data rows."""

    row_number: int
    list_kind: str
    facts: EntryFacts


@dataclass(frozen=True, slots=True)
class Registry:
    """A registry file as read: its enterprises, and what looked odd without being refused."""

    enterprises: list[RegisteredEnterprise]
    notes: list[str]


def read_entries(path: Path) -> list[EntryRow]:
    """Return the rows of an entries file; MatchFileFault says what is wrong and where."""
    entries = []
    for number, row in _rows(path, _ENTRY_COLUMNS, _REQUIRED_OF_ENTRIES):
        facts = EntryFacts(
            filer_name=row["filer_name"],
            filing_number=row["filing_number"].strip(),
            announced_on=_day(row["announced_on"].strip(), path, number),
            remarks=row["remarks"],
        )
        entries.append(EntryRow(number, row["list_kind"].strip(), facts))
    return entries


def read_registry_file(path: Path) -> Registry:
    """Return the enterprises of a registry file; one code with two names is a MatchFileFault."""
    enterprises: list[RegisteredEnterprise] = []
    names: dict[str, str] = {}
    notes = []
    for number, row in _rows(path, _REGISTRY_COLUMNS, _REQUIRED_OF_REGISTRY):
        uscc, name = row["uscc"].strip().upper(), row["name"].strip()
        _require(uscc and name, path, number, "缺少统一社会信用代码或企业名称")
        known = names.setdefault(uscc, name)
        _require(known == name, path, number, f"代码 {uscc} 已用于“{known}”，又用于“{name}”")
        if not uscc_number.is_valid(uscc):
            notes.append(f"第 {number} 行：统一社会信用代码 {uscc} 校验位不符")
        if len(names) == len(enterprises):
            notes.append(f"第 {number} 行：与前面的行重复，未再采用")
            continue
        enterprises.append(
            RegisteredEnterprise(
                uscc=uscc,
                name=name,
                former_names=_former_names(row["former_names"]),
                registered_address=row["registered_address"].strip(),
                status=row["status"].strip(),
            )
        )
    return Registry(enterprises, notes)


def _rows(
    path: Path, columns: Mapping[str, tuple[str, ...]], required: tuple[str, ...]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield data rows by column, streaming; a column that the file lacks is empty."""
    csv.field_size_limit(_MOST_CELL_CHARACTERS)
    with _opened(path) as file:
        reader = csv.reader(file)
        try:
            header = next(reader, None)
            places = _places(header, columns, required, path)
            width = len(header or ())
            for number, cells in enumerate(reader, 1):
                if not any(cell.strip() for cell in cells):
                    continue
                _require(len(cells) == width, path, number, _width_fault(len(cells), width))
                yield number, {name: cells[at] if at >= 0 else "" for name, at in places.items()}
        except csv.Error as error:
            message = f"{path.name} 第 {reader.line_num} 行附近不是完整的 CSV：{error}"
            raise MatchFileFault(message) from error


def _opened(path: Path) -> IO[str]:
    try:
        if path.stat().st_size == 0:
            message = f"{path.name} 是空文件"
            raise MatchFileFault(message)
        for encoding in _ENCODINGS:
            if _is_of(path, encoding):
                return path.open(encoding=encoding, newline="")
    except OSError as error:
        message = f"{path.name} 无法打开（{error.strerror}）"
        raise MatchFileFault(message) from error
    message = f"{path.name} 的文字编码无法识别（应为 UTF-8 或 GBK），或不是 CSV 文件"
    raise MatchFileFault(message)


def _is_of(path: Path, encoding: str) -> bool:
    try:
        with path.open(encoding=encoding, newline="") as file:
            while text := file.read(_READ_AT_ONCE):
                if "\0" in text:
                    return False
    except UnicodeDecodeError:
        return False
    return True


def _places(
    header: list[str] | None,
    columns: Mapping[str, tuple[str, ...]],
    required: tuple[str, ...],
    path: Path,
) -> dict[str, int]:
    seen = ["".join(cell.split()).lower() for cell in header or ()]
    places = {
        name: next((seen.index(word) for word in words if word in seen), -1)
        for name, words in columns.items()
    }
    missing = [name for name in required if places[name] < 0]
    if missing:
        found = "、".join(filter(None, seen)) or "无"
        message = f"{path.name} 的表头缺少 {'、'.join(missing)}；读到的表头：{found}"
        raise MatchFileFault(message)
    return places


def _width_fault(cells: int, width: int) -> str:
    return f"有 {cells} 个单元格，表头为 {width} 个：可能有多余的逗号、缺失的引号或合并的表头"


def _require(condition: object, path: Path, number: int, says: str) -> None:
    if not condition:
        message = f"{path.name} 第 {number} 行（不计表头）：{says}"
        raise MatchFileFault(message)


def _former_names(text: str) -> tuple[FormerName, ...]:
    parts = (part.strip() for part in re.split(r"[;；\n]", text))
    return tuple(_former_name(part) for part in parts if part)


def _former_name(part: str) -> FormerName:
    """Return a former name; of a year or a month alone, the last day is meant."""
    found = _DATED.match(part)
    if found is None:
        return FormerName(part, None)
    year, month = int(found["year"]), int(found["month"] or 12)
    try:
        day = int(found["day"] or monthrange(year, month)[1])
        return FormerName(found["name"].strip(), date(year, month, day))
    except ValueError:
        return FormerName(found["name"].strip(), None)


def _day(text: str, path: Path, number: int) -> date | None:
    if not text:
        return None
    found = _DAY.match(text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else _no_day(text)
    except ValueError:
        message = (
            f"{path.name} 第 {number} 行（不计表头）：公布日期“{text}”不是日期（如 2025-03-12）"
        )
        raise MatchFileFault(message) from None


def _no_day(text: str) -> date:
    raise ValueError(text)
