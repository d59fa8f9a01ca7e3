"""The row-level report of an import as a workbook: what was wrong, what was done."""

import os
from pathlib import Path

import xlsxwriter

from commands.registry_spool import RefusedRow
from jishen.cases.registry_changes import ROW_RESULT_NAMES, RowResult
from jishen.cases.registry_terms import RowNote
from jishen.domain.enterprises import FIELD_NAMES
from jishen.domain.errors import RegistryFault

_HEADERS = ("行号", "统一社会信用代码", "企业名称", "处理结果", "说明")
_WIDTHS = (8, 22, 36, 24, 60)
MOST_LINES = 1_000_000
"""A sheet ends at 1,048,576 rows."""
_REFUSED = "未导入"
_REPEATED = "重复行，忽略"
_FORMULA_STARTS = (
    *("=", "+", "-", "@", "\t", "\r"),
    "\N{FULLWIDTH EQUALS SIGN}",
    "\N{FULLWIDTH PLUS SIGN}",
    "\N{FULLWIDTH HYPHEN-MINUS}",
    "\N{FULLWIDTH COMMERCIAL AT}",
)
_EXPLAINED = {
    RowResult.ASKED: "同一信用代码已有另一名称，本行未写明更名；请运行 jishen registry tasks 处理",
    RowResult.OLDER: "本行数据日期早于名册已有记录",
}
_QUIET = frozenset({RowResult.ADDED, RowResult.CONFIRMED, RowResult.UNCHANGED})
"""Results of which the summary's number says enough."""


class Report:
    """A report at work: lines are written as they come, the file appears when it is whole."""

    def __init__(self, path: Path) -> None:
        """Begin a report.

        Raises:
            RegistryFault: it cannot be written; the import must not go on without it.
        """
        self._path, self._lines, self._left_out = path, 0, 0
        self._part = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._part.touch(0o600)
        except OSError as error:
            raise self._fault(error) from None
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "tmpdir": str(path.parent),
        }
        self._book = xlsxwriter.Workbook(str(self._part), options)
        self._sheet = self._book.add_worksheet("逐行结果")
        self._sheet.freeze_panes(1, 0)
        for column, width in enumerate(_WIDTHS):
            self._sheet.set_column(column, column, width)
        self._write(_HEADERS)

    @property
    def lines(self) -> int:
        """How many rows it tells of."""
        return self._lines + self._left_out

    def refused(self, row: RefusedRow) -> None:
        """Tell of a row that is not imported."""
        self._line(row.row_number, row.uscc, row.name, _REFUSED, row.why)

    def repeated(self, row: RefusedRow) -> None:
        """Tell of a row that says once more what a row above says."""
        self._line(row.row_number, row.uscc, row.name, _REPEATED, "与上文某行内容相同")

    def note(self, note: RowNote) -> None:
        """Tell what became of a row, unless the summary says enough."""
        if note.result in _QUIET:
            return
        changed = "、".join(FIELD_NAMES[field] for field in note.changed)
        said = f"变更：{changed}" if changed else _EXPLAINED.get(note.result, "")
        result = ROW_RESULT_NAMES[note.result]
        self._line(note.row_number, note.uscc, note.name, result, said)

    def finish(self, summary: tuple[tuple[str, str], ...]) -> None:
        """Write the summary and put the report in its place.

        Raises:
            RegistryFault: it cannot be written.
        """
        sheet = self._book.add_worksheet("汇总")
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, 1, 60)
        left_out = (("因行数过多未列出的行", str(self._left_out)),) if self._left_out else ()
        for place, (name, value) in enumerate((*summary, *left_out)):
            sheet.write_string(place, 0, name)
            sheet.write_string(place, 1, safe_cell(value))
        try:
            self._book.close()
            self._part.replace(self._path)
        except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
            raise self._fault(error) from None

    def drop(self) -> None:
        """Throw the report away."""
        self._part.unlink(missing_ok=True)

    def _line(self, *cells: str | int) -> None:
        if self._lines >= MOST_LINES:
            self._left_out += 1
            return
        self._lines += 1
        self._write(cells)

    def _write(self, cells: tuple[str | int, ...]) -> None:
        for column, cell in enumerate(cells):
            if isinstance(cell, int):
                self._sheet.write_number(self._lines, column, cell)
            else:
                self._sheet.write_string(self._lines, column, safe_cell(cell))

    def _fault(self, error: Exception) -> RegistryFault:
        said = os.strerror(error.errno or 0) if isinstance(error, OSError) else str(error)
        return RegistryFault(f"无法写入导入报告“{self._path.name}”（{said}）")


def safe_cell(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula.

    >>> safe_cell("=1+1"), safe_cell("样例公司")
    ("'=1+1", '样例公司')
    """
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
