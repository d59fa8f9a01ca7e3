"""What kind of file an attachment is, by its first bytes; never by name or address."""

from enum import Enum

from jishen.domain.errors import NotADocument
from scrapers.documents.archive import member_names

_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_PDF = b"%PDF-"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML_STARTS = (b"<!doctype html", b"<html", b"<script", b"<head", b"<body", b"<!--")
_SHOWN_BYTES = 16
_OFFICE_PARTS = {
    "word/document.xml": "DOCX",
    "xl/workbook.xml": "XLSX",
    "OFD.xml": "OFD",
}


class DocumentKind(Enum):
    """A kind of document the site publishes or may publish."""

    DOCX = "DOCX"
    XLSX = "XLSX"
    OFD = "OFD"
    PDF = "PDF"
    XLS = "XLS/ET"
    DOC = "DOC/WPS"
    OLE = "旧版 Office"
    HTML = "HTML"


_OLE_STREAMS = {
    "WordDocument": DocumentKind.DOC,
    "Workbook": DocumentKind.XLS,
    "Book": DocumentKind.XLS,
}


def kind_of(content: bytes) -> DocumentKind:
    """Return the kind of a document; raise NotADocument when it is none.

    A damaged zip container raises UnreadableDocument: it was meant to be a document.
    """
    if not content.strip():
        message = "附件内容为空（0 字节或仅有空白），应为 DOCX 清单文件"
        raise NotADocument(message)
    if content.startswith((_ZIP, _EMPTY_ZIP)):
        return _kind_of_zip(content)
    if content.startswith(_PDF):
        return DocumentKind.PDF
    if content.startswith(_OLE):
        return _kind_of_ole(content)
    if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:64].lower().startswith(_HTML_STARTS):
        if b"<table" in content.lower():
            return DocumentKind.HTML
        message = f"下载到的是网页（{len(content)} 字节），应为 DOCX 清单文件"
        raise NotADocument(message)
    message = f"附件类型无法识别：开头字节为 {content[:_SHOWN_BYTES]!r}，应为 DOCX 清单文件"
    raise NotADocument(message)


def _kind_of_zip(content: bytes) -> DocumentKind:
    names = member_names(content)
    for part, kind in _OFFICE_PARTS.items():
        if part in names:
            return DocumentKind[kind]
    message = f"附件是压缩包而非清单文件，内含 {len(names)} 个文件：{'、'.join(names[:3])}"
    raise NotADocument(message)


def _kind_of_ole(content: bytes) -> DocumentKind:
    """Tell legacy files apart by the names of their streams, which are UTF-16 in the directory."""
    for stream, kind in _OLE_STREAMS.items():
        if stream.encode("utf-16-le") in content:
            return kind
    return DocumentKind.OLE
