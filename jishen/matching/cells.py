"""The cell 主体名称 as printed: its names, and notes, English and a credit code beside them."""

import re
import unicodedata
from typing import NamedTuple

from stdnum.cn import uscc as uscc_number

LONGEST_CELL = 300
"""Characters of a cell that are looked at: no name is longer than 100."""
MOST_NAMES = 4

_HAN = r"[\u3400-\u9fff\uf900-\ufaff]"
_END = (
    "公司|合伙）|合伙\\)|事务所|研究院|研究所|大学|学院|医院|中心|商行|经营部|工作室|实验室|厂|店"
)
_ENGLISH_AFTER = re.compile(
    rf"(?<=公司|合伙|务所|究院|究所|中心|营部|作社|作室|验室|商行|医院|大学|学院|协会|报社|视台)[）)]?([\s/（(\[【]*[A-Za-z][A-Za-z0-9\s.,，&'’()（）\-/·]*"
    rf"[)）\]】.]*)(?={_HAN}|[、；;|]|\s*$)"
)
_ENGLISH_BEFORE = re.compile(
    rf"^[A-Za-z][A-Za-z0-9\s.,&'’()\-]*\b(?:Ltd|Limited|Inc|Corp|LLC|Co)\b[\s.,)]*(?={_HAN})",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"[（(\[【](?:原名?|曾用名|现名?|更名|变更|即|简称|注)[^（）()\[\]【】]*[）)\]】]"
    r"|(?:备注|注)[：:].*$",
    re.DOTALL,
)
_COUNTED = re.compile(r"^\s*[（(]?\d{1,4}\s*(?:[.、)）\uff0e]|\s)\s*(?=\D)")
_CODE = re.compile(r"(?<![0-9A-Z])[0-9A-HJ-NPQRTUWXY]{18}(?![0-9A-Z])")
_CODE_LABEL = re.compile(r"(?:统一)?(?:社会)?信用代码证?[：:]?\s*")
_EMPTY_BRACKETS = re.compile(r"[（(\[【]\s*[）)\]】]")
_SEPARATOR = re.compile(
    r"[、;；,，/|\\\n\r]+|(?<=公司)\s+|(?<=公司)(?:和|与|及|暨|&|\uff06)|(?<=有限公司)(?=.{4,}有限公司)"
)
_ENDED = re.compile(rf"(?:{_END})[\s。.*·]*$")
_ONLY_BRANCH = re.compile(r"^[^公]{0,12}分公司[\s。.]*$")
_SHORTEST_NAME = 5


class Cell(NamedTuple):
    """What was read from one cell; `names` has the whole text where nothing tells names apart."""

    names: tuple[str, ...]
    notes: tuple[str, ...]
    """Notes beside the name, as printed: （原…公司）."""
    english: tuple[str, ...]
    """English names left out of the comparison, as printed."""
    uscc: str
    """A valid credit code written in the cell, "" for none."""


def read_cell(printed: str) -> Cell:
    """Return the names in a cell as printed; at most MOST_NAMES, of LONGEST_CELL characters.

    >>> read_cell("广州甲科技有限公司、深圳乙科技有限公司").names
    ('广州甲科技有限公司', '深圳乙科技有限公司')
    >>> read_cell("广州甲科技有限公司 Jia Technology Co., Ltd.").names
    ('广州甲科技有限公司',)
    """
    text = printed[:LONGEST_CELL]
    if _is_plain(text):
        return Cell((text,), (), (), "")
    text, uscc = _without_code(text)
    notes = tuple(found[0].strip() for found in _NOTE.finditer(text))
    text = _COUNTED.sub("", _NOTE.sub("", text))
    english = [found[1].strip() for found in _ENGLISH_AFTER.finditer(text)]
    text = _ENGLISH_AFTER.sub(lambda found: found[0].replace(found[1], "", 1), text)
    before = _ENGLISH_BEFORE.match(text)
    if before is not None:
        english.append(before[0].strip())
        text = text[before.end() :]
    return Cell(_names(text), notes, tuple(filter(None, english)), uscc)


def _is_plain(text: str) -> bool:
    return text.isalpha() and text.endswith("公司") and text.count("公司") == 1 and "注" not in text


def _without_code(text: str) -> tuple[str, str]:
    folded = unicodedata.normalize("NFKC", text).upper()
    for found in _CODE.finditer(folded):
        if uscc_number.is_valid(found[0]):
            # Only in a cell that holds a code is the folded text used: places would not agree.
            rest = folded.replace(found[0], "", 1)
            return _EMPTY_BRACKETS.sub("", _CODE_LABEL.sub("", rest)), found[0]
    return text, ""


def _names(text: str) -> tuple[str, ...]:
    split = [part for part in _SEPARATOR.split(text) if part.strip(" \t*。.·\u3000\u200b\ufeff")]
    is_list = len(split) > 1 and all(_is_name(part) for part in split)
    return tuple(dict.fromkeys(split[:MOST_NAMES])) if is_list else (text,)


def _is_name(part: str) -> bool:
    bare = "".join(part.split())
    return (
        len(bare) >= _SHORTEST_NAME
        and _ENDED.search(bare) is not None
        and _ONLY_BRANCH.match(bare) is None
    )
