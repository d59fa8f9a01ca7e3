"""A name in its parts (企业名称登记管理规定 art. 6): 行政区划, 字号, 行业, 组织形式, 分支."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from jishen.matching.tables import divisions, divisions_by_start, short_name, trade_words

NO_REGION, IN_FRONT, LOST_REGION = -1, 0, -2
"""Places of a region; of a lost one only 市 or 省 is left in front."""
_SHORTEST_REGION = 2
_SHORTEST_BODY = 2
_MOST_LEVELS = 3
_LONGEST_WORD, _UNKNOWN_TRADE = 8, 4
_SAMPLE, _LEAST_OFTEN, _ONE_IN = 50_000, 8, 1_000

LIMITED = "有限公司"
_SHARES = "股份有限公司"
_FORM_CLASSES = {
    "有限公司": LIMITED,
    "有限责任公司": LIMITED,
    "股份有限公司": _SHARES,
    "股份公司": _SHARES,
    "集团有限公司": "集团有限公司",
    "集团有限责任公司": "集团有限公司",
    "（集团）有限公司": "集团有限公司",
    "（集团）有限责任公司": "集团有限公司",
    "集团股份有限公司": "集团股份有限公司",
    "（集团）股份有限公司": "集团股份有限公司",
    "控股有限公司": "控股有限公司",
    "集团公司": "集团公司",
    "集团": "集团",
    "公司": "公司",
    "合伙企业（有限合伙）": "有限合伙",
    "（有限合伙）": "有限合伙",
    "合伙企业（普通合伙）": "普通合伙",
    "（普通合伙）": "普通合伙",
    "（特殊普通合伙）": "特殊普通合伙",
    "合伙企业": "合伙企业",
    "专业合作社": "合作社",
    "合作社": "合作社",
    "事务所": "事务所",
    "研究院": "研究院",
    "研究所": "研究所",
    "研究中心": "研究中心",
    "实验室": "实验室",
    "工作室": "工作室",
    "经营部": "经营部",
    "服务部": "服务部",
    "商行": "商行",
    "商店": "商店",
    "中心": "中心",
    "大学": "大学",
    "学院": "学院",
    "学校": "学校",
    "医院": "医院",
    "出版社": "出版社",
    "报社": "报社",
    "电视台": "电视台",
    "广播电视台": "广播电视台",
    "协会": "协会",
    "店": "店",
    "厂": "厂",
}
"""How a legal form is written, and which it is; equal classes differ in the writing only."""

_INDIVIDUAL = "（个体工商户）"
_LONGEST_FORM = max(map(len, _FORM_CLASSES))
_DAMAGED = {
    "有限": LIMITED,
    "有限责任": LIMITED,
    "股份有限": _SHARES,
    "集团有限": "集团有限公司",
    "团有限公司": "集团有限公司",
    "集有限公司": "集团有限公司",
    "有限公": LIMITED,
    "有限司": LIMITED,
    "有公司": LIMITED,
    "限公司": LIMITED,
    "有限公公司": LIMITED,
    "有限限公司": LIMITED,
    "有限公司司": LIMITED,
    "有限任公司": LIMITED,
    "有限责公司": LIMITED,
    "有限责任司": LIMITED,
    "有责任公司": LIMITED,
    "限责任公司": LIMITED,
    "有限责任公": LIMITED,
    "份有限公司": _SHARES,
    "股有限公司": _SHARES,
    "股份限公司": _SHARES,
    "股份有公司": _SHARES,
    "股份有限司": _SHARES,
    "股份有限公": _SHARES,
}
"""A legal form with a character lost or doubled; never equal to a form written whole."""
_WHOLE_FORM = "有限公司"
_BEFORE_THE_FORM = ("", "份", "股", "团", "）")
_BRANCH_ENDS = (
    "分公司",
    "分行",
    "支行",
    "分店",
    "分所",
    "分院",
    "分部",
    "分社",
    "分厂",
    "支公司",
    "营业部",
    "办事处",
)
_BRACKETED = re.compile(r"（([^（）]{2,11})）")
# 广州市场…, 北京市政…: the trade begins with 市.
_NOT_THE_CITY_SHI = ("场", "政", "民", "容", "区")


class NameParts(NamedTuple):
    """A name's parts; `body` is 字号 and 行业 together, because no list knows every trade."""

    region: str
    """Short names of the divisions, joined: 广东广州; "" without one."""
    codes: tuple[str, ...]
    """Division codes the region may mean; () for a past city."""
    place: int
    """NO_REGION, IN_FRONT, 1 + its index in written_body (in brackets), or LOST_REGION."""
    body: str
    """Without brackets."""
    form: str
    """The class of the legal form, "" for none."""
    written_form: str
    branch: str
    """What follows the head office's name: 广州分公司; "" for a head office."""
    is_damaged: bool
    """The legal form lacks or doubles a character."""
    written_region: str
    """The region as written: 广州市."""
    written_body: str


def parse(key: str) -> NameParts:
    """Return the parts of a name given as match_key.

    >>> parse("云舟（广州）科技有限公司")[:5]
    ('广州', ('4401',), 3, '云舟科技', '有限公司')
    >>> parse("广州市海珠区云舟商行").region
    '广州海珠区'
    """
    rest, branch = _cut_branch(key)
    rest, form, written, is_damaged = _cut_form(rest)
    region, codes, place, body = _cut_region(rest)
    said = rest[place - 1 :] if place > 0 else rest
    at = said.find("）") + 1 if place > 0 else len(rest) - len(body)
    region_written = said[:at].strip("（）") if region else ""
    bare = body.replace("（", "").replace("）", "") if "（" in body or "）" in body else body
    return NameParts(
        region, codes, place, bare, form, written, branch, is_damaged, region_written, body
    )


