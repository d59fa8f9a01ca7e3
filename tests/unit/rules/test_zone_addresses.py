"""第九条 by the words of a registered address, in the forms that registries really hold."""

from datetime import date

import pytest

from jishen.domain.enterprises import ZoneStatus
from jishen.domain.zones import ZoneAnswer, ZoneQuestion, ZoneStep
from rules.haizhu_2024.zone_answer import zone_of

TODAY = date(2026, 11, 25)
ALL_IN, ALL_OUT, ALL_UNCERTAIN = "in/in/in", "out/out/out", "uncertain/uncertain/uncertain"


def answer_to(address: str, street: str = "") -> ZoneAnswer:
    return zone_of(ZoneQuestion(address, TODAY, street=street))


def by_reading(answer: ZoneAnswer) -> str:
    return "/".join(status.value for _, status in answer.by_reading)


@pytest.mark.parametrize(
    "address",
    [
        "琶洲大道东1号保利国际广场",
        "广州市海珠区琶洲大道东8号广州国际采购中心1505房",
        "海珠区琶洲大道68号华新中心",
        "广东省广州市海珠区新港东路1068号中洲中心北塔12层",
        "新港东路1166号环汇商业广场南塔",
        "广州市海珠区新港中路397号自编72号(商业街F5-1)",
        "广东省广州市海珠区琶洲街道阅江中路688号北塔33层(仅限办公)",
        "广州市海珠区官洲街北山社区",
        "广州市海珠区华洲街道小洲村",
        "广州市海珠区江海街道大塘社区聚德路10号",
        "广州市海珠区赤岗街珠影社区新港中路354号",
        "广州海珠区南洲街道沥滘村振兴大街4号",
        "海珠区阅江西路222号",
        "广州市海珠区新滘中路88号唯品同创汇6区自编1号",
    ],
)
def test_addresses_well_inside_are_in_under_every_reading(address) -> None:
    answer = answer_to(address)

    assert by_reading(answer) == ALL_IN
    assert answer.status is ZoneStatus.IN


@pytest.mark.parametrize(
    "address",
    [
        "海珠区沙园街工业大道中291号",
        "广州市海珠区江南大道中180号",
        "海珠区昌岗街道昌岗中路166号之三富盈国际大厦",
        "广州市海珠区赤岗街道下渡社区下渡路1号",
        "广州市海珠区石溪社区富力路1号",
        "广州市海珠区新港街道立新社区",
        "广州市海珠区南石头街道",
        "广州市海珠区瑞宝街工业大道南882号",
    ],
)
def test_addresses_in_the_west_are_out_under_every_reading(address) -> None:
    answer = answer_to(address)

    assert by_reading(answer) == ALL_OUT


@pytest.mark.parametrize(
    "address",
    [
        "广州市海珠区广州大道南999号",
        "广州市海珠区广州大道南",
        "广州市海珠区东晓南路1290号",
        "广州市海珠区南洲路365号",
        "海珠区新港中路352号",
        "海珠区新港中路",
        "广州市海珠区新港中路自编397号",
        "广州市海珠区赤岗街道新港中路12号",
        "广州市海珠区赤岗街珠影社区广州大道南100号",
        "广州市海珠区芳园路31号",
        "广州市海珠区南洲街道后滘社区",
        "广州市海珠区官洲街道官洲社区",
        "海珠区",
        "",
    ],
)
def test_border_roads_and_places_that_cannot_be_told_are_uncertain(address) -> None:
    answer = answer_to(address)

    assert by_reading(answer) == ALL_UNCERTAIN


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("广州市海珠区江海街广州大道南999号", "in/uncertain/uncertain"),
        ("广州市海珠区江海街道敦和社区12号", "in/uncertain/uncertain"),
        ("广州市海珠区敦和路189号", "in/uncertain/uncertain"),
        ("广州市海珠区凤阳街道逸景西社区", "in/out/uncertain"),
        ("广州市海珠区凤阳街道鹭江社区", "uncertain/out/uncertain"),
        ("广州市海珠区凤阳街道新港西路100号", "uncertain/out/out"),
        ("广州市海珠区瑞宝街道晓港湾社区", "uncertain/out/uncertain"),
    ],
)
def test_where_the_readings_of_the_west_edge_differ_each_has_its_answer(address, expected) -> None:
    answer = answer_to(address)

    assert by_reading(answer) == expected
    assert answer.status is answer.by_reading[0][1]


@pytest.mark.parametrize("name", ["鹭江", "敦和", "石榴岗", "汇源", "聚龙", "荔福"])
def test_a_community_name_that_stands_in_two_streets_needs_its_street(name) -> None:
    answer = answer_to(f"广州市海珠区{name}社区1号")

    assert answer.status is ZoneStatus.UNCERTAIN
    assert answer.step is ZoneStep.COMMUNITY
    assert "各有一个" in answer.basis


def test_a_community_name_that_stands_in_two_streets_is_told_by_the_registrys_street() -> None:
    answer = answer_to("广州市海珠区鹭江社区1号", street="赤岗街道")

    assert answer.status is ZoneStatus.OUT
    assert answer.step is ZoneStep.COMMUNITY


@pytest.mark.parametrize("column", ["琶洲", "琶洲街", "琶洲街道", " 琶洲街道 "])
def test_the_registrys_street_column_is_enough(column) -> None:
    answer = answer_to("某大厦12楼", street=column)

    assert (answer.status, answer.step) == (ZoneStatus.IN, ZoneStep.STREET)


def test_a_street_that_differs_from_the_registrys_is_uncertain() -> None:
    answer = answer_to("广州市海珠区琶洲街道1号", street="沙园街道")

    assert answer.status is ZoneStatus.UNCERTAIN
    assert "不一致" in answer.basis


def test_a_community_that_is_not_of_the_street_is_uncertain() -> None:
    answer = answer_to("广州市海珠区琶洲街道石溪社区")

    assert answer.status is ZoneStatus.UNCERTAIN
    assert "没有“石溪”社区" in answer.basis


def test_a_street_outside_with_a_road_inside_is_a_doubt_not_a_refusal() -> None:
    answer = answer_to("广州市海珠区沙园街道琶洲大道68号")

    assert answer.status is ZoneStatus.UNCERTAIN
    assert "街道与道路不符" in answer.basis


@pytest.mark.parametrize(
    "address",
    [
        "广州市黄埔区官洲街道螺旋四路1号",
        "广州国际生物岛螺旋三路8号",
        "广州市官洲岛寰宇一路",
        "广州市天河区珠江新城华夏路10号",
        "广州市番禺区小谷围街道",
        "深圳市南山区科技园路1号",
        "江门市新会区会城街道琶洲大道1号",
        "湖南省长沙市岳麓区",
        "湖南省岳麓区",
    ],
)
def test_addresses_of_other_districts_and_bio_island_are_out(address) -> None:
    answer = answer_to(address)

    assert (answer.status, answer.step) == (ZoneStatus.OUT, ZoneStep.PLACE)
    assert answer.by_reading == ()


def test_a_bio_island_address_that_says_haizhu_never_counts_as_in() -> None:
    answer = answer_to("广州市海珠区官洲街道生物岛螺旋四路1号")

    assert (answer.status, answer.step) == (ZoneStatus.UNCERTAIN, ZoneStep.PLACE)
    assert "黄埔区" in answer.basis


def test_every_answer_from_the_draft_says_that_it_is_a_draft() -> None:
    answer = answer_to("琶洲大道东1号")

    assert "草案" in answer.basis
