"""How two prints of one name differ, and where two names differ, character by character."""

import unicodedata
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from jishen.matching.names import name_key

_LONGEST = 200


class Stretch(NamedTuple):
    """A stretch of a name; `is_different` where the other name has something else."""

    text: str
    is_different: bool


def same_name_finding(printed: str, registered: str) -> str:
    """Return how two prints with one match_key agree: letter by letter, or after what folding."""
    if printed == registered:
        return "逐字相同"
    if _without_white_space(printed) == _without_white_space(registered):
        return "仅空白不同，视为同名"
    if _folded_width(printed) == _folded_width(registered):
        return "仅空白、全半角或大小写不同，视为同名"
    if name_key(printed) == name_key(registered):
        return "仅繁简或异体字形不同，按简体视为同名"
    return "仅标点、符号或全半角、繁简不同，视为同名"


def marked(one: str, other: str) -> tuple[tuple[Stretch, ...], tuple[Stretch, ...]]:
    """Return two texts in stretches, those that differ marked; the texts are cut at 200.

    >>> marked("云舟科技", "云洲科技")[0][1]
    Stretch(text='舟', is_different=True)
    """
    one, other = one[:_LONGEST], other[:_LONGEST]
    ours: list[Stretch] = []
    theirs: list[Stretch] = []
    for step in Levenshtein.opcodes(one, other):
        is_different = step.tag != "equal"
        if step.src_end > step.src_start:
            ours.append(Stretch(one[step.src_start : step.src_end], is_different))
        if step.dest_end > step.dest_start:
            theirs.append(Stretch(other[step.dest_start : step.dest_end], is_different))
    return tuple(ours), tuple(theirs)


def _without_white_space(text: str) -> str:
    return "".join(text.split())


def _folded_width(text: str) -> str:
    return _without_white_space(unicodedata.normalize("NFKC", text).casefold())
