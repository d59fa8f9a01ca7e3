"""Unpacking a compressed answer in bounded steps: a small read can never become a large one."""

import zlib
from collections.abc import Iterator

_STEP_BYTES = 65_536
_GZIP, _ZLIB, _RAW_DEFLATE = 31, 15, -15
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

    def unpack(self, chunk: bytes) -> Iterator[bytes]:
        """Yield what a received chunk unpacks to, in pieces; raise Damaged."""
        if self._machine is None:
            yield chunk
            return
        if self._coding == "deflate" and _looks_raw(chunk):
            self._machine = zlib.decompressobj(_RAW_DEFLATE)
        self._coding = "gzip"  # the first chunk has been looked at
        left = chunk
        while left:
            try:
                piece = self._machine.decompress(left, _STEP_BYTES)
            except zlib.error as error:
                message = f"压缩内容损坏（{error}）"
                raise Damaged(message) from error
            left = self._machine.unconsumed_tail
            if self._machine.eof:
                left = b""
            if piece:
                yield piece

    def end(self) -> None:
        """Raise Damaged when the compressed bytes ended before their end mark."""
        if self._machine is not None and not self._machine.eof:
            message = "压缩内容不完整，没有结束标记"
            raise Damaged(message)


def _bits(coding: str) -> int:
    return _GZIP if coding == "gzip" else _ZLIB


def _looks_raw(first: bytes) -> bool:
    """Tell whether a "deflate" body lacks the zlib header that the standard asks for."""
    header = int.from_bytes(first[:2], "big")
    return len(first) > 1 and (header % 31 != 0 or first[0] & 0x0F != 8)  # noqa: PLR2004 (RFC 1950)
