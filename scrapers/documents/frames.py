"""Frames between the reader's parent and its child: a word, a length, so many bytes."""

import struct
from typing import IO

_HEAD = struct.Struct(">8sQ")
LARGEST_ANSWER = 200_000_000


def write_frame(stream: IO[bytes], word: str, body: bytes) -> None:
    """Write one frame; `word` is at most eight ASCII characters."""
    stream.write(_HEAD.pack(word.encode("ascii"), len(body)))
    stream.write(body)
    stream.flush()


def read_frame(stream: IO[bytes], most: int | None = None) -> tuple[str, bytes] | None:
    """Return the next frame, None at the end of the stream, also in the middle of a frame.

    Raises ValueError for a frame above `most` bytes or a word that is none.
    """
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    word, size = _HEAD.unpack(head)
    if most is not None and size > most:
        message = f"a frame of {size} bytes"
        raise ValueError(message)
    body = stream.read(size)
    return None if len(body) < size else (word.rstrip(b"\0").decode("ascii"), body)
