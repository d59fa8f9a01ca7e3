"""The registered names that a printed name may stand for, found in the index and compared."""

from math import log
from typing import NamedTuple

import numpy as np

from jishen.matching.comparing import (
    Difference,
    Regions,
    compare,
    compare_regions,
    is_slip,
)
from jishen.matching.likeness import distance
from jishen.matching.names import match_key
from jishen.matching.parts import LIMITED, NameParts, parse, split_body, weak_text
from jishen.matching.postings import (
    BARE,
    EXACT,
    U64,
    WEAK,
    ids_of,
    pair_hashes,
    shortened_hashes,
    text_hash,
    whole_hash,
)
from jishen.matching.registry_index import RegistryIndex, bare_text

MOST_EQUAL = 50
"""Names looked at under one key: a key that more share is nobody's."""
MOST_NEAR = 600
"""Names looked at that are one character apart from a printed one."""
MOST_ALONE = 2
"""A short 字号 with an unlike character is told of if no more names than these come so near."""
_PAIR_BUDGET = 20_000
_MOST_BY_PAIRS = 40
_ENOUGH, _LEAST_WEIGHT = 0.4, 0.1
_ID = np.uint64(0xFFFFFFFF)
_MOST_KEYS_APART = 4
_MOST_TOLD_OF = 12
_BRACKETS_PENALTY = 10


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


class Found(NamedTuple):
    """Posting lists of a printed name's looser keys (see postings.Postings.find)."""

    weak: U64
    bare: U64
    shortened: list[U64]
    pairs: list[U64]


def query_of(printed: str) -> Query:
    """Return a printed name with its key and parts."""
    key = match_key(printed)
    parts = parse(key)
    return Query(printed, key, parts, weak_text(parts))


def equal_names(index: RegistryIndex, query: Query) -> list[int]:
    """Return the ids of the names with the same match_key, current and former."""
    if not query.key:
        return []
    found = index.postings.find([text_hash(query.key, EXACT)])
    return [n for n in ids_of(found, MOST_EQUAL) if index.key(n) == query.key]


def look_up(index: RegistryIndex, query: Query) -> Found:
    """Return what the index has under the looser keys of a printed name.

    A slip is looked for among names of the printed region only: with no such name registered, only
    the very body is.
    """
    body = query.parts.body
    is_near = is_of_a_registered_region(index, query.parts)
    shortened = shortened_hashes(body) if is_near else [whole_hash(body)]
    pairs = pair_hashes(body) if is_near else []
    keys = [text_hash(query.weak, WEAK), text_hash(bare_text(query.key), BARE)]
    segments = index.postings.find([*keys, *shortened, *pairs])
    at = len(keys) + len(shortened)
    return Found(segments[0], segments[1], segments[len(keys) : at], segments[at:])


def is_of_a_registered_region(index: RegistryIndex, parts: NameParts) -> bool:
    """Tell whether a registered name bears the region of a printed one, or a part of it."""
    known = index.near_regions.get(parts.region)
    if known is None:
        known = not parts.region or any(
            compare_regions(parts, other) in {Regions.SAME, Regions.NESTED}
            for other in index.regions.values()
        )
        index.near_regions[parts.region] = known
    return known


def weakly_equal_names(index: RegistryIndex, query: Query, found: Found) -> list[int]:
    """Return the ids of the names that differ in 省/市 or 有限公司/有限责任公司 only."""
    if not len(found.weak) or not query.parts.form or query.parts.is_damaged:
        return []
    return [
        name_id
        for name_id in ids_of([found.weak], MOST_EQUAL)
        if weak_text(parts := index.parts(name_id)) == query.weak and not parts.is_damaged
    ]


def is_told_apart(index: RegistryIndex, query: Query, found: Found, owner: int) -> bool:
    """Tell whether no other enterprise bears 字号, 行业 and region of a printed name.

    With 甲有限责任公司 and 甲股份有限公司 both registered, a printed 甲有限公司 may mean either.
    """
    if not found.shortened:
        return True
    for name_id in ids_of([found.shortened[0]], MOST_EQUAL):
        parts = index.parts(name_id)
        is_alike = parts.body == query.parts.body and parts.branch == query.parts.branch
        is_alike = is_alike and parts.form.endswith(LIMITED)
        is_other = int(index.owners[name_id]) != owner
        if is_other and is_alike and compare_regions(parts, query.parts) is Regions.SAME:
            return False
    return True


