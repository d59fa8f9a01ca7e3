"""A registered address as written, taken apart: division, street, road, house number, building."""

import re
import unicodedata
from dataclasses import dataclass

_DIGIT = "零一二三四五六七八九"
_TEN = 10
_IN_NOTES = re.compile(r"[(\[【][^()\[\]【】]*(?:限|仅|用途|集群|托管|不可)[^()\[\]【】]*[)\]】]")
_SAMPLE = re.compile(r"^样例[:,]?")
_DASHES = re.compile(r"[\u2010-\u2015\u2212~]")
_PROVINCE = re.compile(r"^(?:中国)?([\u4e00-\u9fff]{2,3}省|[\u4e00-\u9fff]{2,6}自治区)")
_CITY = re.compile(r"^([\u4e00-\u9fff]{2,4}?市)")
_DISTRICT = re.compile(r"^([\u4e00-\u9fff]{1,3}?区|[\u4e00-\u9fff]{1,3}?[县市])(?!域|间|段|内)")
_ROAD = re.compile(r"^([\u4e00-\u9fffA-Z0-9]*?(?:大道[东南西北中]?|大街|[路街巷]|村道))")
_SELF_NUMBERED = re.compile(r"自编(?:号)?")
_NUMBER = re.compile(r"^(\d+)(?!\d)(?:号?(?:之|-)(\d+)(?!\d))?号?(?!栋|幢|座|楼|层|室|房|单元)")
_BUILDING = re.compile(r"([A-Z]\d{0,2}|\d{1,3}|[一二三四五六七八九十]{1,3})(?:栋|幢|座|号楼)")
_FLOOR = re.compile(r"(\d{1,3}|[一二三四五六七八九十]{1,3})(?:层|楼)")
_LATER_NUMBER = re.compile(r"之([一二三四五六七八九十]{1,3})")


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of an address; an empty part was not written. Nothing is guessed or added."""

    text: str
    """The whole, in half width, without blanks and notes."""
    province: str = ""
    city: str = ""
    district: str = ""
    rest: str = ""
    """What follows the divisions."""


@dataclass(frozen=True, slots=True)
class House:
    """Where in a road: its name, the official number, the building and the floor."""

    road: str = ""
    number: int | None = None
    """None where there is none, or only a number that the owner gave (自编)."""
    sub_number: str = ""
    """68号之三 and 68-3号 both have `3`."""
    building: str = ""
    floor: str = ""

    @property
    def has_number(self) -> bool:
        """Tell whether the official house number is known."""
        return self.number is not None


def normalised(text: str) -> str:
    """Return an address in half width and capitals, without blanks, notes and odd dashes.

    >>> normalised(" 海珠区琶洲大道６８号 （仅限办公）")
    '海珠区琶洲大道68号'
    """
    folded = unicodedata.normalize("NFKC", text).upper()
    visible = "".join(c for c in folded if unicodedata.category(c)[0] not in {"C", "Z"})
    plain = _IN_NOTES.sub("", _DASHES.sub("-", visible))
    return _SAMPLE.sub("", plain)


def read_address(text: str, city: str, districts: tuple[str, ...]) -> Address:
    """Return the address with its divisions split off; `city` and its `districts` are known.

    A district of the city may follow without the city's name, and 区 may be left out only where
    nothing else could be meant: this reader does not do it.

    >>> read_address("广东省广州市海珠区琶洲大道68号", "广州市", ("海珠区",)).rest
    '琶洲大道68号'
    """
    whole = rest = normalised(text)
    province, rest = _taken(_PROVINCE, rest)
    found, after = _taken(_CITY, rest)
    # 广州海珠区… leaves 市 out; 广州大道南… is a road.
    without = rest.removeprefix(city.removesuffix("市"))
    if without != rest and _known_district(without, districts)[0]:
        found, after = city, without
    named, tail = _known_district(after if found else rest, districts)
    if named:
        return Address(whole, province, found, named, tail)
    district, tail = _taken(_DISTRICT, after) if found else ("", rest)
    return Address(whole, province, found, district, tail)


def read_house(text: str, known_roads: tuple[str, ...]) -> House:
    """Return where in a road this is; of known roads the longest that stands there is taken.

    >>> read_house("琶洲大道东8号之三A座12层", ("琶洲大道", "琶洲大道东"))
    House(road='琶洲大道东', number=8, sub_number='3', building='A', floor='12')
    """
    road, after = _road(text, known_roads)
    official = _SELF_NUMBERED.split(after, maxsplit=1)[0]
    number, sub_number = _number(official) if road else (None, "")
    return House(
        road=road,
        number=number,
        sub_number=sub_number,
        building=_digits(_first(_BUILDING, after)),
        floor=_digits(_first(_FLOOR, after)),
    )


def chinese_number(text: str) -> int:
    """Return a whole number below a hundred that is written in Chinese.

    >>> chinese_number("三"), chinese_number("十"), chinese_number("二十一")
    (3, 10, 21)
    """
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _DIGIT.index(text[-1])
    return (_DIGIT.index(tens) if tens else 1) * _TEN + (_DIGIT.index(ones) if ones else 0)


def _taken(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    found = pattern.match(text)
    return (found[1], text[found.end() :]) if found else ("", text)


def _known_district(text: str, districts: tuple[str, ...]) -> tuple[str, str]:
    for name in districts:
        if text.startswith(name):
            return name, text.removeprefix(name)
    return "", text


def _road(text: str, known_roads: tuple[str, ...]) -> tuple[str, str]:
    places = ((text.find(name), -len(name), name) for name in known_roads)
    standing = min((place for place in places if place[0] >= 0), default=None)
    if standing is not None:
        return standing[2], text[standing[0] - standing[1] :]
    return _taken(_ROAD, text)


def _number(text: str) -> tuple[int | None, str]:
    counted = _LATER_NUMBER.sub(lambda found: f"之{chinese_number(found[1])}", text)
    found = _NUMBER.match(counted)
    return (int(found[1]), found[2] or "") if found else (None, "")


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""


def _digits(text: str) -> str:
    """Return a building or floor with its Chinese number in digits."""
    is_chinese = text != "" and all(c in _DIGIT or c == "十" for c in text)
    return str(chinese_number(text)) if is_chinese else text
