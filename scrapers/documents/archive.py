"""Guard before the parsers: look at a zip container's directory, then unpack counting bytes."""

import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import PurePosixPath
from typing import IO, NoReturn

from jishen.domain.errors import UnreadableDocument

MAX_MEMBERS = 500
MAX_TOTAL_BYTES = 100_000_000
MAX_MEMBER_BYTES = 50_000_000
MAX_RATIO = 200
RATIO_COUNTS_FROM_BYTES = 1_000_000

_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_XML_SUFFIXES = (".xml", ".rels")
_DOCTYPE = b"<!DOCTYPE"
_WIDE_DOCTYPES = tuple("<!DOCTYPE".encode(code) for code in ("utf-16-le", "utf-16-be"))
_ZIP_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What zipfile raises on damaged input; observed by cutting and flipping bytes."""


def member_names(content: bytes) -> tuple[str, ...]:
    """Return the names in a zip container's directory; raise UnreadableDocument if it has none."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as container:
            return tuple(container.namelist())
    except _ZIP_FAULTS as fault:
        raise _damaged(fault) from fault


def read_part(content: bytes, name: str) -> bytes:
    """Return one member of a zip container after every member passed the guard.

    Raises UnreadableDocument: damaged, too many or too large members, hostile names, a zip in the
    zip, or a document type declaration in any XML part.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as container:
            members = container.infolist()
            _check_directory(members)
            return _unpack(container, members, name)
    except _ZIP_FAULTS as fault:
        raise _damaged(fault) from fault


def check_members(content: bytes) -> None:
    """Unpack every XML member and count its bytes, for a reader that opens the container itself.

    Raises UnreadableDocument as `read_part` does.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as container:
            members = container.infolist()
            _check_directory(members)
            _unpack(container, members, members[0].filename if members else "")
    except _ZIP_FAULTS as fault:
        raise _damaged(fault) from fault


def _check_directory(members: list[zipfile.ZipInfo]) -> None:
    """Refuse a directory that breaks a limit, before anything is unpacked."""
    if len(members) > MAX_MEMBERS:
        _refuse(f"内含文件 {len(members)} 个，上限 {MAX_MEMBERS} 个")
    if len({member.filename for member in members}) != len(members):
        _refuse("内含重名文件")
    declared = sum(member.file_size for member in members)
    if declared > MAX_TOTAL_BYTES:
        _refuse(f"解压后共 {declared} 字节，上限 {MAX_TOTAL_BYTES} 字节")
    for member in members:
        _check_member(member)


def _check_member(member: zipfile.ZipInfo) -> None:
    name = member.filename
    path = PurePosixPath(name.replace("\\", "/"))
    if ".." in path.parts or path.is_absolute() or ":" in name:
        _refuse(f"内含非法文件名 {name!r}")
    if member.flag_bits & _ENCRYPTED or member.compress_type not in _METHODS:
        _refuse(f"{name} 已加密或采用未知压缩方式")
    if member.file_size > MAX_MEMBER_BYTES:
        _refuse(f"{name} 解压后 {member.file_size} 字节，上限 {MAX_MEMBER_BYTES} 字节")
    ratio = member.file_size / max(member.compress_size, 1)
    if member.file_size > RATIO_COUNTS_FROM_BYTES and ratio > MAX_RATIO:
        _refuse(f"{name} 压缩比 {ratio:.0f}，上限 {MAX_RATIO}")


def _unpack(container: zipfile.ZipFile, members: list[zipfile.ZipInfo], name: str) -> bytes:
    """Unpack what must be looked at; the directory may lie, so bytes are counted again."""
    wanted: bytes | None = None
    for member in members:
        with container.open(member) as stream:
            if member.filename == name or member.filename.lower().endswith(_XML_SUFFIXES):
                unpacked = _read_counted(stream, member.filename)
                _check_xml(unpacked, member.filename)
                wanted = unpacked if member.filename == name else wanted
            elif stream.read(4) in _ZIP_STARTS:
                _refuse(f"内含嵌套压缩包 {member.filename}")
    if wanted is None:
        _refuse(f"缺少 {name}")
    return wanted


def _read_counted(stream: IO[bytes], name: str) -> bytes:
    unpacked = stream.read(MAX_MEMBER_BYTES + 1)
    if len(unpacked) > MAX_MEMBER_BYTES:
        _refuse(f"{name} 解压后超过 {MAX_MEMBER_BYTES} 字节")
    return unpacked


def _check_xml(part: bytes, name: str) -> None:
    if part.startswith(_ZIP_STARTS):
        _refuse(f"内含嵌套压缩包 {name}")
    is_wide = b"\x00" in part  # no part of UTF-8 has one, every part of UTF-16 has
    if _DOCTYPE in part or (is_wide and any(doctype in part for doctype in _WIDE_DOCTYPES)):
        _refuse(f"{name} 含文档类型声明（DOCTYPE）")


def _refuse(reason: str) -> NoReturn:
    message = f"附件容器未通过安全检查：{reason}"
    raise UnreadableDocument(message)


def _damaged(fault: Exception) -> UnreadableDocument:
    return UnreadableDocument(f"附件损坏或不完整，无法打开：{fault}")
