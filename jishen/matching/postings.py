"""Posting lists in one sorted array: 32 bits of a key's hash in front, 32 bits of an id behind."""

from collections.abc import Sequence
from itertools import pairwise
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
_ID = np.uint64(0xFFFFFFFF)
_FIRST, _SECOND = 0x85EBCA6B, 0xC2B2AE35
LONGEST = 40
"""Characters of a text that are hashed: bounds the work on a hostile name."""


EXACT, WEAK, BARE, SHORTENED, PAIRS = 0, 0x517CC1B7, 0x27220A95, 0x6C078965, 0x5BD1E995
"""Kinds of keys: each is mixed into its hashes, so that one array holds them all."""


class Postings:
    """Ids by 32-bit hashes; a hash may collide, so what is found must be compared again."""

    __slots__ = ("_packed",)

    def __init__(self, packed: U64) -> None:
        """Take hash << 32 | id, in any order; the array is sorted in place."""
        packed.sort()
        self._packed = packed

    def find(self, hashes: Sequence[int]) -> list[U64]:
        """Return for each hash its ids, ascending, as numbers with the hash above 32 bits."""
        wanted = np.array(hashes, dtype=np.uint64) << _HALF
        low = self._packed.searchsorted(wanted).tolist()
        high = self._packed.searchsorted(wanted | _ID, "right").tolist()
        return [self._packed[a:b] for a, b in zip(low, high, strict=True)]

    @property
    def size_bytes(self) -> int:
        """Memory of the array."""
        return self._packed.nbytes


def ids_of(segments: Sequence[U64], most: int) -> list[int]:
    """Return the distinct ids in segments, those of the shortest segment first, `most` at most."""
    found: dict[int, None] = {}
    for segment in sorted(segments, key=len):
        if len(segment):
            found.update(dict.fromkeys((segment[:most] & _ID).tolist()))
    return list(found)[:most]


def packed(hashes: Sequence[int], first_id: int) -> U64:
    """Return the entries of texts hashed one after the other, ids counted from first_id."""
    ids = np.arange(first_id, first_id + len(hashes), dtype=np.uint64)
    return (np.array(hashes, dtype=np.uint64) << _HALF) | ids


def text_hash(text: str, kind: int) -> int:
    """Return 32 bits of a text's hash under a kind of key, the same in every process."""
    return crc32(text.encode("utf-8", "surrogatepass"), kind)


def whole_hash(text: str) -> int:
    """Return the first of shortened_hashes: that of the whole text."""
    total, power = 0, 1
    for character in text[:LONGEST]:
        total += ord(character) * _MIX * power
        power = power * _BASE & _WORD
    return (total & _WORD) >> 32 ^ SHORTENED


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
    hashes, before = [(total & _WORD) >> 32 ^ SHORTENED], 0
    for term in terms:
        after = (total - before - term) * _INVERSE
        hashes.append(((before + after) & _WORD) >> 32 ^ SHORTENED)
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
    mask, kind = np.uint64(0xFFFFFFFF00000000), np.uint64(SHORTENED << 32)
    return np.concatenate(
        ((total & mask ^ kind) | ids, ((before + after) & mask ^ kind) | ids[owner])
    )


def pair_hashes(text: str) -> list[int]:
    """Return the hashes of the pairs of neighbouring characters of a text, each once."""
    pairs = pairwise(text[:LONGEST])
    hashes = ((ord(a) * _FIRST + ord(b) * _SECOND) & 0xFFFFFFFF ^ PAIRS for a, b in pairs)
    return list(dict.fromkeys(hashes))


def pair_postings(codes: U32, starts: npt.NDArray[np.int64], first_id: int) -> U64:
    """Return the entries of pair_hashes for texts laid end to end (see shortened_postings)."""
    wide = codes.astype(np.uint64)
    owner = np.repeat(np.arange(len(starts) - 1, dtype=np.int64), np.diff(starts))
    hashes = wide[:-1] * np.uint64(_FIRST) + wide[1:] * np.uint64(_SECOND)
    inside = owner[:-1] == owner[1:]
    ids = (owner[:-1][inside] + first_id).astype(np.uint64)
    entries: U64 = ((hashes[inside] & _ID ^ np.uint64(PAIRS)) << _HALF) | ids
    return entries


def _powers() -> U64:
    powers, power = [], 1
    for _ in range(LONGEST):
        powers.append(power)
        power = power * _BASE & _WORD
    return np.array(powers, dtype=np.uint64)
