"""Codes by time, as RFC 6238 appendix B has them (its last six digits)."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishen.domain.one_time_codes import (
    STEP_SECONDS,
    code_of,
    enrolment_uri,
    matching_step,
    secret_in_letters,
    step_of,
)

SECRET = b"12345678901234567890"
AT = datetime(2009, 2, 13, 23, 31, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_standard(second: int, code: str) -> None:
    assert code_of(SECRET, step_of(datetime.fromtimestamp(second, UTC))) == code


@pytest.mark.parametrize("late", [-1, 0, 1])
def test_a_code_holds_now_and_one_step_to_either_side(late: int) -> None:
    step = step_of(AT) + late

    assert matching_step(SECRET, code_of(SECRET, step), AT, None) == step


@pytest.mark.parametrize("late", [-2, 2])
def test_a_code_of_another_time_does_not_hold(late: int) -> None:
    assert matching_step(SECRET, code_of(SECRET, step_of(AT) + late), AT, None) is None


def test_a_code_holds_once() -> None:
    step = step_of(AT)

    assert matching_step(SECRET, code_of(SECRET, step), AT, step) is None


@pytest.mark.parametrize("typed", ["005 924", " 005924 "])
def test_blanks_in_a_code_do_not_matter(typed: str) -> None:
    assert matching_step(SECRET, typed, AT, None) == step_of(AT)


@given(st.text(max_size=10))
def test_whatever_is_typed_is_an_answer_and_no_error(typed: str) -> None:
    assert matching_step(SECRET, typed, AT, step_of(AT) + 1) is None


def test_an_app_is_told_issuer_login_and_secret() -> None:
    uri = enrolment_uri(SECRET, "即审", "wangxm")

    assert uri.startswith("otpauth://totp/%E5%8D%B3%E5%AE%A1:wangxm?secret=GEZDGNBVGY3TQOJQ")
    assert uri.endswith("&issuer=%E5%8D%B3%E5%AE%A1")


def test_a_secret_is_shown_in_groups() -> None:
    assert secret_in_letters(SECRET).startswith("GEZD GNBV GY3T QOJQ")
    assert STEP_SECONDS == 30
