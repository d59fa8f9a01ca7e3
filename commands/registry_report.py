"""The refused rows of an import as a CSV that is safe to open in a spreadsheet."""

import csv
import io
import os
from collections.abc import Sequence
from pathlib import Path

from commands.registry_file import RefusedRow
from jishen.domain.errors import RegistryFault

_HEADERS = ("行号", "统一社会信用代码", "企业名称", "未导入原因")
_FORMULA_STARTS = (
    *("=", "+", "-", "@", "\t", "\r"),
    "\N{FULLWIDTH EQUALS SIGN}",
    "\N{FULLWIDTH PLUS SIGN}",
    "\N{FULLWIDTH HYPHEN-MINUS}",
    "\N{FULLWIDTH COMMERCIAL AT}",
)


def write_report(path: Path, refused: Sequence[RefusedRow]) -> None:
    """Write the refused rows with their reasons, for the person who puts the file right.

    Raises:
        RegistryFault: the report cannot be written; the import must not go on without it.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_HEADERS)
    for row in refused:
        cells = (str(row.row_number), row.uscc, row.name, row.why)
        writer.writerow([safe_cell(cell) for cell in cells])
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.getvalue().encode("utf-8-sig"))
    except OSError as error:
        message = f"无法写入未导入清单“{path.name}”（{os.strerror(error.errno or 0)}）"
        raise RegistryFault(message) from None


def safe_cell(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula.

    >>> safe_cell("=1+1"), safe_cell("样例公司")
    ("'=1+1", '样例公司')
    """
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
