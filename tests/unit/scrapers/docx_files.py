"""Builds small DOCX files, good and hostile, from XML strings."""

import zipfile
from io import BytesIO
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"

ALGORITHM_HEADER = (
    "序号",
    "算法名称",
    "算法类别",
    "主体名称",
    "应用产品",
    "主要用途",
    "备案编号",
    "备注",
)
DEEP_SYNTHESIS_HEADER = (
    "序号",
    "算法名称",
    "角色",
    "主体名称",
    "应用产品",
    "主要用途",
    "备案编号",
    "备注",
)
FIRST_NUMBER = "网信算备440105932013102230011号"
SECOND_NUMBER = "网信算备440105932013102230029号"
FIRST = ("1", "甲算法", "服务提供者", "甲公司", "甲（APP）", "应用于甲场景。", FIRST_NUMBER, "")
SECOND = ("2", "乙算法", "服务提供者", "乙公司", "乙（网站）", "应用于乙场景。", SECOND_NUMBER, "")


def run(text: str) -> str:
    return f'<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def cell(text: str = "", *, span: int = 1, merge: str = "") -> str:
    return cell_of(f"<w:p>{run(text)}</w:p>", span=span, merge=merge)


def cell_of(content: str, *, span: int = 1, merge: str = "") -> str:
    """A cell with the given XML inside; `merge` is restart, continue or empty."""
    properties = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    properties += f'<w:vMerge w:val="{merge}"/>' if merge else ""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def text_row(texts: tuple[str, ...]) -> str:
    return row(*map(cell, texts))


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def text_table(*rows: tuple[str, ...]) -> str:
    return table(*map(text_row, rows))


def document(*blocks: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<w:document xmlns:w="{W}" xmlns:mc="{MC}"><w:body>'
        f"<w:p>{run('附件')}</w:p>{''.join(blocks)}</w:body></w:document>"
    )


def docx(*blocks: str) -> bytes:
    """A DOCX file with the given tables."""
    return packed({"word/document.xml": document(*blocks).encode()})


def packed(members: dict[str, bytes]) -> bytes:
    """A zip container with [Content_Types].xml and the given members."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("[Content_Types].xml", "<Types/>")
        for name, content in members.items():
            container.writestr(name, content)
    return buffer.getvalue()


def good_document() -> bytes:
    """The XML of a good deep-synthesis list with two rows."""
    return document(text_table(DEEP_SYNTHESIS_HEADER, FIRST, SECOND)).encode()
