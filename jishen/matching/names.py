"""Keys under which two prints of an enterprise's name are, or may be, the same name."""

import functools
import re
import unicodedata

import opencc

from jishen.matching.regions import CITIES, PROVINCES

# White space, zero-width and direction marks, variation selectors, soft hyphens, controls, and
# lone surrogates of a badly decoded cell, on which opencc would fail.
_UNSEEN = re.compile(
    r"[\s\x00-\x1f\x7f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    r"\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ud800-\udfff]"
)
# opencc leaves 衞 (and older releases 鉅); PDF files print radicals that NFKC does not fold.
_SAME_CHARACTER = str.maketrans(
    "衞鉅⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻥⻦⻨⻩⻬⻮⻰⻳",
    "卫巨西见角贝车长门青韦页风飞食马鱼鸟麦黄齐齿龙龟",
)
_FULL_WIDTH_BRACKETS = str.maketrans(
    "()", "\N{FULLWIDTH LEFT PARENTHESIS}\N{FULLWIDTH RIGHT PARENTHESIS}"
)
_BRACKETED = re.compile(r"（([^（）]*)）")
_BRANCH = re.compile(r"(?<=公司)(?:[^公]*分公司)$")
# Signs and marks that no registered name is told apart by: dots, stars, quotes, combining marks.
_NOT_IN_A_NAME = re.compile(r"[^\w（）]|_")
_MOST_FOLDS = 8
_REGION_LENGTHS = range(5, 1, -1)


def name_key(printed: str) -> str:
    """Return the key by which two prints are one name: nothing a registry tells apart is folded.

    Width, white space, invisible characters, bracket width, letter case and traditional
    characters never count; 有限公司 and 有限责任公司, 广州 and 广州市 stay different names.

    >>> name_key("低空智慧(广东) 科技有限公司") == name_key("低空智慧（广东）科技有限公司")
    True
    >>> name_key("兰州泰迪商贸有限公司") == name_key("兰州泰迪商贸有限责任公司")
    False
    """
    key = printed
    # To a fixed point: opencc folds 乾縣 to 乾县 (a phrase) but 乾县 to 干县.
    for _ in range(_MOST_FOLDS):
        folded = _fold(key)
        if folded == key:
            break
        key = folded
    return key


def match_key(printed: str) -> str:
    """Return name_key without signs that a name does not consist of: 。；*· and the like.

    >>> match_key("广州·趣闯网络科技有限公司。")
    '广州趣闯网络科技有限公司'
    """
    key = name_key(printed)
    for _ in range(_MOST_FOLDS):
        bare = _NOT_IN_A_NAME.sub("", key)
        if bare == key:
            break
        key = name_key(bare)  # what stood apart may be a phrase to opencc now
    return key


def canonical_key(printed: str) -> str:
    """Return the key under which names may mean one enterprise: only ever a reason to ask.

    On top of name_key: 有限责任公司 is 有限公司; 省 or 市 after a region in front of the name, or
    alone in brackets, is left out; 吉林省 and 吉林市 are never merged. Brackets keep their place.

    >>> canonical_key("广州市样例科技有限责任公司")
    '广州样例科技有限公司'
    """
    key = name_key(printed).replace("有限责任公司", "有限公司")
    return _BRACKETED.sub(
        lambda found: f"（{_bare_region(found[1], whole=True)}）", _bare_region(key)
    )


def bare_key(printed: str) -> str:
    """Return the loosest key, again only a reason to ask; equal whenever canonical_key is.

    On top of canonical_key: brackets are dropped and their content kept, 股份有限公司 is 有限公司,
    and a branch (…公司广州分公司) is its company.

    >>> bare_key("样例（广州）科技股份有限公司天河分公司")
    '样例广州科技有限公司'
    """
    key = canonical_key(printed).replace("股份有限公司", "有限公司")
    return _BRANCH.sub("", _BRACKETED.sub(r"\1", key))


@functools.cache
def _to_simplified() -> opencc.OpenCC:
    # Takes some 10 ms and is wanted by no one who only imports this module.
    return opencc.OpenCC("t2s")


def _fold(text: str) -> str:
    seen = _UNSEEN.sub("", unicodedata.normalize("NFKC", text).casefold())
    simplified: str = _to_simplified().convert(seen.translate(_SAME_CHARACTER))
    return simplified.translate(_FULL_WIDTH_BRACKETS)


def _bare_region(text: str, *, whole: bool = False) -> str:
    """Leave out 省 and 市 after leading regions; with `whole`, only when nothing else follows."""
    region, rest = _leading_region(text, PROVINCES, "省")
    city, rest = _leading_region(rest, CITIES, "市")
    return text if whole and rest else region + city + rest


def _leading_region(text: str, regions: frozenset[str], suffix: str) -> tuple[str, str]:
    for length in _REGION_LENGTHS:
        region, rest = text[:length], text[length:]
        # 广州市场… is the trade 市场, not the city's 市.
        if region in regions and rest.startswith(suffix) and not rest.startswith("市场"):
            return region, rest.removeprefix(suffix)
    return "", text
