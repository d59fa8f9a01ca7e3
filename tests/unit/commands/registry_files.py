"""Real registry files for the tests: text in any encoding, XLSX and XLS of plain cells."""

import csv
import io
import struct
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from stdnum.cn import uscc as stdnum_uscc

Row = Sequence[str | float]

_STATES = ("visible", "hidden")

FULL_WIDTH = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)})

HEADERS = ("统一社会信用代码", "企业名称", "曾用名", "示范区", "联系电话", "状态", "备注")

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook; numbers become number cells, text becomes text cells."""

    name: str
    rows: Sequence[Row]
    is_hidden: bool = False


def uscc_of(serial: int) -> str:
    """Return a valid credit code: 91440105 + a body of MA… with both check characters right."""
    body = f"MA{serial:06d}"
    total = sum(int(c, 36) * w for c, w in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    code = f"91440105{body}{'0123456789X'[(11 - total % 11) % 11]}"
    return code + stdnum_uscc.calc_check_digit(code)


def row(serial: int, name: str = "", **cells: str | float) -> list[str | float]:
    """Return one good row in the order of HEADERS; cells named by header replace its own."""
    good = {"统一社会信用代码": uscc_of(serial), "企业名称": name or f"广州样例{serial}有限公司"}
    return [{**good, **cells}.get(header, "") for header in HEADERS]


def csv_bytes(rows: Sequence[Row], *, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_bytes(*sheets: Sheet) -> bytes:
    names = range(1, len(sheets) + 1)
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml"'
        f' ContentType="{_SHEET_TYPE}.worksheet+xml"/>'
        for n in names
    )
    listed = "".join(
        f'<sheet name="{escape(sheet.name)}" sheetId="{n}" r:id="rId{n}"'
        f' state="{_STATES[sheet.is_hidden]}"/>'
        for n, sheet in zip(names, sheets, strict=True)
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in names
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{_RELATIONS_TYPE}"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}.sheet.main+xml"/>'
        f"{overrides}</Types>",
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f"{related}</Relationships>",
    }
    for n, sheet in zip(names, sheets, strict=True):
        parts[f"xl/worksheets/sheet{n}.xml"] = _sheet_xml(sheet)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{xml}')
    return packed.getvalue()


def _sheet_xml(sheet: Sheet) -> str:
    rows = "".join(
        f'<row r="{r}">{"".join(_cell_xml(r, c, cell) for c, cell in enumerate(row))}</row>'
        for r, row in enumerate(sheet.rows, start=1)
    )
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def _cell_xml(row_number: int, column: int, cell: str | float) -> str:
    place = f"{chr(ord('A') + column)}{row_number}"
    if isinstance(cell, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
    return f'<c r="{place}"><v>{cell}</v></c>'


def xls_bytes(sheet: Sheet) -> bytes:
    """Return a BIFF8 workbook in its compound file, as old Excel writes it."""
    bof = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)
    name = sheet.name.encode("utf-16-le")
    before = _record(0x0809, bof)
    offset = len(before) + 4 + 8 + len(name) + 4
    listed = struct.pack("<IBBBB", offset, 0, 0, len(sheet.name), 1) + name
    stream = before + _record(0x0085, listed) + _record(0x000A, b"")
    stream += _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    for r, cells in enumerate(sheet.rows):
        stream += b"".join(_biff_cell(r, c, cell) for c, cell in enumerate(cells))
    return _compound_file(stream + _record(0x000A, b""))


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _biff_cell(row_number: int, column: int, cell: str | float) -> bytes:
    place = struct.pack("<HHH", row_number, column, 0)
    if isinstance(cell, str):
        text = struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le")
        return _record(0x0204, place + text)
    return _record(0x0203, place + struct.pack("<d", cell))


def _compound_file(stream: bytes) -> bytes:
    """Return a compound file of one stream: sector 0 is the FAT, 1 the folder, then the stream."""
    stream = stream.ljust(max(4096, -len(stream) % 512 + len(stream)), b"\0")
    count = len(stream) // 512
    end = 0xFFFFFFFE
    chain = [0xFFFFFFFD, end, *range(3, count + 2), end]
    fat = struct.pack("<128I", *chain, *[0xFFFFFFFF] * (128 - len(chain)))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0)
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    folder = _folder_entry("Root Entry", 5, end, 0, child=1)
    folder += _folder_entry("Workbook", 2, 2, len(stream), child=0xFFFFFFFF)
    return header + fat + folder.ljust(512, b"\0") + stream


def _folder_entry(name: str, kind: int, start: int, size: int, *, child: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    entry = text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1)
    entry += struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child) + bytes(36)
    return entry + struct.pack("<IQ", start, size)
