"""The bytes of a registry file to tables of text cells; the kind of file is told by its content."""

import csv
import io
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from jishen.domain.errors import RegistryFault

MOST_BYTES = 50_000_000
MOST_UNPACKED_BYTES = 500_000_000
MOST_CELLS = 20_000_000
PRECISE_BELOW = 10**15
"""A spreadsheet number keeps 15 digits; of a longer code the rest is lost."""

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_NOT_TABLES = (
    (b"%pdf", "PDF 文件"),
    (b"<!doctype", "网页"),
    (b"<html", "网页"),
    (b"<table", "网页"),
    (b"<?xml", "XML 文件"),
    (b"{\\rtf", "RTF 文档"),
)
_DELIMITERS = (",", "\t", ";")
_LINES_ASKED = 10

Cell = int | float | str | bool | date | datetime | time | timedelta


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet as text; `rows[0]` is row 1 of the file, blank rows are kept so that rows count."""

    sheet: str
    rows: tuple[tuple[str, ...], ...]


def read_tables(data: bytes) -> tuple[Table, ...]:
    """Return the visible sheets of a workbook, or the one table of a text file.

    Raises:
        RegistryFault: empty, too large, damaged, protected, or not a table at all.
    """
    if len(data) > MOST_BYTES:
        message = f"文件过大（超过 {MOST_BYTES // 1_000_000} MB）"
        raise RegistryFault(message)
    if data.startswith((_ZIP, _OLE)):
        return _workbook_tables(data)
    refuse_what_is_no_table(data, is_whole=True)
    return (Table("", _text_rows(_decode(data))),)


def refuse_what_is_no_table(head: bytes, *, is_whole: bool) -> None:
    """Refuse a file that is empty or of a known other kind, by its first bytes.

    Raises:
        RegistryFault: it is.
    """
    if is_whole and not head.strip(b"\x00\t\n\r \xef\xbb\xbf"):
        message = "文件是空的"
        raise RegistryFault(message)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:20].lower()
    for mark, kind in _NOT_TABLES:
        if start.startswith(mark):
            message = f"内容是{kind}，不是表格；请另存为 XLSX 或 CSV"
            raise RegistryFault(message)


def _decode(data: bytes) -> str:
    encodings = ("utf-16",) if data.startswith(_UTF_16) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding, errors="strict")
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    message = "文字编码无法识别（应为 UTF-8 或 GB18030），或文件不是文本表格"
    raise RegistryFault(message)


def _text_rows(text: str) -> tuple[tuple[str, ...], ...]:
    head = "\n".join(islice(io.StringIO(text), _LINES_ASKED))
    delimiter = max(_DELIMITERS, key=head.count)  # the first one when none occurs
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return tuple(tuple(row) for row in rows)
    except csv.Error as error:
        message = f"第 {rows.line_num} 行附近的引号或分隔符有误（{error}）"
        raise RegistryFault(message) from None


def _workbook_tables(data: bytes) -> tuple[Table, ...]:
    if data.startswith(_ZIP):
        _check_archive(data)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            names = [sheet.name for sheet in workbook.sheets_metadata if is_visible(sheet)]
            return tuple(_sheet_table(workbook.get_sheet_by_name(name)) for name in names)
    except PasswordError:
        message = "工作簿设有密码，无法读取；请取消密码后另存"
        raise RegistryFault(message) from None
    except CalamineError as error:
        message = f"不是可读的 Excel 工作簿（{error}）"
        raise RegistryFault(message) from None


def is_visible(sheet: SheetMetadata) -> bool:
    """Tell whether a sheet is one that people see."""
    # A hidden sheet holds the choices of a drop-down list, never the registry.
    return sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet


def _check_archive(data: bytes) -> None:
    """Unpack every part once: a cut or damaged workbook must not be read in part."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED_BYTES:
                message = "工作簿解压后过大"
                raise RegistryFault(message)
            damaged = archive.testzip()
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        message = f"工作簿不完整或已损坏（{error}）"
        raise RegistryFault(message) from None
    if damaged is not None:
        message = f"工作簿已损坏（{damaged} 校验不符）"
        raise RegistryFault(message)


def _sheet_table(sheet: CalamineSheet) -> Table:
    if sheet.end is None:
        return Table(sheet.name, ())
    if (sheet.end[0] + 1) * (sheet.end[1] + 1) > MOST_CELLS:
        message = f"工作表“{sheet.name}”的范围过大，请删除表格之外的空行空列后另存"
        raise RegistryFault(message)
    rows = sheet.to_python(skip_empty_area=False)
    return Table(sheet.name, tuple(tuple(cell_text(cell) for cell in row) for row in rows))


def cell_text(cell: Cell) -> str:
    """Return a spreadsheet cell as the person who filled it in reads it.

    >>> cell_text(13800000000.0), cell_text(9.144010166404124e17)
    ('13800000000', '9.144010166404124e+17')
    """
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < PRECISE_BELOW:
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return str(cell)
