"""A registry source as tables that are read row by row: text files and workbooks of any size."""

import codecs
import csv
import hashlib
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from commands.registry_table import cell_text, is_visible, refuse_what_is_no_table
from jishen.domain.errors import RegistryFault

Row = tuple[str, ...]
MOST_FILE_BYTES = 1_000_000_000
MOST_WORKBOOK_BYTES = 200_000_000
MOST_UNPACKED_BYTES = 4_000_000_000
MOST_CELLS = 60_000_000
MOST_LINE_CHARACTERS = 1_000_000
_BLOCK = 1 << 20
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_DELIMITERS = (",", "\t", ";")
_LINES_ASKED = 10
_Merged = tuple[tuple[tuple[int, int], tuple[int, int]], ...]


@dataclass(frozen=True, slots=True)
class StreamedTable:
    """One table of a source; its rows may be walked as often as wanted, blank rows included."""

    sheet: str
    """Empty for a text file and a query."""
    rows: Callable[[], Iterator[Row]]
    row_count: int | None = None
    """How many rows, where the source says so beforehand."""
    merged: _Merged = ()
    """Merged cells as (row, column) of their first and last cell, from 0."""


@dataclass(frozen=True, slots=True)
class Source:
    """A registry source: its name, its digest, its tables."""

    name: str
    sha256: str
    tables: tuple[StreamedTable, ...]


@contextmanager
def opened_file(path: Path) -> Iterator[Source]:
    """Open a registry file; its kind and encoding are told by its content.

    Raises:
        RegistryFault: it cannot be read, is too large, damaged, protected, or no table.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_BLOCK)
            size = os.fstat(file.fileno()).st_size
    except OSError as error:
        raise RegistryFault(f"无法打开（{_why(error)}）") from None
    if head.startswith((_ZIP, _OLE)):
        with _workbook(path, size, is_archive=head.startswith(_ZIP)) as source:
            yield source
        return
    if size > MOST_FILE_BYTES:
        raise _too_large(MOST_FILE_BYTES)
    refuse_what_is_no_table(head, is_whole=size <= len(head))
    encoding, digest = _encoding_of(path)
    rows = _text_rows(path, encoding)
    yield Source(path.name, digest, (StreamedTable("", rows),))


def _why(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "文件不存在"
    if isinstance(error, IsADirectoryError):
        return "是文件夹，不是文件"
    if isinstance(error, PermissionError):
        return "没有读取权限"
    return os.strerror(error.errno or 0)


def _too_large(limit: int) -> RegistryFault:
    return RegistryFault(f"文件过大（超过 {limit // 1_000_000} MB）")


def _encoding_of(path: Path) -> tuple[str, str]:
    """Return the encoding that the whole file is in, and its digest, a block at a time."""
    digest = hashlib.sha256()
    decoders: dict[str, codecs.IncrementalDecoder] = {}
    for block in _blocks(path):
        digest.update(block)
        if not decoders:
            names = ("utf-16",) if block.startswith(_UTF_16) else ("utf-8-sig", "gb18030")
            decoders = {name: codecs.getincrementaldecoder(name)("strict") for name in names}
        decoders = {name: each for name, each in decoders.items() if _decodes(each, block)}
        if not decoders:
            break
    decoders = {name: each for name, each in decoders.items() if _decodes(each, b"", final=True)}
    if not decoders:
        message = "文字编码无法识别（应为 UTF-8 或 GB18030），或文件不是文本表格"
        raise RegistryFault(message)
    return next(iter(decoders)), digest.hexdigest()


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    try:
        return "\x00" not in decoder.decode(block, final)
    except UnicodeDecodeError:
        return False


def _text_rows(path: Path, encoding: str) -> Callable[[], Iterator[Row]]:
    with path.open(encoding=encoding, newline="") as file:
        head = "".join(islice(_lines(file), _LINES_ASKED))
    delimiter = max(_DELIMITERS, key=head.count)  # the first one when none occurs

    def rows() -> Iterator[Row]:
        with path.open(encoding=encoding, newline="") as file:
            reader = csv.reader(_lines(file), delimiter=delimiter, strict=True)
            try:
                for row in reader:
                    yield tuple(row)
            except csv.Error as error:
                message = f"第 {reader.line_num} 行附近的引号或分隔符有误（{error}）"
                raise RegistryFault(message) from None

    return rows


def _lines(file: object) -> Iterator[str]:
    """Yield lines; one without an end would otherwise take all memory there is."""
    readline = file.readline  # type: ignore[attr-defined]  # a text file, whose type is not public
    number = 0
    while line := readline(MOST_LINE_CHARACTERS):
        number += 1
        if len(line) == MOST_LINE_CHARACTERS and not line.endswith("\n"):
            message = f"第 {number} 行超过 {MOST_LINE_CHARACTERS} 字，文件不是表格"
            raise RegistryFault(message)
        yield line


@contextmanager
def _workbook(path: Path, size: int, *, is_archive: bool) -> Iterator[Source]:
    if size > MOST_WORKBOOK_BYTES:
        raise _too_large(MOST_WORKBOOK_BYTES)
    if is_archive:
        _check_archive(path)
    digest = hashlib.sha256()
    for block in _blocks(path):
        digest.update(block)
    try:
        with CalamineWorkbook.from_path(path) as workbook:
            names = [sheet.name for sheet in workbook.sheets_metadata if is_visible(sheet)]
            tables = tuple(_sheet(workbook, name) for name in names)
            yield Source(path.name, digest.hexdigest(), tables)
    except PasswordError:
        message = "工作簿设有密码，无法读取；请取消密码后另存"
        raise RegistryFault(message) from None
    except (CalamineError, OSError) as error:
        message = f"不是可读的 Excel 工作簿（{error}）"
        raise RegistryFault(message) from None


def _sheet(workbook: CalamineWorkbook, name: str) -> StreamedTable:
    sheet = workbook.get_sheet_by_name(name)
    if sheet.end is None:
        return StreamedTable(name, lambda: iter(()), 0)
    height, width = sheet.end[0] + 1, sheet.end[1] + 1
    if height * width > MOST_CELLS:
        message = f"工作表“{name}”的范围过大，请删除表格之外的空行空列后另存"
        raise RegistryFault(message)
    merged = tuple(sheet.merged_cell_ranges or ())
    return StreamedTable(name, lambda: _sheet_rows(sheet), height, merged)


def _sheet_rows(sheet: CalamineSheet) -> Iterator[Row]:
    for row in sheet.iter_rows():
        yield tuple([cell if type(cell) is str else cell_text(cell) for cell in row])


def _check_archive(path: Path) -> None:
    """Unpack every part once: a cut or damaged workbook must not be read in part."""
    try:
        with zipfile.ZipFile(path) as archive:
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
