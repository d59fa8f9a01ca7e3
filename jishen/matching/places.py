"""Where an enterprise is: the city of an address and of a filing number, and whether they agree."""

from functools import lru_cache

from jishen.matching.parts import leading_region
from jishen.matching.tables import divisions

_CITY_DIGITS, _PROVINCE_DIGITS, _DIVISION_DIGITS = 4, 2, 6
_MUNICIPALITIES = ("11", "12", "31", "50")
_UNDER_THE_PROVINCE = "90"
_MOST_SKIPPED = 12
_USUAL, _LONGEST = 9, 60


def city_of_address(address: str) -> str:
    """Return the city in a registered address as digits, "" if it does not tell one.

    >>> city_of_address("广东省广州市海珠区琶洲大道东1号"), city_of_address("琶洲大道东1号")
    ('4401', '')
    """
    # Most addresses of a registry begin alike.
    return _city_in(address[:_USUAL]) or _city_in(address[:_LONGEST])


@lru_cache(maxsize=4096)
def _city_in(address: str) -> str:
    text = "".join(address.split())
    for start in range(min(_MOST_SKIPPED, len(text))):  # 样例：广州市…, 中国（广东）自由贸易试验区广州市…
        _, codes, _ = leading_region(text[start:])
        cities = {city_of_division(code) for code in codes if len(code) >= _CITY_DIGITS}
        if len(cities) == 1:
            return cities.pop()
    return ""


def city_of_division(code: str) -> str:
    """Return the digits that name the city of a division of 4 or 6 digits.

    Two for a municipality, six for a county-level city right under its province, else four.

    >>> city_of_division("440105"), city_of_division("310115"), city_of_division("469007")
    ('4401', '31', '469007')
    """
    if code.startswith(_MUNICIPALITIES):
        return code[:_PROVINCE_DIGITS]
    if code[_PROVINCE_DIGITS:_CITY_DIGITS] == _UNDER_THE_PROVINCE:
        return code[:_DIVISION_DIGITS]
    return code[:_CITY_DIGITS]


def place_name(code: str) -> str:
    """Return a division's full name with that of its city, the code itself if it is not known.

    >>> place_name("440105"), place_name("4401"), place_name("999999")
    ('广州市海珠区', '广州市', '999999')
    """
    names = _names_by_code()
    city = code[:_CITY_DIGITS]
    if code in names:
        above = names.get(city, "") if len(code) == _DIVISION_DIGITS else ""
        return above + names[code]
    return names.get(city, code)


def _names_by_code() -> dict[str, str]:
    if not _NAMES:
        for name, codes in divisions().items():
            for code in codes:
                _NAMES[code] = max(_NAMES.get(code, ""), name, key=len)
    return _NAMES


_NAMES: dict[str, str] = {}
