"""The headers of the lists: which column is which, whatever the list calls it."""

import unicodedata
from dataclasses import dataclass

from jishen.domain.filings import ListKind
from scrapers.documents.grid import Row

SERIAL = "serial"
_SERIAL_NAMES = ("序号",)
_Columns = dict[str, tuple[str, ...]]
_REMARKS: _Columns = {"remarks": ("备注",)}
_ALGORITHM: _Columns = {
    "title": ("算法名称",),
    "filer_name": ("主体名称",),
    "products": ("应用产品",),
    "purpose": ("主要用途",),
    "filing_number": ("备案编号",),
}
_MODEL: _Columns = {
    "title": ("模型名称", "大模型名称"),
    "filer_name": ("备案单位",),
    "filing_number": ("备案号", "备案编号"),
    "filed_on_printed": ("备案时间",),
}
_JURISDICTION: _Columns = {"jurisdiction": ("属地",)}
_COLUMNS: dict[ListKind, tuple[_Columns, _Columns]] = {
    ListKind.ALGORITHM: (_ALGORITHM | {"category_or_role": ("算法类别",)} | _REMARKS, {}),
    ListKind.DEEP_SYNTHESIS: (_ALGORITHM | {"category_or_role": ("角色",)} | _REMARKS, {}),
    ListKind.CANCELLATION: (
        _ALGORITHM | {"category_or_role": ("角色", "算法类别"), "filed_on_printed": ("注销时间",)},
        _REMARKS,
    ),
    ListKind.GENERATIVE_AI: (_MODEL, _JURISDICTION | _REMARKS),
    ListKind.GENERATIVE_AI_REGISTRATION: (
        {
            "title": ("应用/功能名称", "应用名称", "功能名称"),
            "filer_name": ("登记单位",),
            "filing_number": ("上线编号", "登记编号"),
            "filed_on_printed": ("登记时间",),
        },
        _JURISDICTION | _REMARKS,
    ),
    ListKind.GENERATIVE_AI_ON_DEVICE: (
        _MODEL
        | {"filing_number": ("备案号", "备案编号", "编号"), "category_or_role": ("适用场景",)},
        _JURISDICTION | _REMARKS,
    ),
}
"""For each list: the columns it must have, and those it may have beside 序号."""
_KNOWN_NAMES = frozenset(
    name
    for columns in _COLUMNS.values()
    for part in columns
    for names in part.values()
    for name in names
) | frozenset(_SERIAL_NAMES)


@dataclass(frozen=True, slots=True)
class Header:
    """The header row of a filing table: which list it is and which column stands where."""

    kind: ListKind
    names: tuple[str, ...]
    """The names as printed, without white space."""
    fields: tuple[str, ...]
    """What each column holds: a field of FilingRow, or SERIAL."""
    row: Row

    def place(self, field: str) -> int:
        """Return the place of a field among the cells."""
        return self.fields.index(field)


def header_of(row: Row) -> Header | None:
    """Return a row as the header of a known list, None when it is not one."""
    names = names_of(row)
    if not _KNOWN_NAMES.issuperset(names) or len(set(names)) != len(names):
        return None
    for kind, (needed, possible) in _COLUMNS.items():
        known = {name: field for field, said in (needed | possible).items() for name in said}
        known |= dict.fromkeys(_SERIAL_NAMES, SERIAL)
        fields = tuple(known.get(name, "") for name in names)
        if set(needed) <= set(fields) and "" not in fields and len(set(fields)) == len(fields):
            return Header(kind, names, fields, row)
    return None


def resembles_header(row: Row) -> bool:
    """Tell whether at least three cells are names of columns: a header that may have changed."""
    return sum(name in _KNOWN_NAMES for name in names_of(row)) >= 3  # noqa: PLR2004 (said above)


def names_of(row: Row) -> tuple[str, ...]:
    """Return a row's texts as names: white space and width never count.

    The 2024-10 deep-synthesis list prints a tab before 序号.
    """
    return tuple(
        "".join(
            (cell.text if cell.text.isascii() else unicodedata.normalize("NFKC", cell.text)).split()
        )
        for cell in row
    )
