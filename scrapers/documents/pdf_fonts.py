"""A stand-in for Chinese fonts that a PDF names without embedding them and this machine lacks.

PDFium gives no box to a glyph without a font, and then drops a character that stands alone on its
line, without a word: the last character of a company's name. The stand-in has one glyph, a box, for
every character: positions become right, the text comes from the PDF's own character codes.
"""

import ctypes
import struct
from functools import cache
from typing import Any

import pypdfium2  # noqa: F401 (starts PDFium, before its fonts may be set)
from pypdfium2 import raw

_EAST_ASIAN_CHARSETS = frozenset({128, 129, 134, 136})
_HANDLE = 1
_EM, _ASCENT, _DESCENT = 1000, 880, -120
_LAST_CHARACTER = 0x10FFFF
_Raw = Any  # PDFium's pointers: pypdfium2 gives them no type


@cache
def prepare_fonts() -> object:
    """Let PDFium fall back on the stand-in, once a process; return what must stay alive."""
    content = stand_in_font()

    def map_font(_this: _Raw, _weight: int, _italic: int, charset: int, *_more: _Raw) -> int:
        return _HANDLE if charset in _EAST_ASIAN_CHARSETS else 0

    def font_data(_this: _Raw, _font: _Raw, table: int, buffer: _Raw, size: int) -> int:
        if table:
            return 0
        if buffer and size >= len(content):
            ctypes.memmove(buffer, content, len(content))
        return len(content)

    def nothing(*_arguments: _Raw) -> int:
        return 0

    types = dict(raw.FPDF_SYSFONTINFO._fields_)
    mine = {"MapFont": map_font, "GetFontData": font_data}
    calls = {
        name: kind(mine.get(name, nothing)) for name, kind in types.items() if name[0].isupper()
    }
    info = raw.FPDF_SYSFONTINFO(version=1, **calls)
    raw.FPDF_SetSystemFontInfo(ctypes.byref(info))
    return info, calls


def stand_in_font() -> bytes:
    """Return a TrueType font in which every character is the same box, one em wide."""
    box = struct.pack(">hhhhh", 1, 50, -50, 950, 800)
    box += struct.pack(">HH4B", 3, 0, 1, 1, 1, 1)
    box += struct.pack(">4h4h", 50, 900, 0, -900, -50, 0, 850, 0)
    many_to_one = struct.pack(">HHIIIIII", 13, 0, 28, 0, 1, 32, _LAST_CHARACTER, 1)
    tables = {
        b"cmap": struct.pack(">HHHHI", 0, 1, 3, 10, 12) + many_to_one,
        b"glyf": box,
        b"head": struct.pack(
            ">IIIIHHqqhhhhHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0, _EM, 0, 0,
            0, _DESCENT, _EM, _ASCENT, 0, 8, 2, 1, 0,
        ),
        b"hhea": struct.pack(
            ">IhhhHhhhhhhhhhhhH", 0x10000, _ASCENT, _DESCENT, 0, _EM, *(0,) * 11, 2
        ),
        b"hmtx": struct.pack(">HhHh", _EM, 0, _EM, 50),
        b"loca": struct.pack(">III", 0, 0, len(box)),
        b"maxp": struct.pack(">IH13H", 0x10000, 2, 4, 1, *(0,) * 11),
    }  # fmt: skip
    return _packed(tables)


def _packed(tables: dict[bytes, bytes]) -> bytes:
    directory = struct.pack(">IHHHH", 0x10000, len(tables), 64, 2, len(tables) * 16 - 64)
    start = len(directory) + 16 * len(tables)
    body = b""
    for name, table in sorted(tables.items()):
        directory += struct.pack(">4sIII", name, 0, start + len(body), len(table))
        body += table + b"\0" * (-len(table) % 4)
    return directory + body
