"""Amounts in yuan, in 万元 and in capitals."""

import pytest

from desk.amounts import LARGEST_YUAN, in_capitals, wan, yuan


@pytest.mark.parametrize(
    ("amount", "capitals"),
    [
        (0, "零元整"),
        (1, "壹元整"),
        (10, "壹拾元整"),
        (100_000, "壹拾万元整"),
        (200_000, "贰拾万元整"),
        (500_000, "伍拾万元整"),
        (800_000, "捌拾万元整"),
        (1_000_000, "壹佰万元整"),
        (123_456, "壹拾贰万叁仟肆佰伍拾陆元整"),
        (100_001, "壹拾万零壹元整"),
        (101_000, "壹拾万壹仟元整"),
        (1_005_000, "壹佰万伍仟元整"),
        (1_050_050, "壹佰零伍万零伍拾元整"),
        (10_000_001, "壹仟万零壹元整"),
        (10_000_000, "壹仟万元整"),
        (280_000_000, "贰亿捌仟万元整"),
        (100_001_000, "壹亿零壹仟元整"),
        (100_000_500, "壹亿零伍佰元整"),
        (1_000_500_000, "壹拾亿零伍拾万元整"),
        (20_304, "贰万零叁佰零肆元整"),
        (LARGEST_YUAN, "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元整"),
    ],
)
def test_yuan_are_written_in_capitals(amount: int, capitals: str) -> None:
    assert in_capitals(amount) == capitals


@pytest.mark.parametrize("amount", [-1, LARGEST_YUAN + 1])
def test_what_cannot_be_written_in_capitals_is_refused(amount: int) -> None:
    with pytest.raises(ValueError, match="cannot be written"):
        in_capitals(amount)


@pytest.mark.parametrize(
    ("amount", "said"), [(1_000_000, "100 万元"), (200_000, "20 万元"), (0, "0 元"), (5, "5 元")]
)
def test_whole_ten_thousands_are_said_in_wan(amount: int, said: str) -> None:
    assert wan(amount) == said


def test_yuan_have_separators() -> None:
    assert yuan(1_000_000) == "1,000,000 元"
