"""A workbook of many rows, written as they come; every cell is text that no formula starts."""

import os
from pathlib import Path

import xlsxwriter

from commands.registry_report import MOST_LINES, safe_cell
from jishen.domain.errors import RegistryFault

_WIDTH = 22
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class Sheet:
    """One sheet at work; the file appears when it is whole."""

    def __init__(self, path: Path, title: str, headers: tuple[str, ...]) -> None:
        """Begin it.

        Raises:
            RegistryFault: the file cannot be written.
        """
        self._path, self._lines = path, 0
        self._part = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._part.touch(0o600)
        except OSError as error:
            raise self._fault(error) from None
        self._book = xlsxwriter.Workbook(str(self._part), {**_OPTIONS, "tmpdir": str(path.parent)})
        self._sheet = self._book.add_worksheet(title)
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_column(0, len(headers) - 1, _WIDTH)
        self.line(*headers)

    def line(self, *cells: str) -> None:
        """Write a line.

        Raises:
            RegistryFault: a sheet holds no more lines.
        """
        if self._lines > MOST_LINES:
            message = f"超过 {MOST_LINES} 行，一张工作表放不下"
            raise RegistryFault(message)
        for column, cell in enumerate(cells):
            self._sheet.write_string(self._lines, column, safe_cell(cell))
        self._lines += 1

    def finish(self) -> None:
        """Put the file in its place.

        Raises:
            RegistryFault: it cannot be written.
        """
        try:
            self._book.close()
            self._part.replace(self._path)
        except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
            raise self._fault(error) from None

    def _fault(self, error: Exception) -> RegistryFault:
        said = os.strerror(error.errno or 0) if isinstance(error, OSError) else str(error)
        return RegistryFault(f"无法写入“{self._path.name}”（{said}）")
