"""Which column of a registry table holds what: headers by their usual names, in any order."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from commands.registry_columns import COLUMN_OF, IGNORED, PRINTED_AS, REQUIRED
from jishen.domain.errors import RegistryFault

_NOTE = re.compile(r"\([^()]*\)$")
_DATA = re.compile(r"\d{5}|@")
ROWS_ASKED = 10
"""The header may stand below a title and a line on who made the table."""
_MOST_HEADERS_SHOWN = 20
_FEWEST_IN_A_SECOND_LINE = 2
Row = tuple[str, ...]
Wanted = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Column:
    """A column we know: our name for it, the header as printed, its place from 0."""

    name: str
    header: str
    index: int


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table: where it stands, the columns known, the headers not known."""

    row_number: int
    width: int
    columns: tuple[Column, ...]
    unknown: tuple[str, ...]
    names: frozenset[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", frozenset(column.name for column in self.columns))

    def has(self, name: str) -> bool:
        """Tell whether the table has this column."""
        return name in self.names


def wanted_columns(said: Sequence[str]) -> dict[str, str]:
    """Return what `--map 表头=字段` says: header as printed → our name for it.

    >>> wanted_columns(["商户全称=企业名称", "经办=忽略"])
    {'商户全称': '企业名称', '经办': '忽略'}

    Raises:
        RegistryFault: not of this form, or the field is none of ours.
    """
    wanted: dict[str, str] = {}
    for each in said:
        header, sign, name = each.rpartition("=")
        known = IGNORED if name.strip() == IGNORED else _column_of(name, {})
        if not sign or not header.strip() or known is None:
            fields = "、".join((*PRINTED_AS, IGNORED))
            message = f"对应关系“{each}”应写作“表头=字段”；字段可为：{fields}"
            raise RegistryFault(message)
        wanted[_plain(header)] = known
    return wanted


def find_header(rows: Sequence[Row], wanted: Wanted | None = None) -> Header | None:
    """Return the header among a table's first rows, or None when they hold none.

    Raises:
        RegistryFault: two headers mean the same column, or the header takes two lines.
    """
    for number, row in enumerate(rows[:ROWS_ASKED], start=1):
        header = _header(number, row, wanted or {})
        if all(header.has(name) for name in REQUIRED):
            _refuse_unused(header, row, wanted or {})
            _refuse_doubles(header)
            _refuse_second_line(header, rows[number] if number < len(rows) else (), wanted or {})
            return header
    return None


def no_header_fault(tables: Sequence[Sequence[Row]], wanted: Wanted | None = None) -> RegistryFault:
    """Return the fault that names the headers seen and the ones wanted."""
    rows = [row for table in tables for row in table[:ROWS_ASKED] if any(map(str.strip, row))]
    best = max(rows, key=lambda row: len(_header(0, row, wanted or {}).columns), default=())
    seen = [shown(cell) for cell in best if cell.strip()][:_MOST_HEADERS_SHOWN]
    if any(map(_DATA.search, seen)):  # a person's telephone must not get into a message
        seen = ["（首行像是数据，没有表头）"]
    known = {column.name for column in _header(0, best, wanted or {}).columns}
    missing = [
        f"“{name}”（也可写作{'、'.join(PRINTED_AS[name][1:])}）"
        for name in REQUIRED
        if name not in known
    ]
    return RegistryFault(
        f"没有找到必需的列{'和'.join(missing)}；读到的表头为：{'、'.join(seen) or '（无）'}。"
        "表头另有叫法时，可用 --map 表头=字段 指明"
    )


def merged_header_fault(
    header: Header, ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]]
) -> RegistryFault | None:
    """Return the fault of a header with merged cells: which column is whose cannot be told."""
    row = header.row_number - 1
    for (top, left), (bottom, right) in ranges:
        if top <= row <= bottom and (right > left or bottom > top):
            return RegistryFault(
                f"表头（第 {header.row_number} 行）有合并单元格"
                f"（{_place(top, left)}:{_place(bottom, right)}），"
                "无法判断各列归属；请取消合并，使每列各有一个表头"
            )
    return None


def shown(text: str) -> str:
    """Return a cell as one short line without controls, fit for a message.

    >>> shown("企业名称" + chr(10) + "（全称）")
    '企业名称 （全称）'
    """
    kept = "".join(" " if unicodedata.category(c) == "Cc" else c for c in text)
    return " ".join(kept.split())[:40]


def _header(number: int, row: Row, wanted: Wanted) -> Header:
    named = [(index, shown(cell), _column_of(cell, wanted)) for index, cell in enumerate(row)]
    return Header(
        row_number=number,
        width=max((index + 1 for index, header, _ in named if header), default=0),
        columns=tuple(
            Column(name, header, index) for index, header, name in named if name and name != IGNORED
        ),
        unknown=tuple(header for _, header, name in named if header and name in {None, IGNORED}),
    )


def _column_of(cell: str, wanted: Wanted) -> str | None:
    """Return our name for a header; width, blanks, a mark * and a note in brackets do not count.

    >>> _column_of("* 示范区（是/否/待核定）", {})
    '示范区'
    """
    text = _plain(cell)
    if text in wanted:
        return wanted[text]
    return COLUMN_OF.get(text) or COLUMN_OF.get(_NOTE.sub("", text))


def _plain(cell: str) -> str:
    return "".join(unicodedata.normalize("NFKC", cell).split()).strip("*:")


def _refuse_doubles(header: Header) -> None:
    for column in header.columns:
        same = [other.header for other in header.columns if other.name == column.name]
        if len(same) > 1:
            message = (
                f"有 {len(same)} 列都表示“{column.name}”：{'、'.join(same)}；"
                "请只保留一列，或用 --map 表头=忽略 排除其余各列"
            )
            raise RegistryFault(message)


def _refuse_unused(header: Header, row: Row, wanted: Wanted) -> None:
    there = {_plain(cell) for cell in row}
    absent = [name for name in wanted if name not in there]
    if absent:
        message = f"--map 指明的表头“{'、'.join(absent)}”不在第 {header.row_number} 行的表头中"
        raise RegistryFault(message)


def _refuse_second_line(header: Header, below: Row, wanted: Wanted) -> None:
    """Refuse a header of two lines: below groups of columns stand the columns' own names."""
    known = _header(0, below, wanted).columns
    places = {column.index for column in header.columns if column.name in REQUIRED}
    is_blank = not any(below[place].strip() for place in places if place < len(below))
    if len(known) >= _FEWEST_IN_A_SECOND_LINE and is_blank:
        message = (
            f"表头占了两行（第 {header.row_number}、{header.row_number + 1} 行），"
            "无法判断各列归属；请合成一行，使每列各有一个表头"
        )
        raise RegistryFault(message)


def _place(row: int, column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"
