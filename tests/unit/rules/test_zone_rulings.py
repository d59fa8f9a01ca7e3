"""Rulings on an enterprise or a building prevail over everything that is read from the address."""

from datetime import date
from importlib.resources import files

import pytest

from jishen.domain.enterprises import ZoneStatus
from jishen.domain.errors import PolicyFault
from jishen.domain.zones import ZoneAnswer, ZoneQuestion, ZoneRuling, ZoneStep, ZoneSubject
from rules.haizhu_2024.zone_answer import is_building, zone_of
from rules.haizhu_2024.zone_data import read_zone
from rules.machine.address import chinese_number, read_house

TODAY = date(2026, 11, 25)
USCC = "91440101MA59J8WY6F"
AT_THE_BORDER = "广州市海珠区广州大道南999号A座3楼"


def ruling(
    subject: ZoneSubject,
    about: str,
    status: ZoneStatus = ZoneStatus.IN,
    since: date = date(2026, 1, 1),
) -> ZoneRuling:
    return ZoneRuling(subject, about, status, since, "王审核", "海人工智能函〔2026〕1号")


def answer_with(*rulings: ZoneRuling, address: str = AT_THE_BORDER) -> ZoneAnswer:
    return zone_of(ZoneQuestion(address, TODAY, uscc=USCC, rulings=rulings))


def test_a_ruling_on_the_building_answers_a_border_road() -> None:
    answer = answer_with(ruling(ZoneSubject.BUILDING, "广州大道南999号"))

    assert (answer.status, answer.step) == (ZoneStatus.IN, ZoneStep.BUILDING_RULING)
    assert "海人工智能函〔2026〕1号，王审核，自 2026-01-01 起" in answer.basis
    assert answer.by_reading == ()


def test_a_ruling_on_the_enterprise_prevails_over_one_on_the_building() -> None:
    answer = answer_with(
        ruling(ZoneSubject.BUILDING, "广州大道南999号"),
        ruling(ZoneSubject.ENTERPRISE, USCC, ZoneStatus.OUT),
    )

    assert (answer.status, answer.step) == (ZoneStatus.OUT, ZoneStep.ENTERPRISE_RULING)


def test_of_two_rulings_the_newer_holds_and_of_one_day_the_later() -> None:
    older = ruling(ZoneSubject.ENTERPRISE, USCC, ZoneStatus.OUT, date(2025, 1, 1))
    newer = ruling(ZoneSubject.ENTERPRISE, USCC, ZoneStatus.IN)
    corrected = ruling(ZoneSubject.ENTERPRISE, USCC, ZoneStatus.UNCERTAIN)

    assert answer_with(newer, older).status is ZoneStatus.IN
    assert answer_with(newer, corrected, older).status is ZoneStatus.UNCERTAIN


def test_a_ruling_does_not_hold_before_its_day() -> None:
    answer = answer_with(ruling(ZoneSubject.ENTERPRISE, USCC, ZoneStatus.IN, date(2026, 11, 26)))

    assert answer.step is ZoneStep.ROAD


def test_a_ruling_of_another_enterprise_is_not_ours() -> None:
    answer = answer_with(ruling(ZoneSubject.ENTERPRISE, "91440101MA5CLJ0A6X"))

    assert answer.step is ZoneStep.ROAD


@pytest.mark.parametrize(
    ("building", "is_meant"),
    [
        ("海珠区广州大道南９９９号", True),
        ("广州大道南999号A栋", True),
        ("广州大道南999号B座", False),
        ("广州大道南999号之二", False),
        ("广州大道南998号", False),
        ("广州大道南", False),
        ("东晓南路999号", False),
        ("广州大道南自编999号", False),
    ],
)
def test_a_ruling_on_a_building_is_about_its_road_number_and_block(building, is_meant) -> None:
    answer = answer_with(ruling(ZoneSubject.BUILDING, building))

    assert (answer.step is ZoneStep.BUILDING_RULING) is is_meant


def test_a_ruling_on_a_building_is_not_about_the_same_number_in_another_district() -> None:
    answer = answer_with(
        ruling(ZoneSubject.BUILDING, "广州大道南999号"),
        address="广州市番禺区广州大道南999号",
    )

    assert answer.step is ZoneStep.PLACE


def test_a_ruling_on_a_building_holds_under_every_form_of_a_part_number() -> None:
    told = ruling(ZoneSubject.BUILDING, "广州大道南999号之二")

    assert answer_with(told, address="广州大道南999-2号").step is ZoneStep.BUILDING_RULING


def test_the_registrys_own_word_stands_below_a_ruling_and_above_the_address() -> None:
    said = ZoneQuestion(
        AT_THE_BORDER,
        TODAY,
        uscc=USCC,
        registry_status=ZoneStatus.OUT,
        registry_basis="企业名册“示范区”列：否",
    )

    answer = zone_of(said)

    assert (answer.status, answer.step) == (ZoneStatus.OUT, ZoneStep.REGISTRY)
    assert answer.basis == "企业名册“示范区”列：否"


@pytest.mark.parametrize(
    ("address", "expected"),
    [("广州大道南999号", True), ("广州大道南", False), ("某大厦", False), ("自编8号", False)],
)
def test_a_building_can_be_ruled_on_when_it_has_a_road_and_a_number(address, expected) -> None:
    assert is_building(address) is expected


@pytest.mark.parametrize(
    ("text", "number"), [("一", 1), ("十", 10), ("十二", 12), ("二十", 20), ("三十五", 35)]
)
def test_chinese_numbers_are_read(text, number) -> None:
    assert chinese_number(text) == number


def test_a_house_number_is_not_mistaken_for_a_floor_a_room_or_a_block() -> None:
    house = read_house("某某路12楼", ())

    assert (house.road, house.number, house.floor) == ("某某路", None, "12")


@pytest.mark.parametrize(
    "text",
    ["{", "[]", "streets: 3", "river_edge: [[1, 2, 3]]"],
)
def test_a_zone_file_that_does_not_fit_is_refused_with_its_name(text) -> None:
    with pytest.raises(PolicyFault, match=r"zone\.yaml"):
        read_zone(text)


def test_a_default_reading_that_is_not_there_is_refused() -> None:
    text = (files("rules.haizhu_2024") / "zone.yaml").read_text(encoding="utf-8")

    with pytest.raises(PolicyFault, match="“D”"):
        read_zone(text.replace("default_reading: A", "default_reading: D"))
