"""Which column of a registry table holds what: headers by their usual names, in any order."""

import re
import unicodedata
from dataclasses import dataclass

from commands.registry_table import Table
from jishen.domain.errors import RegistryFault

USCC = "统一社会信用代码"
NAME = "企业名称"
KIND = "企业类型"
FORMER_NAMES = "曾用名"
ADDRESS = "注册地址"
STREET = "街道"
ZONE = "示范区"
CONTACT_NAME = "联系人"
CONTACT_PHONE = "联系电话"
CONTACT_EMAIL = "联系邮箱"
STATUS = "状态"
REMARK = "备注"

REQUIRED = (NAME, USCC)
_PRINTED_AS = {
    USCC: ("统一社会信用代码", "信用代码", "社会信用代码"),
    NAME: ("企业名称", "单位名称", "市场主体名称", "主体名称"),
    KIND: ("企业类型", "主体类型"),
    FORMER_NAMES: ("曾用名",),
    ADDRESS: ("注册地址", "住所", "地址"),
    STREET: ("街道",),
    ZONE: ("示范区", "是否在示范区"),
    CONTACT_NAME: ("联系人",),
    CONTACT_PHONE: ("联系电话", "电话", "手机"),
    CONTACT_EMAIL: ("联系邮箱", "邮箱", "电子邮件"),
    STATUS: ("状态", "登记状态"),
    REMARK: ("备注", "标记"),
}
_COLUMN_OF = {printed: column for column, names in _PRINTED_AS.items() for printed in names}
_NOTE = re.compile(r"\([^()]*\)$")
_DATA = re.compile(r"\d{5}|@")
_ROWS_ASKED = 10
"""The header may stand below a title and a line on who made the table."""
_MOST_HEADERS_SHOWN = 20


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

    def has(self, name: str) -> bool:
        """Tell whether the table has this column."""
        return any(column.name == name for column in self.columns)


def find_header(table: Table) -> Header | None:
    """Return the table's header, or None when its first rows hold none.

    Raises:
        RegistryFault: two headers mean the same column.
    """
    for number, row in enumerate(table.rows[:_ROWS_ASKED], start=1):
        header = _header(number, row)
        if all(header.has(name) for name in REQUIRED):
            _refuse_doubles(header)
            return header
    return None


def no_header_fault(tables: tuple[Table, ...]) -> RegistryFault:
    """Return the fault that names the headers seen and the ones wanted."""
    rows = [row for table in tables for row in table.rows[:_ROWS_ASKED] if any(map(str.strip, row))]
    best = max(rows, key=lambda row: len(_header(0, row).columns), default=())
    seen = [shown(cell) for cell in best if cell.strip()][:_MOST_HEADERS_SHOWN]
    if any(map(_DATA.search, seen)):  # a person's telephone must not get into a message
        seen = ["（首行像是数据，没有表头）"]
    known = {column.name for column in _header(0, best).columns}
    missing = [
        f"“{name}”（也可写作{'、'.join(_PRINTED_AS[name][1:])}）"
        for name in REQUIRED
        if name not in known
    ]
    return RegistryFault(
        f"没有找到必需的列{'和'.join(missing)}；读到的表头为：{'、'.join(seen) or '（无）'}"
    )


def shown(text: str) -> str:
    """Return a cell as one short line without controls, fit for a message.

    >>> shown("企业名称" + chr(10) + "（全称）")
    '企业名称 （全称）'
    """
    kept = "".join(" " if unicodedata.category(c) == "Cc" else c for c in text)
    return " ".join(kept.split())[:40]


def _header(number: int, row: tuple[str, ...]) -> Header:
    named = [(index, shown(cell), _column_of(cell)) for index, cell in enumerate(row)]
    return Header(
        row_number=number,
        width=max((index + 1 for index, header, _ in named if header), default=0),
        columns=tuple(Column(name, header, index) for index, header, name in named if name),
        unknown=tuple(header for _, header, name in named if header and not name),
    )


def _column_of(cell: str) -> str | None:
    """Return our name for a header; width, blanks, a mark * and a note in brackets do not count.

    >>> _column_of("* 示范区（是/否/待核定）")
    '示范区'
    """
    text = "".join(unicodedata.normalize("NFKC", cell).split()).strip("*:")
    return _COLUMN_OF.get(text) or _COLUMN_OF.get(_NOTE.sub("", text))


def _refuse_doubles(header: Header) -> None:
    for column in header.columns:
        same = [other.header for other in header.columns if other.name == column.name]
        if len(same) > 1:
            message = (
                f"有 {len(same)} 列都表示“{column.name}”：{'、'.join(same)}；"
                "请只保留一列，或给其余各列换一个表头"
            )
            raise RegistryFault(message)
