"""What an enterprise's file is, by its bytes: PDF, JPEG or PNG, whole and without active parts.

Nothing is unpacked or rendered. A virus scan is not done here (docs/enterprise-page.md).
"""

import re
import struct

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
EXTENSIONS = {PDF: "pdf", JPEG: "jpg", PNG: "png"}
MOST_PIXELS_A_SIDE = 20_000
_PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_PNG_END = b"IEND\xaeB`\x82"
_HEAD_BYTES, _TAIL_BYTES = 1024, 1024
_MARKUP = re.compile(rb"<\s*(html|script|svg|!doctype|\?php|body|iframe)", re.IGNORECASE)
_ACTIVE = re.compile(
    rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|OpenAction|AA|XFA|SubmitForm|ImportData)\b"
)
_ENCRYPTED = re.compile(rb"/Encrypt\b")
_JPEG_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_JPEG_BARE = frozenset({0x01, *range(0xD0, 0xDA)})


def kind_of(content: bytes) -> tuple[str, str]:
    """Return a file's media type and its fault, empty when it can be taken.

    Faults: `file_type`, `file_cut` (it ends too early), `file_active` (scripts, attachments or
    actions), `file_encrypted`, `file_pixels`, `file_markup` (another kind of file besides).
    """
    if content.startswith(b"%PDF-"):
        return PDF, _pdf_fault(content)
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG, _jpeg_fault(content)
    if content.startswith(_PNG_HEAD):
        return PNG, _png_fault(content)
    return "", "file_type"


def _pdf_fault(content: bytes) -> str:
    if b"%%EOF" not in content[-_TAIL_BYTES:]:
        return "file_cut"
    if _MARKUP.search(content[:_HEAD_BYTES]):
        return "file_markup"
    if _ENCRYPTED.search(content):
        return "file_encrypted"
    return "file_active" if _ACTIVE.search(_names_spelt(content)) else ""


def _names_spelt(content: bytes) -> bytes:
    """Return the bytes with `#4a` in names spelt out: /J#61vaScript is /JavaScript."""
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), content)


def _png_fault(content: bytes) -> str:
    if not content.endswith(_PNG_END):
        return "file_markup" if _PNG_END in content else "file_cut"
    if content[12:16] != b"IHDR":
        return "file_cut"
    return _size_fault(*struct.unpack(">II", content[16:24]))


def _jpeg_fault(content: bytes) -> str:
    if not content.rstrip(b"\0").endswith(b"\xff\xd9"):
        return "file_markup" if _MARKUP.search(content[-_TAIL_BYTES:]) else "file_cut"
    size = _jpeg_size(content)
    return "file_cut" if size is None else _size_fault(*size)


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """Return width and height from the first frame header, None where there is none."""
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:  # noqa: PLR2004 (the marker byte)
        marker = content[at + 1]
        if marker in _JPEG_FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        length = 0 if marker in _JPEG_BARE else struct.unpack(">H", content[at + 2 : at + 4])[0]
        at += 2 + length
    return None


def _size_fault(width: int, height: int) -> str:
    is_good = 0 < width <= MOST_PIXELS_A_SIDE and 0 < height <= MOST_PIXELS_A_SIDE
    return "" if is_good else "file_pixels"
