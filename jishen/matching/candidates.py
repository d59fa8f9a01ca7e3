"""The registered names that a printed name may stand for, found in the index and compared."""

from typing import NamedTuple

import numpy as np

from jishen.matching.comparing import Difference, compare, is_slip
from jishen.matching.likeness import distance
from jishen.matching.names import match_key
from jishen.matching.parts import NameParts, parse, split_body, weak_text
from jishen.matching.postings import pair_hashes, shortened_hashes, text_hash
from jishen.matching.registry_index import RegistryIndex, bare_text

MOST_EQUAL = 50
"""Names looked at under one key: a key that more share is nobody's."""
MOST_NEAR = 600
"""Names looked at that are one character apart from a printed one."""
MOST_ALONE = 2
"""A short 字号 with an unlike character is told of if no more names than these come so near."""
_PAIR_BUDGET = 20_000
_MOST_BY_PAIRS = 40
_MOST_KEYS_APART = 4
_MOST_TOLD_OF = 12


class Query(NamedTuple):
    """A printed name, made ready for look-up."""

    printed: str
    key: str
    parts: NameParts
    weak: str


class Near(NamedTuple):
    """A registered name that is not the printed one, and what differs."""

    name_id: int
    difference: Difference
    is_alone: bool = False
    """Its short 字号 differs in an unlike character, but hardly another name comes so near."""


def query_of(printed: str) -> Query:
    """Return a printed name with its key and parts."""
    key = match_key(printed)
    parts = parse(key)
    return Query(printed, key, parts, weak_text(parts))


def equal_names(index: RegistryIndex, query: Query) -> list[int]:
    """Return the ids of the names with the same match_key, current and former."""
    if not query.key:
        return []
    found = index.exact.ids([text_hash(query.key)], MOST_EQUAL).tolist()
    return [name_id for name_id in found if index.key(name_id) == query.key]


def weakly_equal_names(index: RegistryIndex, query: Query) -> list[int]:
    """Return the ids of the names that differ in 省/市 or 有限公司/有限责任公司 only."""
    if not query.parts.form or query.parts.is_damaged:
        return []
    found = index.weak.ids([text_hash(query.weak)], MOST_EQUAL).tolist()
    return [
        name_id
        for name_id in found
        if weak_text(parts := index.parts(name_id)) == query.weak and not parts.is_damaged
    ]


def near_names(index: RegistryIndex, query: Query) -> list[Near]:
    """Return names compared with the printed one, nearest first; bounded in number."""
    if not query.parts.body:
        return []
    near = _by_shortened(index, query)
    if not any(each.difference.is_worth_asking for each in near):
        near += _by_pairs(index, query, {each.name_id for each in near})
    near.sort(key=lambda each: (not each.difference.is_worth_asking, each.difference.penalty))
    return near[:_MOST_TOLD_OF]


def compared(index: RegistryIndex, query: Query, name_id: int) -> Near:
    """Return one registered name compared with the printed one."""
    key = index.key(name_id)
    apart = distance(query.key, key, _MOST_KEYS_APART)
    return Near(name_id, compare(query.parts, parse(key), keys_apart=apart))


def _by_shortened(index: RegistryIndex, query: Query) -> list[Near]:
    bare = index.bare.ids([text_hash(bare_text(query.key))], MOST_EQUAL)
    shortened = index.shortened.ids(shortened_hashes(query.parts.body), MOST_NEAR)
    brand, trade = split_body(query.parts.body)
    near = []
    strangers = []
    for name_id in dict.fromkeys([*bare.tolist(), *shortened.tolist()]):
        if _is_another_brand(query, index.key(name_id), brand):
            strangers.append(name_id)
        else:
            near.append(compared(index, query, name_id))
    if trade and strangers and _crowd(index, query.parts.body, len(brand)) <= MOST_ALONE:
        near += [compared(index, query, n)._replace(is_alone=True) for n in strangers]
    return near


def _crowd(index: RegistryIndex, body: str, brand_length: int) -> int:
    """Return how many names have this body with another character somewhere in the 字号."""
    hashes = shortened_hashes(body)[1 : brand_length + 1]
    return sum(map(len, index.shortened.segments(hashes)))


def _is_another_brand(query: Query, key: str, brand: str) -> bool:
    """Tell cheaply, before anything is parsed, that one character makes it another short brand."""
    if len(key) != len(query.key):
        return False
    unlike = [at for at, (a, b) in enumerate(zip(key, query.key, strict=True)) if a != b]
    if len(unlike) != 1:
        return False
    start = query.key.find(brand)
    if not start <= unlike[0] < start + len(brand):
        return False
    changed = key[start : start + len(query.parts.body)]
    return not is_slip(query.parts.body, changed)


def _by_pairs(index: RegistryIndex, query: Query, seen: set[int]) -> list[Near]:
    near = []
    for name_id in _sharing_pairs(index, query.parts.body):
        if name_id in seen:
            continue
        key = index.key(name_id)
        apart = distance(query.key, key, _MOST_KEYS_APART)
        if apart > _MOST_KEYS_APART:
            continue
        difference = compare(query.parts, parse(key), keys_apart=apart)
        near.append(Near(name_id, difference))
    return near


def _sharing_pairs(index: RegistryIndex, body: str) -> list[int]:
    """Return the names that share the rarest pairs of characters, within a budget of postings."""
    segments = sorted(index.pairs.segments(pair_hashes(body)), key=len)
    taken, weights, used = [], [], 0
    for segment in segments:
        if taken and used + len(segment) > _PAIR_BUDGET:
            break
        taken.append(segment[:_PAIR_BUDGET])
        weights.append(np.full(len(taken[-1]), np.log(len(index.names) / len(segment)) + 0.1))
        used += len(segment)
    if not taken:
        return []
    ids = (np.concatenate(taken) & np.uint64(0xFFFFFFFF)).astype(np.int64)
    names, where = np.unique(ids, return_inverse=True)
    scores = np.bincount(where, np.concatenate(weights))
    most = min(_MOST_BY_PAIRS, len(scores))
    best = np.argpartition(scores, -most)[-most:]
    return [int(name_id) for name_id in names[best[np.argsort(-scores[best], kind="stable")]]]
