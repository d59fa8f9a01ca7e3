"""The 网信算备 filing number: its parts and its check digit.

No official page documents the format; it was inferred from, and verified on, 7,996 published
numbers of 2022-08 … 2026-05 (one fails the check digit, one has 22 digits).
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_DIGITS = re.compile(r"\d+")
_ALGORITHM_NUMBER = re.compile(r"网信算备(\d{21})号")
ALGORITHM_NUMBER_DIGITS = 21


@dataclass(frozen=True, slots=True)
class AlgorithmFilingNumber:
    """The parts of 网信算备 + 21 digits + 号."""

    division: str
    """6 digits: administrative division (district) of the filer when the number was given."""
    filer_code: str
    """7 digits: stable per filer over renames and moves, otherwise opaque."""
    algorithm_class: str
    """2 digits: 01 合成 02 推送 03 排序 04 检索 05 过滤 06 调度."""
    year: int
    serial: int
    check_digit_holds: bool


def check_digit_holds(digits: str) -> bool:
    """Tell whether 21 digits satisfy Σ dᵢ·2^(20−i) ≡ 1 (mod 10).

    >>> check_digit_holds("330110507206401230035")
    True
    >>> check_digit_holds("110108823483901220013")
    False
    """
    last = len(digits) - 1
    return sum(int(d) << (last - i) for i, d in enumerate(digits)) % 10 == 1


@lru_cache(maxsize=4096)
def parse_algorithm_number(printed: str) -> AlgorithmFilingNumber | None:
    """Return the parts of a number as printed, or None when it is not in the known form.

    >>> parse_algorithm_number("网信算备440105493500701260013号").division
    '440105'
    >>> parse_algorithm_number("网信算备1101082242366066220017号") is None
    True
    """
    found = _ALGORITHM_NUMBER.fullmatch(filing_key(printed, keep_words=True))
    if found is None:
        return None
    digits = found[1]
    return AlgorithmFilingNumber(
        division=digits[:6],
        filer_code=digits[6:13],
        algorithm_class=digits[13:15],
        year=2000 + int(digits[15:17]),
        serial=int(digits[17:20]),
        check_digit_holds=check_digit_holds(digits),
    )


def filing_key(printed: str, *, keep_words: bool = False) -> str:
    r"""Return the key by which two prints of one number are the same number.

    Width and white space never count; 网信算备 numbers are keyed by their digits alone, all other
    numbers (generative AI) by the case-folded text.

    >>> filing_key("网信算备 440105493500701260013 号\n")
    '440105493500701260013'
    >>> filing_key("Guangdong-QuWan-202507010060")
    'guangdong-quwan-202507010060'
    """
    text = "".join(unicodedata.normalize("NFKC", printed).split())
    if keep_words:
        return text
    if text.startswith("网信算备"):
        digits = "".join(_DIGITS.findall(text))
        return digits or text.casefold()
    return text.casefold()
