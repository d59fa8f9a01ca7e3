"""Two names compared part by part: what differs, in words, and whether a person should look."""

from enum import IntEnum
from typing import NamedTuple

from jishen.matching.likeness import (
    SHORT_BRAND,
    distance,
    looks_alike,
    may_be_a_slip,
    sounds_alike,
)
from jishen.matching.parts import LIMITED, NameParts, split_body

_LONG_BRAND = 3
_MOST_APART = 2
_MOST_RESPECTS = 2


class Regions(IntEnum):
    """How two regions stand to one another."""

    SAME = 0
    NESTED = 1
    ONE_MISSING = 2
    CLASH = 3


class Difference(NamedTuple):
    """What two names differ in."""

    respects: tuple[str, ...]
    """Sentences without a full stop; () for names equal in all parts."""
    penalty: int
    """The greater, the less alike: orders candidates, decides nothing."""
    is_worth_asking: bool
    """A person should look; otherwise it is another enterprise, and the respects say why."""


class _Part(NamedTuple):
    respect: str
    penalty: int
    is_small: bool
    """Names that differ in this part only may be one enterprise's."""


_SAME = _Part("", 0, is_small=True)


def compare(
    printed: NameParts,
    registered: NameParts,
    *,
    keys_apart: int = 9,
    trades: frozenset[str] = frozenset(),
) -> Difference:
    """Return what differs between a printed and a registered name.

    `keys_apart` is the number of characters that their whole match_keys are apart, if small;
    `trades` are words of trade that the registry shows.
    """
    region = compare_regions(printed, registered)
    parts = [
        _region_part(region, printed, registered),
        _place_part(printed, registered),
        body := _body_part(printed.body, registered.body, trades),
        form := _form_part(printed, registered),
        branch := _branch_part(printed, registered),
    ]
    respects = tuple(part.respect for part in parts if part.respect)
    penalty = sum(part.penalty for part in parts)
    is_same_form = form.is_small and branch.penalty == 0
    if printed.body == registered.body:
        is_near = region is Regions.SAME or (is_same_form and len(respects) <= _MOST_RESPECTS)
        worth = is_near and region is not Regions.CLASH and branch.is_small
    else:
        worth = region is Regions.SAME and body.is_small and is_same_form
        brand = min(len(split_body(each, trades)[0]) for each in (printed.body, registered.body))
        # A slip in a short 字号, and something else beside it: another enterprise.
        worth = worth and (brand > _LONG_BRAND or (len(respects) == 1 and keys_apart <= 1))
        # One character of the region or the legal form is lost, and with it the parts.
        is_within_body = distance(printed.body, registered.body, 1) <= 1
        is_region_hit = body.is_small and region is not Regions.SAME
        worth = worth or (keys_apart <= 1 and (is_region_hit or not is_within_body))
    return Difference(respects, penalty, worth)


def compare_regions(one: NameParts, other: NameParts) -> Regions:
    """Return how the regions of two names stand to one another.

    A past city has no code: it is the same only by its name.
    """
    if one.region == other.region or (one.codes and one.codes == other.codes):
        return Regions.SAME
    if not one.region or not other.region:
        return Regions.ONE_MISSING
    for a in one.codes:
        if any(a.startswith(b) or b.startswith(a) for b in other.codes):
            return Regions.NESTED
    return Regions.CLASH


def is_slip(one: str, other: str, trades: frozenset[str] = frozenset()) -> bool:
    """Tell whether two bodies, one character apart, may be one body and its slip.

    A 字号 of two characters is another 字号 unless the two characters sound or look alike.
    """
    if len(one) != len(other):
        return True
    unlike = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    brand = min(len(split_body(one, trades)[0]), len(split_body(other, trades)[0]))
    is_in_brand = any(a != b for a, b in zip(one[:brand], other[:brand], strict=True))
    if len(unlike) > 1 or not is_in_brand or brand > SHORT_BRAND:
        return True
    return all(may_be_a_slip(a, b) for a, b in unlike)


