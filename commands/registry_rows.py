"""One row of a registry table to what it says of an enterprise, or to why it is refused."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b

from commands import registry_columns as columns
from commands.registry_cells import (
    BAD_DAY,
    CLEARED,
    clean,
    day_of,
    ended_on,
    former_names,
    former_names_fault,
    kind_of,
    status_of,
    word,
    zone_of,
)
from commands.registry_header import Column, Header
from jishen.domain.enterprises import Enterprise, EnterpriseStatus, ZoneStatus
from jishen.domain.registry import RegistryRow
from jishen.domain.uscc import normal_uscc, uscc_fault
from jishen.domain.zones import REGISTRY_SAYS_NOTHING

_SAMPLE = "样例"
_MOST_CHARACTERS = 200
_MOST_TEXT = 1000
_LISTS = {columns.FORMER_NAMES, columns.BRANDS}
_NAMES_APART = re.compile(r"[;；、,，\n\r]")
_DAY_COLUMNS = (
    *(columns.RENAMED_ON, columns.STATUS_ON, columns.DEREGISTERED_ON, columns.REVOKED_ON),
    *(columns.MOVED_IN_ON, columns.MOVED_OUT_ON, columns.AS_OF),
)


@dataclass(frozen=True, slots=True)
class RowReading:
    """One row as read: what it says, or why it is refused."""

    row_number: int
    uscc: str
    name: str
    content: bytes
    """Digest of the cells of all known columns; equal = the same row again."""
    said: RegistryRow | None
    why: str = ""

    @property
    def enterprise(self) -> Enterprise | None:
        """The enterprise of a good row."""
        return self.said.said if self.said else None


@dataclass(slots=True)
class _Cells:
    """A row's cells by column, cleaned; which of them say something."""

    texts: Mapping[str, str]
    days: dict[str, date | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.days = {
            name: day_of(self.texts[name])
            for name in _DAY_COLUMNS
            if self.texts.get(name) and self.texts[name] != CLEARED
        }

    def text(self, name: str) -> str:
        """Return a cell, empty where it says nothing or is said to be empty."""
        said = self.texts.get(name, "")
        return "" if said == CLEARED else said

    def day(self, name: str) -> date | None:
        """Return a cell's day."""
        return self.days.get(name)


def read_row(header: Header, row_number: int, row: tuple[str, ...]) -> RowReading:
    """Return what one data row says."""
    texts = {column.name: _text(row, column) for column in header.columns}
    uscc, name = normal_uscc(texts[columns.USCC]), texts[columns.NAME]
    content = blake2b("\x1f".join(texts.values()).encode("utf-8", "replace"), digest_size=16)
    cells = _Cells(texts)
    reasons = (
        _shape_fault(header, row),
        uscc_fault(uscc),
        _name_fault(name),
        former_names_fault(cells.text(columns.FORMER_NAMES)),
        _zone_fault(cells),
        _status_fault(cells),
        _day_fault(cells),
        _length_fault(cells),
    )
    why = "；".join(filter(None, reasons))
    said = None if why else _said(row_number, uscc, name, cells)
    return RowReading(row_number, uscc, name, content.digest(), said, why)


def _text(row: tuple[str, ...], column: Column) -> str:
    if column.index >= len(row):
        return ""  # _shape_fault refuses a row that is too short
    cell = row[column.index]
    if column.name in _LISTS:
        cell = cell.replace("\n", "；")  # one name a line, in one cell
    return clean(cell)


def _shape_fault(header: Header, row: tuple[str, ...]) -> str:
    width = header.width
    if len(row) == width:
        return ""
    filled = max((place for place, cell in enumerate(row, start=1) if cell.strip()), default=0)
    if len(row) < width or filled > width:
        return f"本行有{max(filled, len(row))}个单元格，与表头的{width}列不符，可能错位"
    return ""


def _name_fault(name: str) -> str:
    if not name or name == CLEARED:
        return "企业名称为空"
    if len(name) > _MOST_CHARACTERS:
        return f"企业名称超过{_MOST_CHARACTERS}字"
    return ""


def _zone_fault(cells: _Cells) -> str:
    text = cells.text(columns.ZONE)
    if zone_of(text) is not None:
        return ""
    return f"示范区一列应填是、否或待核定，实为“{text}”"


def _status_fault(cells: _Cells) -> str:
    text = cells.text(columns.STATUS)
    if status_of(text) is not None:
        return ""
    return f"登记状态“{text}”未能识别，请人工核对"


def _day_fault(cells: _Cells) -> str:
    bad = [name for name, day in cells.days.items() if day is None]
    return f"{'、'.join(bad)}{BAD_DAY}" if bad else ""


def _length_fault(cells: _Cells) -> str:
    long = [name for name, text in cells.texts.items() if len(text) > _MOST_TEXT]
    return f"{'、'.join(long)}超过{_MOST_TEXT}字，可能错位" if long else ""


def _said(row_number: int, uscc: str, name: str, cells: _Cells) -> RegistryRow:
    status = status_of(cells.text(columns.STATUS)) or EnterpriseStatus.UNKNOWN
    zone_status, zone_basis, is_zone_told = _zone(cells, status)
    status_on, is_day_told = _status_day(cells, status)
    kind = cells.text(columns.KIND)
    enterprise = Enterprise(
        uscc=uscc,
        name=name,
        kind=kind_of(kind),
        kind_printed=kind,
        former_names=former_names(cells.text(columns.FORMER_NAMES)),
        registered_address=cells.text(columns.ADDRESS),
        operating_address=cells.text(columns.OPERATING_ADDRESS),
        district=cells.text(columns.DISTRICT),
        street=cells.text(columns.STREET),
        zone_status=zone_status,
        zone_basis=zone_basis,
        contact_name=cells.text(columns.CONTACT_NAME),
        contact_phone=_half_width(cells.text(columns.CONTACT_PHONE)),
        contact_email=_half_width(cells.text(columns.CONTACT_EMAIL)),
        is_sample=_SAMPLE in cells.text(columns.REMARK),
        status=status,
        status_on=status_on,
        brand_names=_brands(cells.text(columns.BRANDS)),
        moved_in_on=cells.day(columns.MOVED_IN_ON),
        moved_out_on=cells.day(columns.MOVED_OUT_ON),
        industry=cells.text(columns.INDUSTRY),
        head_office=_code_or_name(cells.text(columns.HEAD_OFFICE)),
        parent=_code_or_name(cells.text(columns.PARENT)),
        legal_representative=cells.text(columns.LEGAL_REPRESENTATIVE),
    )
    told = _told(cells, is_zone_told=is_zone_told, is_day_told=is_day_told)
    as_of, renamed_on = cells.day(columns.AS_OF), cells.day(columns.RENAMED_ON)
    return RegistryRow(row_number, enterprise, told, as_of, renamed_on)


def _told(cells: _Cells, *, is_zone_told: bool, is_day_told: bool) -> frozenset[str]:
    """Return the fields that a row says: a cell that is not blank, and what follows from it."""
    told = {field for column, field in columns.FIELD_OF.items() if cells.texts.get(column)}
    told -= {"zone_status"}
    told |= {"zone_status", "zone_basis"} if is_zone_told else set()
    told |= {"kind_printed"} if "kind" in told else set()
    told |= {"status_on"} if is_day_told else set()
    told |= {"is_sample"} if columns.REMARK in cells.texts else set()
    return frozenset(told)


def _zone(cells: _Cells, status: EnterpriseStatus) -> tuple[ZoneStatus, str, bool]:
    """Return the zone status, the column it rests on, and whether the row says it at all.

    The basis names no file: the same registry under a new file name must change nothing.
    """
    if status is EnterpriseStatus.MOVED_OUT:
        printed = word(cells.text(columns.STATUS))
        return ZoneStatus.OUT, f"企业名册“状态”列：{printed}", True
    text = word(cells.text(columns.ZONE))
    zone = zone_of(text) or ZoneStatus.UNCERTAIN
    is_told = bool(cells.texts.get(columns.ZONE))
    return zone, f"企业名册“示范区”列：{text or REGISTRY_SAYS_NOTHING}", is_told


def _status_day(cells: _Cells, status: EnterpriseStatus) -> tuple[date | None, bool]:
    """Return the day of the status from the column that speaks of this status."""
    said = [name for name in ended_on(status) if cells.texts.get(name)]
    return (cells.day(said[0]), True) if said else (None, False)


def _brands(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (part.strip() for part in _NAMES_APART.split(text)))))


def _code_or_name(text: str) -> str:
    """Return a credit code in its normal form, any other text as it is.

    >>> _code_or_name("9111 0000 600037341l"), _code_or_name("广州样例有限公司")
    ('91110000600037341L', '广州样例有限公司')
    """
    code = normal_uscc(text)
    return text if uscc_fault(code) else code


def _half_width(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFKC", text)
