"""The numbers of the generative-AI lists, as printed and with their typing errors."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishen.domain.filing_numbers import is_of_province, parse_generative_ai_number

_SERIALS = st.integers(0, 9999).map("{:04d}".format)
_DAYS = st.dates(date(2023, 1, 1), date(2029, 12, 31))
_MODELS = st.from_regex(r"[A-Za-z][A-Za-z0-9.]{0,20}(-[A-Za-z]{1,9})?", fullmatch=True)


@given(model=_MODELS, day=_DAYS, serial=_SERIALS, is_registration=st.booleans())
def test_a_number_gives_back_its_parts(
    model: str, day: date, serial: str, is_registration: bool
) -> None:
    printed = f"Guangdong-{model}-{day:%Y%m%d}{'S' * is_registration}{serial}"

    number = parse_generative_ai_number(printed)

    assert number is not None
    assert (number.model, number.day, number.serial) == (model, day, serial)
    assert (number.is_registration, number.is_whole) == (is_registration, True)


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_none(printed: str) -> None:
    number = parse_generative_ai_number(printed)

    assert number is None or number.province


@pytest.mark.parametrize(
    ("printed", "is_whole"),
    [
        ("Beijing-YunQue-20230821", True),
        ("Guangdong- QuWan -202507010060\n", True),
        ("Guangdong—QuWan—202507010060", True),
        ("ZhongYangQiYe-Dr.GDCDC-202507010060", True),
        ("Jiangsu-SiWeiXiangLiangZhiSuanYun-", False),
        ("ZheJiang-HuaShuShiHua-20250609000026", False),
        ("Guangdong-QuWan-202513010060", False),
        ("Guangdong-QuWan-20250701S60", False),
    ],
)
def test_a_cut_or_overlong_number_is_told_from_a_whole_one(printed: str, is_whole: bool) -> None:
    number = parse_generative_ai_number(printed)

    assert number is not None
    assert number.is_whole is is_whole


@pytest.mark.parametrize(
    ("printed", "jurisdiction", "answer"),
    [
        ("ZheJiang-X-20240401", "浙江省", True),
        ("Zhejiang-X-20240401", "浙江", True),
        ("ShanXi-X-20240401", "陕西省", True),
        ("Shaanxi-X-20240401", "山西省", False),
        ("ZhongYangQiYe-X-20240401", "国资委", True),
        ("Shinghai-X-20240401", "上海市", False),
        ("Beijing-X-20240401", "火星", None),
        ("Beijing-X-20240401", "", None),
    ],
)
def test_a_number_is_of_its_province(printed: str, jurisdiction: str, answer: bool | None) -> None:
    number = parse_generative_ai_number(printed)

    assert number is not None
    assert is_of_province(number, jurisdiction) is answer