def near_names(index: RegistryIndex, query: Query, found: Found) -> list[Near]:
    """Return names compared with the printed one, nearest first; bounded in number."""
    if not query.parts.body:
        return []
    near = _by_shortened(index, query, found)
    if not any(each.difference.is_worth_asking for each in near):
        near += _by_pairs(index, query, found, {each.name_id for each in near})
    near.sort(key=lambda each: (not each.difference.is_worth_asking, each.difference.penalty))
    return near[:_MOST_TOLD_OF]


def compared(index: RegistryIndex, query: Query, name_id: int) -> Near:
    """Return one registered name compared with the printed one."""
    key = index.key(name_id)
    apart = distance(query.key, key, _MOST_KEYS_APART)
    difference = compare(query.parts, parse(key), keys_apart=apart, trades=index.trades)
    if not difference.is_worth_asking and bare_text(query.key) == bare_text(key):
        difference = Difference(("括号有无或位置不同",), _BRACKETS_PENALTY, is_worth_asking=True)
    return Near(name_id, difference)


def _by_shortened(index: RegistryIndex, query: Query, found: Found) -> list[Near]:
    if not len(found.bare) and not any(map(len, found.shortened)):
        return []
    brand, trade = split_body(query.parts.body, index.trades)
    near = []
    strangers = []
    for name_id in ids_of([found.bare, *found.shortened], MOST_NEAR):
        if _is_another_brand(query, index.key(name_id), brand, index.trades):
            strangers.append(name_id)
        else:
            near.append(compared(index, query, name_id))
    # Names with this body and another character somewhere in the 字号.
    crowd = sum(map(len, found.shortened[1 : len(brand) + 1]))
    if trade and strangers and crowd <= MOST_ALONE:
        near += [compared(index, query, n)._replace(is_alone=True) for n in strangers]
    return near


def _is_another_brand(query: Query, key: str, brand: str, trades: frozenset[str]) -> bool:
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
    return not is_slip(query.parts.body, changed, trades)


def _by_pairs(index: RegistryIndex, query: Query, found: Found, seen: set[int]) -> list[Near]:
    if not any(map(len, found.pairs)):
        return []
    near = []
    for name_id in _sharing_pairs(index, found.pairs):
        if name_id in seen:
            continue
        apart = distance(query.key, index.key(name_id), _MOST_KEYS_APART)
        if apart <= _MOST_KEYS_APART:
            difference = compare(
                query.parts, index.parts(name_id), keys_apart=apart, trades=index.trades
            )
            near.append(Near(name_id, difference))
    return near


def _sharing_pairs(index: RegistryIndex, pairs: list[U64]) -> list[int]:
    """Return the names that share enough of a body's pairs, rare pairs counting for more.

    Only the rarest pairs are looked at, within a budget of postings; a body whose rare pairs are
    not in the registry at all costs nothing.
    """
    everything = log(len(index.names) + 1) + _LEAST_WEIGHT
    weights = [everything - log(len(each)) if len(each) else 0.0 for each in pairs]
    enough = _ENOUGH * sum(weight or everything for weight in weights)
    taken: list[tuple[float, U64]] = []
    used = 0
    for weight, segment in sorted(zip(weights, pairs, strict=True), key=lambda item: len(item[1])):
        if not len(segment):
            continue
        if taken and used + len(segment) > _PAIR_BUDGET:
            break
        taken.append((weight, segment[:_PAIR_BUDGET]))
        used += len(segment)
    if not taken or sum(weight for weight, _ in taken) < enough:
        return []
    ids = (np.concatenate([segment for _, segment in taken]) & _ID).astype(np.int64)
    weighed = np.repeat([weight for weight, _ in taken], [len(segment) for _, segment in taken])
    names, where = np.unique(ids, return_inverse=True)
    scores = np.bincount(where, weighed)
    names, scores = names[scores >= enough], scores[scores >= enough]
    best = np.argsort(-scores, kind="stable")[:_MOST_BY_PAIRS]
    return [int(name_id) for name_id in names[best]]
