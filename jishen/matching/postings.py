"""Posting lists in one sorted array: 32 bits of a key's hash in front, 32 bits of an id behind."""

from collections.abc import Iterable, Sequence
from zlib import crc32

import numpy as np
import numpy.typing as npt

U64 = npt.NDArray[np.uint64]
U32 = npt.NDArray[np.uint32]

# Odd, so that it has an inverse modulo 2^64: a character can be taken out of the middle of a hash.
_BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, 1 << 64)
_MIX = 0xD6E8FEB86659FD93
_WORD = (1 << 64) - 1
_HALF = np.uint64(32)
LONGEST = 40
"""Characters of a text that are hashed: bounds the work on a hostile name."""


class Postings:
    """Ids by 32-bit hashes; a hash may collide, so what is found must be compared again."""

    __slots__ = ("_packed",)

    def __init__(self, packed: U64) -> None:
        """Take hash << 32 | id, in any order; the array is sorted in place."""
        packed.sort()
        self._packed = packed

    def ids(self, hashes: Iterable[int], most: int) -> U32:
        """Return the distinct ids under these hashes, rarest hash first, `most` at most."""
        segments = sorted(self.segments(hashes), key=len)
        found = np.concatenate(segments) if segments else np.empty(0, np.uint64)
        ids: U32 = (found[:most] & np.uint64(0xFFFFFFFF)).astype(np.uint32)
        return np.unique(ids)

    def segments(self, hashes: Iterable[int]) -> list[U64]:
        """Return the packed entries of each hash that has any."""
        wanted = np.array(list(hashes), dtype=np.uint64)
        low = np.searchsorted(self._packed, wanted << _HALF)
        high = np.searchsorted(self._packed, (wanted << _HALF) | np.uint64(0xFFFFFFFF), "right")
        return [self._packed[a:b] for a, b in zip(low.tolist(), high.tolist(), strict=True) if b > a]

    @property
    def size_bytes(self) -> int:
        """Memory of the array."""
        return self._packed.nbytes


def packed(hashes: Sequence[int], first_id: int) -> U64:
    """Return the entries of texts hashed one after the other, ids counted from first_id."""
    ids = np.arange(first_id, first_id + len(hashes), dtype=np.uint64)
    return (np.array(hashes, dtype=np.uint64) << _HALF) | ids


def text_hash(text: str) -> int:
    """Return 32 bits of a text's hash, the same in every process."""
    return crc32(text.encode("utf-8", "surrogatepass"))


def shortened_hashes(text: str) -> list[int]:
    """Return the hashes of a text and of the text with each one character left out.

    Two texts that are one character apart (lost, added, replaced, swapped with its neighbour)
    have a hash in common.

    >>> bool(set(shortened_hashes("云舟科技")) & set(shortened_hashes("云洲科技")))
    True
    """
    text = text[:LONGEST]
    terms, power = [], 1
    for character in text:
        terms.append(ord(character) * _MIX * power & _WORD)
        power = power * _BASE & _WORD
    total = sum(terms)
    hashes, before = [(total & _WORD) >> 32], 0
    for term in terms:
        after = (total - before - term) * _INVERSE
        hashes.append(((before + after) & _WORD) >> 32)
        before += term
    return hashes


def shortened_postings(codes: U32, starts: npt.NDArray[np.int64], first_id: int) -> U64:
    """Return the entries of shortened_hashes for texts laid end to end.

    `codes` are code points, `starts` where each text begins and, last, where all end; no text is
    longer than LONGEST.
    """
    lengths = np.diff(starts)
    owner = np.repeat(np.arange(len(lengths), dtype=np.int64), lengths)
    place = np.arange(len(codes), dtype=np.int64) - starts[:-1][owner]
    terms = codes.astype(np.uint64) * np.uint64(_MIX) * _powers()[place]
    sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(terms, dtype=np.uint64)))
    total = sums[starts[1:]] - sums[starts[:-1]]
    before = sums[:-1] - sums[starts[:-1]][owner]
    after = (total[owner] - before - terms) * np.uint64(_INVERSE)
    ids = np.arange(first_id, first_id + len(lengths), dtype=np.uint64)
    mask = np.uint64(0xFFFFFFFF00000000)
    return np.concatenate(((total & mask) | ids, ((before + after) & mask) | ids[owner]))


def pair_hashes(text: str) -> list[int]:
    """Return the hashes of the pairs of neighbouring characters of a text, each once."""
    pairs = zip(text[:LONGEST], text[1:LONGEST], strict=False)
    return list(dict.fromkeys((ord(a) * 0x85EBCA6B + ord(b) * 0xC2B2AE35) & 0xFFFFFFFF for a, b in pairs))


def pair_postings(codes: U32, starts: npt.NDArray[np.int64], first_id: int) -> U64:
    """Return the entries of pair_hashes for texts laid end to end (see shortened_postings)."""
    wide = codes.astype(np.uint64)
    owner = np.repeat(np.arange(len(starts) - 1, dtype=np.int64), np.diff(starts))
    hashes = wide[:-1] * np.uint64(0x85EBCA6B) + wide[1:] * np.uint64(0xC2B2AE35)
    inside = owner[:-1] == owner[1:]
    ids = (owner[:-1][inside] + first_id).astype(np.uint64)
    return ((hashes[inside] & np.uint64(0xFFFFFFFF)) << _HALF) | ids


def _powers() -> U64:
    powers, power = [], 1
    for _ in range(LONGEST):
        powers.append(power)
        power = power * _BASE & _WORD
    return np.array(powers, dtype=np.uint64)
