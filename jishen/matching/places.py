"""Where an enterprise is: the city of an address and of a filing number, and whether they agree."""

from functools import lru_cache

from jishen.matching.parts import leading_region
from jishen.matching.tables import divisions

_CITY_DIGITS, _PROVINCE_DIGITS, _DIVISION_DIGITS = 4, 2, 6
_MUNICIPALITIES = ("11", "12", "31", "50")
_UNDER_THE_PROVINCE = "90"
_MOST_SKIPPED = 12
_USUAL, _LONGEST = 9, 60


def division_of_address(address: str) -> str:
    """Return the code of the division in a registered address, "" if it does not tell a city.

    Six digits where the address tells the district or county, else those of the city.

    >>> division_of_address("广东省广州市海珠区琶洲大道东1号"), division_of_address("琶洲大道东1号")
    ('440105', '')
    """
    # Most addresses of a registry begin alike.
    return _division_in(address[:_USUAL]) or _division_in(address[:_LONGEST])


@lru_cache(maxsize=4096)
def _division_in(address: str) -> str:
    text = "".join(address.split())
    for start in range(min(_MOST_SKIPPED, len(text))):  # 样例：广州市…
        _, codes, _ = leading_region(text[start:])
        if len(codes) == 1 and (len(codes[0]) >= _CITY_DIGITS or codes[0] in _MUNICIPALITIES):
            return codes[0]
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
        above = names.get(city) or names.get(code[:_PROVINCE_DIGITS], "")
        return above + names[code] if len(code) == _DIVISION_DIGITS else names[code]
    return names.get(city, code)


def _names_by_code() -> dict[str, str]:
    if not _NAMES:
        for name, codes in divisions().items():
            for code in codes:
                _NAMES[code] = max(_NAMES.get(code, ""), name, key=len)
    return _NAMES


_NAMES: dict[str, str] = {}
