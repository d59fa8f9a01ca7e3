"""List documents in the form of the official DOCX attachments, the same bytes every time."""

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

from replica_facts import CATEGORY_COLUMN, Edition, ListRow

QUIRKS = frozenset({"auto_numbered", "wide_purpose", "tab_header"})
"""序号 by Word's numbering; 主要用途 over two grid columns; the header cell "\\t序号"."""

_PACKAGE = Path(__file__).parent / "package"
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
_PURPOSE = "略"
_WIDTHS = (816, 1417, 1661, 1735, 1723, 3220, 2313, 1310)
_PURPOSE_AT = 5
_NARROW = 21
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<w:document xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    ' mc:Ignorable="w14"><w:body>'
)
_TAIL = (
    '<w:p><w:pPr><w:ind w:firstLine="0" w:firstLineChars="0"/></w:pPr></w:p><w:sectPr>'
    '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="1800" w:right="1440"'
    ' w:bottom="1800" w:left="1440" w:header="851" w:footer="992" w:gutter="0"/>'
    '<w:cols w:space="425" w:num="1"/></w:sectPr></w:body></w:document>'
)
_PARAGRAPH = (
    '<w:p><w:pPr><w:widowControl/>{numbering}<w:spacing w:line="400" w:lineRule="exact"/>'
    '<w:ind w:firstLine="0" w:firstLineChars="0"/><w:jc w:val="center"/></w:pPr>{runs}</w:p>'
)
_NUMBERING = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
_RUN = (
    '<w:r><w:rPr><w:rFonts w:hint="eastAsia"{font}/><w:color w:val="000000"/><w:sz w:val="24"/>'
    '<w:szCs w:val="24"/></w:rPr>{before}<w:t xml:space="preserve">{text}</w:t></w:r>'
)
_TABLE_STYLE = (
    '<w:tblPr><w:tblStyle w:val="6"/><w:tblW w:w="14195" w:type="dxa"/><w:jc w:val="center"/>'
    '<w:tblLayout w:type="fixed"/></w:tblPr>'
)


def list_document(
    edition: Edition, rows: tuple[ListRow, ...], quirks: frozenset[str], modified_at: datetime
) -> bytes:
    """Return the DOCX of a list: 附件 and title paragraphs, then exactly one table."""
    body = _title(edition) + _table(edition, rows, quirks)
    return _package(_HEAD + body + _TAIL, modified_at)


def document_without_table(edition: Edition, modified_at: datetime) -> bytes:
    """Return a DOCX that opens well and holds the title only."""
    return _package(_HEAD + _title(edition) + _TAIL, modified_at)


def _package(document: str, modified_at: datetime) -> bytes:
    modified = modified_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    parts = {
        path.relative_to(_PACKAGE).as_posix(): path.read_text(encoding="utf-8").rstrip("\n")
        for path in sorted(_PACKAGE.rglob("*"))
        if path.is_file()
    }
    parts["docProps/core.xml"] = parts["docProps/core.xml"].replace("{{modified}}", modified)
    parts["word/document.xml"] = document
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, date_time=_ZIP_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text.encode())
    return buffer.getvalue()


def _title(edition: Edition) -> str:
    attachment = f"附件{edition.number}" if edition.kind == "algorithm" else "附件"
    name, _, month = edition.label.rstrip("）").partition("（")
    runs = "".join(_run(text) for text in (name, "（", month, "）"))
    empty = _PARAGRAPH.format(numbering="", runs="")
    return _paragraph(attachment) + empty + _PARAGRAPH.format(numbering="", runs=runs) + empty


def _table(edition: Edition, rows: tuple[ListRow, ...], quirks: frozenset[str]) -> str:
    widths = list(_WIDTHS)
    if "wide_purpose" in quirks:
        widths[_PURPOSE_AT : _PURPOSE_AT + 1] = [_NARROW, _WIDTHS[_PURPOSE_AT] - _NARROW]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    lines = [_header(CATEGORY_COLUMN[edition.kind], quirks)]
    lines += [_line(number, row, quirks) for number, row in enumerate(rows, start=1)]
    return f"<w:tbl>{_TABLE_STYLE}<w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>"


def _header(category_column: str, quirks: frozenset[str]) -> str:
    names = ("算法名称", category_column, "主体名称", "应用产品", "主要用途", "备案编号", "备注")
    before = "<w:tab/>" if "tab_header" in quirks else ""
    first = _PARAGRAPH.format(numbering="", runs=_run("序号", before=before))
    cells = _cells([first, *(_paragraph(name) for name in names)], quirks)
    return f'<w:tr><w:trPr><w:tblHeader/><w:jc w:val="center"/></w:trPr>{cells}</w:tr>'


def _line(number: int, row: ListRow, quirks: frozenset[str]) -> str:
    numbered = _PARAGRAPH.format(numbering=_NUMBERING, runs="")
    paragraphs = [
        numbered if "auto_numbered" in quirks else _paragraph(str(number)),
        _paragraph(row.title),
        _paragraph(row.category_or_role),
        _paragraph(row.filer_name),
        _paragraph(row.products),
        _paragraph(_PURPOSE),
        _number_paragraph(row.filing_number),
        _paragraph(row.remarks),
    ]
    cells = _cells(paragraphs, quirks)
    return f'<w:tr><w:trPr><w:jc w:val="center"/></w:trPr>{cells}</w:tr>'


def _cells(paragraphs: list[str], quirks: frozenset[str]) -> str:
    return "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{_WIDTHS[at]}" w:type="dxa"/>{_span(at, quirks)}'
        f'<w:vAlign w:val="center"/></w:tcPr>{paragraph}</w:tc>'
        for at, paragraph in enumerate(paragraphs)
    )


def _span(at: int, quirks: frozenset[str]) -> str:
    is_wide = at == _PURPOSE_AT and "wide_purpose" in quirks
    return '<w:gridSpan w:val="2"/>' if is_wide else ""


def _paragraph(text: str) -> str:
    # The official files break a line inside a cell by a further paragraph, never by w:br.
    lines = text.split("\n")
    return "".join(
        _PARAGRAPH.format(numbering="", runs=_run(line) if line else "") for line in lines
    )


def _number_paragraph(filing_number: str) -> str:
    digits = filing_number.removeprefix("网信算备").removesuffix("号")
    if digits in {"", filing_number}:
        return _paragraph(filing_number)
    before, _, after = filing_number.partition(digits)
    parts = (part for part in (before, digits, after) if part)
    return _PARAGRAPH.format(numbering="", runs="".join(_run(part) for part in parts))


def _run(text: str, before: str = "") -> str:
    font = "" if text.isascii() else ' w:ascii="仿宋_GB2312" w:hAnsi="仿宋_GB2312"'
    return _RUN.format(font=font, before=before, text=escape(text))
