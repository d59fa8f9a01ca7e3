"""The provincial list as a workbook, the same bytes every time; its form is ours."""

import io
from collections.abc import Sequence
from datetime import datetime

import xlsxwriter
from replica_facts import Edition, ListRow

_HEADER = ("序号", "属地", "模型名称", "备案单位", "备案号", "备案时间")
_WIDTHS = (6, 10, 32, 36, 40, 14)


def provincial_workbook(edition: Edition, rows: Sequence[ListRow], modified_at: datetime) -> bytes:
    """Return the XLSX: a merged title row, the header, the rows."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": modified_at.replace(tzinfo=None)})
    sheet = book.add_worksheet("已备案信息")
    middle = book.add_format({"align": "center", "bold": True})
    sheet.merge_range(0, 0, 0, len(_HEADER) - 1, edition.label.removesuffix(".xlsx"), middle)
    sheet.write_row(1, 0, _HEADER, middle)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    for number, row in enumerate(rows, start=1):
        sheet.write_number(number + 1, 0, number)
        cells = (row.region, row.title, row.filer_name, row.filing_number, row.dated)
        sheet.write_row(number + 1, 1, cells)
    book.close()
    return buffer.getvalue()
