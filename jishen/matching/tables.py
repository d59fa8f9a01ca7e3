"""The matcher's tables, read once: divisions of China, words of trade, look-alike characters."""

from functools import cache
from importlib.resources import files

from jishen.matching.regions import CITIES, PROVINCES

_DATA = files("jishen.matching") / "data"
_AUTONOMOUS = {
    "内蒙古自治区": "内蒙古",
    "广西壮族自治区": "广西",
    "西藏自治区": "西藏",
    "宁夏回族自治区": "宁夏",
    "新疆维吾尔自治区": "新疆",
    "香港特别行政区": "香港",
    "澳门特别行政区": "澳门",
}
# 吉林省 and 吉林市 are two places: neither is shortened, and 吉林 alone may be both.
_NOT_SHORTENED = frozenset({"吉林省", "吉林市"})
_SHORTEST_WITH_SHI = 3


@cache
def divisions() -> dict[str, tuple[str, ...]]:
    """Return the codes (2, 4 or 6 digits) that a division's name, full or short, may mean.

    Short are provinces and cities without 省, 市 or 自治区; a past city has no code.
    """
    lines = (_DATA / "divisions.csv").read_text(encoding="utf-8").splitlines()[1:]
    codes: dict[str, set[str]] = {}
    for line in lines:
        code, _, name = line.partition(",")
        codes.setdefault(name, set()).add(code)
        codes.setdefault(short_name(name), set()).add(code)
    for name in ("北京", "上海", "天津", "重庆"):
        codes[name] = codes[f"{name}市"] = codes[f"{name}市"] | codes[name]
    for short in CITIES:
        codes.setdefault(short, codes.get(f"{short}市", set()))
        codes.setdefault(f"{short}市", codes[short])
    codes["吉林"] = codes["吉林省"] | codes["吉林市"]
    return {name: tuple(sorted(found)) for name, found in codes.items()}


@cache
def divisions_by_start() -> dict[str, tuple[str, ...]]:
    """Return the names in `divisions` by their first two characters, longest first."""
    by_start: dict[str, list[str]] = {}
    for name in sorted(divisions(), key=len, reverse=True):
        by_start.setdefault(name[:2], []).append(name)
    return {start: tuple(names) for start, names in by_start.items()}


@cache
def short_name(name: str) -> str:
    """Return a division's name as it stands in an enterprise's name: 广东, 广州, 海珠区.

    >>> short_name("广西壮族自治区"), short_name("广州市"), short_name("余干县")
    ('广西', '广州', '余干县')
    """
    if name in _NOT_SHORTENED:
        return name
    if name in _AUTONOMOUS:
        return _AUTONOMOUS[name]
    if name.endswith("省") and name[:-1] in PROVINCES:
        return name[:-1]
    if name.endswith("市") and len(name) >= _SHORTEST_WITH_SHI:
        return name[:-1]
    return name


@cache
def trade_words() -> frozenset[str]:
    """Return the words of 行业或经营特点 that a name may end in, before its legal form."""
    return frozenset((_DATA / "trade_words.txt").read_text(encoding="utf-8").split())


@cache
def look_alikes() -> dict[str, str]:
    """Return for each character those that are easily read or typed for it."""
    lines = (_DATA / "look_alikes.txt").read_text(encoding="utf-8").splitlines()
    return {line[0]: line[1:] for line in lines}
