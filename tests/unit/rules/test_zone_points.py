"""第九条 by a point: the sanity points, the strips, and systems that are not taken."""

from datetime import date

import pytest

from jishen.domain.decisions import CoordinateSystem, MapPoint
from jishen.domain.enterprises import ZoneStatus
from jishen.domain.errors import CoordinatesFault
from jishen.domain.zones import ZoneAnswer, ZoneQuestion, ZoneStep, usable_place
from rules.haizhu_2024.zone_answer import zone_of
from rules.haizhu_2024.zone_shape import readings_of_point, zone_map

TODAY = date(2026, 11, 25)


def wgs84(longitude: float, latitude: float) -> MapPoint:
    return MapPoint(longitude, latitude, CoordinateSystem.WGS84)


def words_of(point: MapPoint) -> str:
    return "/".join(status.value for _, status in readings_of_point(point))


def answer_at(point: MapPoint, address: str = "") -> ZoneAnswer:
    return zone_of(ZoneQuestion(address, TODAY, point=point))


@pytest.mark.parametrize(
    "place",
    [
        pytest.param((113.3182, 23.1090), id="广州塔"),
        pytest.param((113.3612, 23.1011), id="琶洲"),
        pytest.param((113.3793, 23.1002), id="万胜围"),
        pytest.param((113.3294, 23.0990), id="赤岗"),
        pytest.param((113.3163, 23.0806), id="大塘"),
        pytest.param((113.3137, 23.0575), id="沥滘"),
        pytest.param((113.3713, 23.0694), id="官洲"),
    ],
)
def test_points_in_the_middle_are_in_under_every_reading(place) -> None:
    answers = words_of(wgs84(*place))

    assert answers == "in/in/in"


def test_a_point_between_the_two_roads_is_in_only_under_the_widest_reading() -> None:
    answers = words_of(wgs84(113.3000, 23.0850))

    assert answers == "in/out/out"


@pytest.mark.parametrize(
    "place",
    [
        pytest.param((113.2888, 23.0740), id="东晓南"),
        pytest.param((113.3028, 23.0980), id="鹭江"),
        pytest.param((113.2875, 23.0948), id="中大"),
    ],
)
def test_stations_on_the_widest_readings_edge_are_uncertain_under_it(place) -> None:
    answers = dict(readings_of_point(wgs84(*place)))

    assert answers["A"] is ZoneStatus.UNCERTAIN
    assert answers["B"] is ZoneStatus.OUT


@pytest.mark.parametrize(
    "place",
    [
        pytest.param((113.2620, 23.0950), id="江南西"),
        pytest.param((113.2680, 23.0880), id="昌岗"),
        pytest.param((113.2790, 23.0650), id="石溪"),
        pytest.param((113.3250, 23.1200), id="珠江新城"),
    ],
)
def test_points_in_the_west_and_over_the_river_are_out_under_every_reading(place) -> None:
    answers = words_of(wgs84(*place))

    assert answers == "out/out/out"


@pytest.mark.parametrize(
    ("longitude", "expected"),
    [(113.3169, ZoneStatus.IN), (113.3164, ZoneStatus.UNCERTAIN), (113.3104, ZoneStatus.OUT)],
)
def test_the_strip_along_the_west_edge_is_300_metres_wide(longitude, expected) -> None:
    # Beside 广州大道 north of 客村, where all readings agree; the edge lies at 113.3137.
    answers = dict(readings_of_point(wgs84(longitude, 23.1040)))

    assert set(answers.values()) == {expected}


def test_a_point_in_the_river_beside_the_edge_is_uncertain() -> None:
    answers = words_of(wgs84(113.3423, 23.1108))

    assert answers == "uncertain/uncertain/uncertain"


def test_a_point_decides_where_the_address_does_not() -> None:
    answer = answer_at(wgs84(113.3612, 23.1011), "广州市海珠区芳园路31号")

    assert (answer.status, answer.step) == (ZoneStatus.IN, ZoneStep.POINT)


def test_a_point_that_says_the_opposite_of_the_address_is_not_believed() -> None:
    answer = answer_at(wgs84(113.3612, 23.1011), "广州市海珠区沙园街道")

    assert (answer.status, answer.step) == (ZoneStatus.UNCERTAIN, ZoneStep.POINT)
    assert "与地址不符" in answer.basis


def test_a_point_in_the_strip_stays_uncertain_whatever_the_street() -> None:
    answer = answer_at(wgs84(113.2888, 23.0740))

    assert answer.status is ZoneStatus.UNCERTAIN
    assert "300 米" in answer.basis


def test_a_point_outside_says_so() -> None:
    answer = answer_at(wgs84(113.2620, 23.0950))

    assert answer.status is ZoneStatus.OUT
    assert "之外" in answer.basis


@pytest.mark.parametrize("crs", [CoordinateSystem.GCJ02, CoordinateSystem.BD09])
def test_a_point_in_another_system_is_refused_with_the_remedy(crs) -> None:
    with pytest.raises(CoordinatesFault, match=crs.value) as fault:
        usable_place(MapPoint(113.36, 23.1, crs))

    assert "WGS84" in fault.value.remedy


@pytest.mark.parametrize("place", [(23.1, 113.36), (float("nan"), 23.1), (113.36, float("inf"))])
def test_numbers_that_are_no_place_are_refused(place) -> None:
    with pytest.raises(CoordinatesFault, match="经纬度"):
        usable_place(wgs84(*place))


def test_in_a_case_a_point_in_another_system_is_left_out_and_the_reason_says_so() -> None:
    point = MapPoint(113.36, 23.1, CoordinateSystem.GCJ02)

    answer = answer_at(point, "广州市海珠区琶洲大道68号")

    assert (answer.status, answer.step) == (ZoneStatus.IN, ZoneStep.ROAD)
    assert "坐标未采用" in answer.basis
    assert "GCJ-02" in answer.basis


def test_the_map_has_every_reading_and_marks_the_default() -> None:
    drawn = zone_map()

    assert [outline.reading for outline in drawn.outlines] == ["A", "B", "C"]
    assert drawn.default == "A"
    assert drawn.outlines[0].west_edge[0] == drawn.outlines[1].west_edge[0]
