"""A name in its parts, and what only may be one part written in two ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishen.matching.parts import IN_FRONT, NO_REGION, parse, split_body, weak_text
from jishen.matching.places import city_of_division, division_of_address, place_name

NAME_TEXT = st.text(
    alphabet=st.one_of(
        st.sampled_from("广州市省海珠区北京吉林（）有限责任公司股份集团分科技云舟"), st.characters()
    ),
    max_size=40,
)


@pytest.mark.parametrize(
    ("name", "region", "body", "form", "branch"),
    [
        ("广州云舟科技有限公司", "广州", "云舟科技", "有限公司", ""),
        ("广东省广州市云舟科技有限责任公司", "广东广州", "云舟科技", "有限公司", ""),
        ("云舟科技（广州）股份有限公司", "广州", "云舟科技", "股份有限公司", ""),
        ("云舟（广州）科技集团有限公司", "广州", "云舟科技", "集团有限公司", ""),
        ("广州云舟（集团）有限公司", "广州", "云舟", "集团有限公司", ""),
        ("云舟科技有限公司", "", "云舟科技", "有限公司", ""),
        ("广州市海珠区云舟商行", "广州海珠区", "云舟", "商行", ""),
        ("广州云舟服饰店（个体工商户）", "广州", "云舟服饰", "店", ""),
        ("深圳云舟投资合伙企业（有限合伙）", "深圳", "云舟投资", "有限合伙", ""),
        ("云舟科技有限公司广州第一分公司", "", "云舟科技", "有限公司", "广州第一分公司"),
        ("广西壮族自治区南宁市云舟有限公司", "广西南宁", "云舟", "有限公司", ""),
        ("海珠科技有限公司", "", "海珠科技", "有限公司", ""),
        ("北京市政工程有限公司", "", "北京市政工程", "有限公司", ""),
        ("广州市场监测有限公司", "广州", "市场监测", "有限公司", ""),
        ("鹏城国家实验室", "", "鹏城国家", "实验室", ""),
        ("市云舟科技有限公司", "", "云舟科技", "有限公司", ""),
    ],
)
def test_a_name_is_read_in_its_parts(name, region, body, form, branch) -> None:
    parts = parse(name)

    assert (parts.region, parts.body, parts.form, parts.branch) == (region, body, form, branch)


@pytest.mark.parametrize("form", ["有公司", "限公司", "有限司", "有限公可", "有限责公司"])
def test_a_legal_form_with_a_character_lost_or_changed_is_damaged(form) -> None:
    parts = parse(f"广州云舟科技{form}")

    assert (parts.body, parts.form, parts.is_damaged) == ("云舟科技", "有限公司", True)


@pytest.mark.parametrize(
    ("name", "form"),
    [("广州云舟份有限公司", "股份有限公司"), ("广州云舟控股有限公司", "控股有限公司")],
)
def test_a_damaged_form_is_read_at_its_full_length(name, form) -> None:
    parts = parse(name)

    assert (parts.body, parts.form) == ("云舟", form)


def test_where_the_region_stands_is_told() -> None:
    places = [
        parse(name).place
        for name in ("云舟科技有限公司", "广州云舟科技有限公司", "云舟（广州）科技有限公司")
    ]

    assert places == [NO_REGION, IN_FRONT, 3]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("广州云舟科技有限公司", "广州市云舟科技有限责任公司"),
        ("广东广州云舟科技有限公司", "广东省广州市云舟科技有限公司"),
        ("内蒙古云舟有限公司", "内蒙古自治区云舟有限公司"),
        ("云舟（广州）科技有限公司", "云舟（广州市）科技有限公司"),
    ],
)
def test_ways_to_write_one_region_or_form_are_weakly_equal(one, other) -> None:
    text = weak_text(parse(one))

    assert text == weak_text(parse(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("吉林省云舟科技有限公司", "吉林市云舟科技有限公司"),
        ("吉林云舟科技有限公司", "吉林市云舟科技有限公司"),
        ("广州云舟科技有限公司", "广东云舟科技有限公司"),
        ("广州云舟科技有限公司", "云舟（广州）科技有限公司"),
        ("广州云舟科技有限公司", "广州云舟科技股份有限公司"),
        ("广州云舟科技有限公司", "广州云舟科技有限公司分公司"),
        ("广州云舟（天河）有限公司", "广州云舟天河有限公司"),
        ("市云舟科技有限公司", "云舟科技有限公司"),
        ("广州云舟科技有限公司", "云舟科技有限公司"),
    ],
)
def test_what_a_registry_tells_apart_is_not_weakly_equal(one, other) -> None:
    text = weak_text(parse(one))

    assert text != weak_text(parse(other))


@pytest.mark.parametrize(
    ("body", "brand", "trade"),
    [
        ("动悦信息技术", "动悦", "信息技术"),
        ("云舟大数据科技", "云舟", "大数据科技"),
        ("有车以后信息科技", "有车以后", "信息科技"),
        ("云舟布匹", "云舟", "布匹"),
        ("云舟", "云舟", ""),
        ("科技", "科技", ""),
        ("", "", ""),
    ],
)
def test_a_body_is_split_where_its_known_words_of_trade_begin(body, brand, trade) -> None:
    parts = split_body(body)

    assert parts == (brand, trade)


@given(NAME_TEXT)
def test_any_text_has_parts_and_loses_no_character_of_its_body(text) -> None:
    parts = parse(text)

    assert parts.written_body in text or parts.place > 0
    assert "".join(split_body(parts.body)) == parts.body


@pytest.mark.parametrize(
    ("address", "division"),
    [
        ("广东省广州市海珠区琶洲大道东1号", "440105"),
        ("广州市海珠区新港中路397号", "440105"),
        ("样例：广州市海珠区官洲街道样例路1号", "440105"),
        ("广州 市 海珠区", "440105"),
        ("东莞市南城街道", "4419"),
        ("上海市浦东新区世纪大道1号", "310115"),
        ("琶洲大道东1号", ""),
        ("", ""),
    ],
)
def test_an_address_tells_its_division(address, division) -> None:
    found = division_of_address(address)

    assert found == division


@pytest.mark.parametrize(
    ("one", "other"), [("440105", "4401"), ("310115", "310104"), ("500101", "500241")]
)
def test_divisions_of_one_city_have_one_city(one, other) -> None:
    city = city_of_division(one)

    assert city == city_of_division(other)


def test_towns_right_under_a_province_are_cities_of_their_own() -> None:
    city = city_of_division("469007")

    assert city != city_of_division("469005")


def test_a_division_is_named_with_its_city() -> None:
    names = [place_name(code) for code in ("440105", "4401", "110108", "999999")]

    assert names == ["广州市海珠区", "广州市", "北京市海淀区", "999999"]
