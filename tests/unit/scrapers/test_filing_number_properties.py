"""Properties of filing numbers that every read of a list relies on."""

from hypothesis import given, settings
from hypothesis import strategies as st

from jishen.domain.filing_numbers import check_digit_holds, filing_key, parse_algorithm_number

_DIGITS = st.text("0123456789", min_size=21, max_size=21)
_PRINTED = st.text("网信算备号-0123456789abzABZ \uff08\uff10\uff19\uff21\uff5a\u3000\n\t")
_SPACE = st.text(" \t\n\r　\xa0", max_size=3)


@settings(deadline=None)
@given(_DIGITS, _SPACE, _SPACE, _SPACE)
def test_white_space_never_changes_a_number(digits: str, a: str, b: str, c: str) -> None:
    printed = f"{a}网信算备{b}{digits}号{c}"

    parsed = parse_algorithm_number(printed)

    assert filing_key(printed) == digits
    assert parsed is not None
    assert parsed.check_digit_holds is check_digit_holds(digits)


@settings(deadline=None)
@given(st.text("0123456789", min_size=20, max_size=20))
def test_exactly_one_or_no_last_digit_satisfies_the_check(digits: str) -> None:
    fitting = [last for last in "0123456789" if check_digit_holds(digits + last)]

    assert len(fitting) == 1


@settings(deadline=None)
@given(_PRINTED)
def test_key_of_a_printed_number_is_its_own_key(printed: str) -> None:
    key = filing_key(printed)

    assert filing_key(key) == key