def _region_part(region: Regions, printed: NameParts, registered: NameParts) -> _Part:
    sides = f"（{printed.region or '无'}／{registered.region or '无'}）"
    if region is Regions.SAME:
        if printed.written_region == registered.written_region:
            return _SAME
        sides = f"（{printed.written_region}／{registered.written_region}）"
        return _Part(f"行政区划写法不同{sides}", 4, is_small=True)
    if region is Regions.NESTED:
        return _Part(f"行政区划层级不同{sides}", 12, is_small=True)
    if region is Regions.ONE_MISSING:
        return _Part(f"一方未冠行政区划{sides}", 12, is_small=True)
    return _Part(f"行政区划不同{sides}", 60, is_small=False)


def _place_part(printed: NameParts, registered: NameParts) -> _Part:
    if printed.place == registered.place or not printed.region or not registered.region:
        return _SAME
    if printed.body != registered.body and (printed.place > 0) == (registered.place > 0):
        return _SAME
    return _Part("行政区划在名称中的位置不同", 8, is_small=True)


def _body_part(printed: str, registered: str, trades: frozenset[str]) -> _Part:
    if printed == registered:
        return _SAME
    apart = distance(printed, registered, _MOST_APART)
    brand, trade = split_body(printed, trades)
    known_brand, known_trade = split_body(registered, trades)
    if apart == 1:
        return _one_character(printed, registered, trades)
    if brand == known_brand:
        is_long = len(brand) >= _LONG_BRAND
        is_part = trade in known_trade or known_trade in trade
        says = f"行业不同（{trade or '无'}／{known_trade or '无'}）"
        return _Part(says, 28, is_small=is_long and is_part)
    if trade == known_trade:
        return _Part(f"字号不同（{brand}／{known_brand}）", 50, is_small=False)
    is_long = len(min(printed, registered, key=len)) > 2 * _LONG_BRAND
    return _Part(
        f"字号、行业不同（{printed}／{registered}）",
        30 if apart <= _MOST_APART else 60,
        is_small=apart <= _MOST_APART and is_long,
    )


def _one_character(printed: str, registered: str, trades: frozenset[str]) -> _Part:
    brand, known_brand = split_body(printed, trades)[0], split_body(registered, trades)[0]
    shorter = min(len(brand), len(known_brand))
    in_brand = brand[:shorter] != known_brand[:shorter] or len(printed) != len(registered)
    where = "字号" if in_brand and brand != known_brand else "行业"
    sides = f"（{printed}／{registered}）"
    if len(printed) > len(registered):
        return _Part(f"{where}多一字{sides}", 16, is_small=True)
    if len(printed) < len(registered):
        return _Part(f"{where}少一字{sides}", 16, is_small=True)
    a, b = next((a, b) for a, b in zip(printed, registered, strict=True) if a != b)
    alike = _alike(a, b)
    if not alike and sorted(printed) == sorted(registered):
        return _Part(f"{where}相邻两字互换{sides}", 14, is_small=True)
    slip = is_slip(printed, registered, trades)
    return _Part(
        f"{where}相差一字（{a}／{b}{alike or '，音形均不近'}）", 14 if alike else 20, is_small=slip
    )


def _alike(one: str, other: str) -> str:
    if sounds_alike(one, other):
        return "，音同或音近"
    return "，形近" if looks_alike(one, other) else ""


def _form_part(printed: NameParts, registered: NameParts) -> _Part:
    sides = f"（{printed.written_form or '无'}／{registered.written_form or '无'}）"
    if printed.is_damaged or registered.is_damaged:
        is_small = printed.form == registered.form
        return _Part(f"组织形式疑有错漏{sides}", 10, is_small=is_small)
    if printed.form == registered.form:
        if printed.written_form == registered.written_form:
            return _SAME
        return _Part(f"组织形式写法不同{sides}", 4, is_small=True)
    if not printed.form or not registered.form:
        return _Part(f"一方未写组织形式{sides}", 8, is_small=True)
    is_bare = LIMITED in (printed.form, registered.form) and "公司" in (
        printed.form,
        registered.form,
    )
    return _Part(f"组织形式不同{sides}", 10, is_small=is_bare)


def _branch_part(printed: NameParts, registered: NameParts) -> _Part:
    if printed.branch == registered.branch:
        return _SAME
    sides = f"（{printed.branch or '总公司'}／{registered.branch or '总公司'}）"
    if printed.branch and registered.branch:
        return _Part(f"分支机构不同{sides}", 50, is_small=False)
    return _Part(f"总公司与分公司之别{sides}", 15, is_small=True)
