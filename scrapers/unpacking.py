"""Unpacking a compressed answer in bounded steps: a small read can never become a large one."""

import zlib
from collections.abc import Iterator

_STEP_BYTES = 65_536
_GZIP, _ZLIB, _RAW_DEFLATE = 31, 15, -15
_HEADER_BYTES = 2
_PLAIN = frozenset({"", "identity"})
CODINGS = _PLAIN | {"gzip", "deflate"}
"""What we ask for and can unpack."""


class Damaged(Exception):
    """The compressed bytes cannot be unpacked, or end too early."""


class Unpacker:
    """Unpacks the chunks of one answer; no step gives more than 64 KiB."""

    def __init__(self, coding: str) -> None:
        self._coding = coding
        self._machine = None if coding in _PLAIN else zlib.decompressobj(_bits(coding))
        self._head = b""
        """The first byte of a "deflate" body, held back until the second tells its form."""

    def unpack(self, chunk: bytes) -> Iterator[bytes]:
        """Yield what a received chunk unpacks to, in pieces; raise Damaged."""
        if self._machine is None:
            yield chunk
            return
        left = self._head + chunk
        if self._coding == "deflate":
            if len(left) < _HEADER_BYTES:
                self._head = left
                return
            self._head, self._coding = b"", "told"
            if _looks_raw(left):
                self._machine = zlib.decompressobj(_RAW_DEFLATE)
        while left:
            if self._machine.eof:
                self._begin_next_member()
            piece, left = self._step(left)
            if piece:
                yield piece

    def end(self) -> None:
        """Raise Damaged when the compressed bytes ended before their end mark."""
        if self._machine is not None and not self._machine.eof:
            message = "压缩内容不完整，没有结束标记"
            raise Damaged(message)

    def _step(self, packed: bytes) -> tuple[bytes, bytes]:
        """Return at most 64 KiB unpacked, and what is left to unpack."""
        machine = self._machine
        if machine is None:
            return packed, b""
        try:
            piece = machine.decompress(packed, _STEP_BYTES)
        except zlib.error as error:
            message = f"压缩内容损坏（{error}）"
            raise Damaged(message) from error
        return piece, machine.unused_data if machine.eof else machine.unconsumed_tail

    def _begin_next_member(self) -> None:
        """Go on after an end mark: gzip may follow gzip (RFC 1952); nothing else may follow."""
        if self._coding != "gzip":
            message = "压缩内容的结束标记之后还有内容"
            raise Damaged(message)
        self._machine = zlib.decompressobj(_GZIP)


def _bits(coding: str) -> int:
    return _GZIP if coding == "gzip" else _ZLIB


def _looks_raw(first: bytes) -> bool:
    """Tell whether a "deflate" body lacks the zlib header that the standard asks for."""
    header = int.from_bytes(first[:2], "big")
    return header % 31 != 0 or first[0] & 0x0F != 8  # noqa: PLR2004 (RFC 1950)