def weak_text(parts: NameParts) -> str:
    """Return the text under which names differ only in 省/市 or in 有限公司/有限责任公司."""
    return "|".join((parts.region, str(parts.place), parts.written_body, parts.form, parts.branch))


@lru_cache(maxsize=8192)
def split_body(body: str, learned: frozenset[str] = frozenset()) -> tuple[str, str]:
    """Return 字号 and 行业 of a body: as much of its end as consists of known words of trade.

    `learned` are words of trade that a registry itself shows. Two characters are left at least; an
    unknown trade is taken for two where four are left.

    >>> split_body("动悦信息技术"), split_body("云舟布匹"), split_body("云舟")
    (('动悦', '信息技术'), ('云舟', '布匹'), ('云舟', ''))
    """
    words = trade_words()
    reached = {len(body)}
    for end in range(len(body), _SHORTEST_BODY, -1):
        if end in reached:
            starts = range(max(_SHORTEST_BODY, end - _LONGEST_WORD), end - 1)
            found = ((start, body[start:end]) for start in starts)
            reached.update(start for start, word in found if word in words or word in learned)
    at = min(reached)
    if at == len(body) >= _UNKNOWN_TRADE:
        at -= 2
    return body[:at], body[at:]


def trades_shown_by(bodies: Sequence[str]) -> frozenset[str]:
    """Return the ends that so many bodies have in common that they must be words of trade.

    >>> trades_shown_by(["云舟科技"] * 3)
    frozenset()
    >>> "脑机接口" in trades_shown_by([f"云{brand}脑机接口" for brand in "甲乙丙丁戊己庚辛壬癸"])
    True
    """
    sample = bodies[:_SAMPLE]
    ends = Counter(
        body[-size:]
        for body in sample
        for size in range(2, min(_LONGEST_WORD, len(body) - _SHORTEST_BODY) + 1)
    )
    enough = max(_LEAST_OFTEN, len(sample) // _ONE_IN)
    return frozenset(end for end, count in ends.items() if count >= enough)


def leading_region(text: str) -> tuple[str, tuple[str, ...], str]:
    """Return the region a text begins with (short names), its codes, and what follows.

    A city follows its province and a county its city; 广州市场 is not 广州市.
    """
    known = divisions()
    region, codes = "", tuple[str, ...]()
    for _ in range(_MOST_LEVELS):
        found = _one_division(text, known, codes)
        if not found:
            break
        region += short_name(found)
        codes = _below(known[found], codes)
        text = text[len(found) :]
    return region, codes, text


def _one_division(text: str, known: dict[str, tuple[str, ...]], above: tuple[str, ...]) -> str:
    for name in divisions_by_start().get(text[:_SHORTEST_REGION], ()):
        if not text.startswith(name):
            continue
        is_shi = name[-1] == "市" and name[:-1] in known
        if is_shi and text.startswith(_NOT_THE_CITY_SHI, len(name)):
            continue
        if not above or _below(known[name], above):
            return name
    return ""


def _below(codes: tuple[str, ...], above: tuple[str, ...]) -> tuple[str, ...]:
    if not above:
        return codes
    return tuple(c for c in codes if any(c.startswith(a) and c != a for a in above))


def _cut_branch(key: str) -> tuple[str, str]:
    if not key.endswith(_BRANCH_ENDS):
        return key, ""
    at = key.rfind("公司", 0, -3)
    if at >= 0:
        return key[: at + 2], key[at + 2 :]
    end = next(end for end in _BRANCH_ENDS if key.endswith(end))
    return key.removesuffix(end), end


def _cut_form(text: str) -> tuple[str, str, str, bool]:
    text = text.removesuffix(_INDIVIDUAL)
    size = len(_WHOLE_FORM)
    if text.endswith(_WHOLE_FORM) and text[-size - 1 : -size] not in _BEFORE_THE_FORM:
        return text[:-size], LIMITED, _WHOLE_FORM, False  # most names
    for size in range(min(_LONGEST_FORM, len(text) - 1), 0, -1):
        written = text[-size:]
        form = _FORM_CLASSES.get(written)
        if form is not None and written != "公司":
            return text[:-size], form, written, False
        if written in _DAMAGED:
            return text[:-size], _DAMAGED[written], written, True
    tail = text[-len(_WHOLE_FORM) :]
    if sum(a == b for a, b in zip(tail, _WHOLE_FORM, strict=False)) == len(_WHOLE_FORM) - 1:
        return text[: -len(_WHOLE_FORM)], LIMITED, tail, True
    if text.endswith("公司"):
        return text[:-2], "公司", "公司", False
    return text, "", "", False


def _cut_region(text: str) -> tuple[str, tuple[str, ...], int, str]:
    if "（" in text:
        for found in _BRACKETED.finditer(text):
            region, codes, rest = leading_region(found[1])
            if region and not rest:
                body = text[: found.start()] + text[found.end() :]
                return region, codes, 1 + found.start(), body
    region, codes, body = leading_region(text)
    # 海珠科技有限公司 is no firm called 科技: a place may be the 字号.
    if region and len(body) >= _SHORTEST_BODY and body not in trade_words():
        return region, codes, IN_FRONT, body
    if text.startswith(("市", "省")) and not text.startswith(_NOT_THE_CITY_SHI, 1):
        return "", (), LOST_REGION, text[1:]
    return "", (), NO_REGION, text
