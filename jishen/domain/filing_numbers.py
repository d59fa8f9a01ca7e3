"""Filing numbers: the 网信算备 number with its check digit, and that of the generative-AI lists.

No official page documents the format; it was inferred from, and verified on, 7,996 published
numbers of 2022-08 … 2026-05 (one fails the check digit, one has 22 digits).
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
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
    # The same as 2·(Σ wᵢ·dᵢ mod 5) + 1 with weights 2, 1, 3, 4 repeated over the first 20 digits.
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


PROVINCE_PINYIN = {
    "北京市": ("beijing",),
    "天津市": ("tianjin",),
    "河北省": ("hebei",),
    "山西省": ("shanxi",),
    "内蒙古自治区": ("neimenggu", "innermongolia"),
    "辽宁省": ("liaoning",),
    "吉林省": ("jilin",),
    "黑龙江省": ("heilongjiang",),
    "上海市": ("shanghai",),
    "江苏省": ("jiangsu",),
    "浙江省": ("zhejiang",),
    "安徽省": ("anhui",),
    "福建省": ("fujian",),
    "江西省": ("jiangxi",),
    "山东省": ("shandong",),
    "河南省": ("henan",),
    "湖北省": ("hubei",),
    "湖南省": ("hunan",),
    "广东省": ("guangdong",),
    "广西壮族自治区": ("guangxi",),
    "海南省": ("hainan",),
    "重庆市": ("chongqing",),
    "四川省": ("sichuan",),
    "贵州省": ("guizhou",),
    "云南省": ("yunnan",),
    "西藏自治区": ("xizang", "tibet"),
    "陕西省": ("shaanxi", "shanxi"),  # both are printed
    "甘肃省": ("gansu",),
    "青海省": ("qinghai",),
    "宁夏回族自治区": ("ningxia",),
    "新疆维吾尔自治区": ("xinjiang",),
    "国资委": ("zhongyangqiye",),
}
"""How the numbers spell a 属地, case-folded; a central enterprise files with the 国资委."""

_GENERATIVE_NUMBER = re.compile(r"([A-Za-z]+)-(.+)-(\d*)(?:S(\d*))?", re.IGNORECASE)
_DAY_DIGITS, _SERIAL_DIGITS = 8, (0, 4)
_DASHES = str.maketrans(dict.fromkeys("\uff0d\u2013\u2014\u2212\u2010\u2011", "-"))


@dataclass(frozen=True, slots=True)
class GenerativeAiNumber:
    """The parts of Province-Model-YYYYMMDD, with a running number, or S and one for a 登记.

    Inferred from about 250 rows of the official lists; the last part may be cut or too long.
    """

    province: str
    """As printed: capitals and spelling vary."""
    model: str
    """The model's name in pinyin or English; may hold dots, blanks and hyphens."""
    day: date | None
    """The day of the decision, None when the digits are not a day."""
    serial: str
    """The province's running number as printed; none before 2024-04."""
    is_registration: bool
    """登记: an S stands before the running number."""
    is_whole: bool
    """It has a day, and a running number of four digits or none."""


@lru_cache(maxsize=4096)
def parse_generative_ai_number(printed: str) -> GenerativeAiNumber | None:
    """Return the parts of a number as printed, None when it has no province and model.

    >>> parse_generative_ai_number("Guangdong-MoFaDaMoXing-20250306S0009").is_registration
    True
    >>> parse_generative_ai_number("ZheJiang-HuaShu-20250609000026").is_whole
    False
    >>> parse_generative_ai_number("Jiangsu-SiWeiXiangLiang-").day is None
    True
    """
    found = _GENERATIVE_NUMBER.fullmatch(filing_key(printed, keep_words=True).translate(_DASHES))
    if found is None:
        return None
    digits, registered = found[3], found[4]
    serial = digits[_DAY_DIGITS:] if registered is None else registered
    day = _day_of(digits[:_DAY_DIGITS])
    extra = registered is not None and len(digits) > _DAY_DIGITS
    needed = _SERIAL_DIGITS[1:] if registered is not None else _SERIAL_DIGITS
    return GenerativeAiNumber(
        province=found[1],
        model=found[2],
        day=day,
        serial=serial,
        is_registration=registered is not None,
        is_whole=day is not None and not extra and len(serial) in needed,
    )


def is_of_province(number: GenerativeAiNumber, jurisdiction: str) -> bool | None:
    """Tell whether a number's province is that of a 属地 as printed; None for an unknown 属地.

    >>> shanghai = parse_generative_ai_number("Shanghai-X-20240401")
    >>> is_of_province(shanghai, "上海"), is_of_province(shanghai, "江苏省")
    (True, False)
    """
    said = "".join(unicodedata.normalize("NFKC", jurisdiction).split())
    if len(said) < len("上海"):
        return None
    known = [spelt for name, spelt in PROVINCE_PINYIN.items() if name.startswith(said[:2])]
    return number.province.casefold() in known[0] if known else None


def _day_of(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
