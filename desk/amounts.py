"""Amounts as people read and write them: in yuan, in 万元, and in the capitals of a voucher."""

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")
_GROUP = 10_000
_THOUSAND = 1_000
LARGEST_YUAN = _GROUP ** len(_GROUPS) - 1


def yuan(amount: int) -> str:
    """Return an amount with separators.

    >>> yuan(1000000)
    '1,000,000 元'
    """
    return f"{amount:,} 元"


def wan(amount: int) -> str:
    """Return an amount in 万元 when it is whole ones, in yuan otherwise.

    >>> wan(1000000), wan(0), wan(123456)
    ('100 万元', '0 元', '123,456 元')
    """
    if amount and amount % _GROUP == 0:
        return f"{amount // _GROUP:,} 万元"
    return yuan(amount)


def in_capitals(amount: int) -> str:
    """Return whole yuan in capitals, as 《支付结算办法》附一 has them written.

    >>> in_capitals(200000), in_capitals(1000000), in_capitals(10000001)
    ('贰拾万元整', '壹佰万元整', '壹仟万零壹元整')

    Raises:
        ValueError: negative, or a million 亿 and more.
    """
    if not 0 <= amount <= LARGEST_YUAN:
        message = f"{amount} yuan cannot be written in capitals"
        raise ValueError(message)
    if amount == 0:
        return "零元整"
    said, rest, gap = "", amount, False
    for power in reversed(range(len(_GROUPS))):
        group, rest = divmod(rest, _GROUP**power)
        if group:
            needs_zero = bool(said) and (gap or group < _THOUSAND)
            said += f"{'零' if needs_zero else ''}{_group_in_capitals(group)}{_GROUPS[power]}"
        gap = not group
    return f"{said}元整"


def _group_in_capitals(group: int) -> str:
    """Return 1 to 9,999 in capitals: one 零 for a run of zeros inside, none at the end."""
    said, gap = "", False
    for place in reversed(range(len(_PLACES))):
        digit = group // 10**place % 10
        if digit == 0:
            gap = bool(said)
            continue
        said += f"{'零' if gap else ''}{_DIGITS[digit]}{_PLACES[place]}"
        gap = False
    return said
