"""Whether one short text may be a slip of another: same sound, look-alike, a character too many."""

from functools import cache

from pypinyin import Style, pinyin
from rapidfuzz.distance import OSA

from jishen.matching.tables import look_alikes

SHORT_BRAND = 2
"""字号 of so few characters are a slip of one another only if they sound or look alike."""

# What one hears or types for the other: flat and curled, front and back nasal.
_SAME_TO_THE_EAR = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ing", "in"), ("eng", "en"))


@cache
def sound(character: str) -> str:
    """Return the usual reading of a character without its tone, near ones folded together."""
    reading = str(pinyin(character, style=Style.NORMAL)[0][0])
    for curled, flat in _SAME_TO_THE_EAR:
        reading = reading.replace(curled, flat)
    return reading


def sounds_alike(one: str, other: str) -> bool:
    """Tell whether two characters sound alike, whatever the tone.

    >>> sounds_alike("舟", "洲"), sounds_alike("舟", "山")
    (True, False)
    """
    return sound(one) == sound(other)


def looks_alike(one: str, other: str) -> bool:
    """Tell whether two characters are easily read or typed for one another.

    >>> looks_alike("未", "末"), looks_alike("未", "山")
    (True, False)
    """
    return other in look_alikes().get(one, "") or one in look_alikes().get(other, "")


@cache
def may_be_a_slip(one: str, other: str) -> bool:
    """Tell whether one character may have been written for the other."""
    return one == other or looks_alike(one, other) or sounds_alike(one, other)


def distance(one: str, other: str, most: int) -> int:
    """Return the characters lost, added, replaced or swapped with a neighbour; `most` + 1 if more.

    >>> distance("云舟科技", "云洲科技", 2), distance("云舟科技", "舟云科技", 2)
    (1, 1)
    """
    return OSA.distance(one, other, score_cutoff=most)
