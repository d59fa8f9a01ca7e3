"""Synthetic unified social credit codes: right in both check characters, obviously not real."""

_USCC_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORGANISATION_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_SAMPLE_MARK = "000Y"
_ELEVEN = 11
_TEN = 10


def sample_uscc(registry_kind: str, office: str, serial: int) -> str:
    """Return registering department and kind (91, 92), office (6 digits) and 000Y + serial.

    >>> sample_uscc("91", "440105", 1)
    '91440105000Y0001XL'
    """
    body = f"{_SAMPLE_MARK}{serial:04d}"
    seventeen = f"{registry_kind}{office}{body}{organisation_check(body)}"
    return seventeen + uscc_check(seventeen)


def organisation_check(body: str) -> str:
    """Return the GB 11714 check character of the eight characters of an organisation code."""
    pairs = zip(body, _ORGANISATION_WEIGHTS, strict=True)
    total = sum(_ORGANISATION_CHARACTERS.index(sign) * weight for sign, weight in pairs)
    check = (_ELEVEN - total % _ELEVEN) % _ELEVEN
    return "X" if check == _TEN else str(check)


def uscc_check(seventeen: str) -> str:
    """Return the GB 32100 check character of the first seventeen characters of a code."""
    base = len(_USCC_CHARACTERS)
    total = sum(
        _USCC_CHARACTERS.index(sign) * pow(3, at, base) for at, sign in enumerate(seventeen)
    )
    return _USCC_CHARACTERS[-total % base]
