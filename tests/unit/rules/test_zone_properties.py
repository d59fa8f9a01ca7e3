"""第九条: what holds for every point and every way to write an address."""

from datetime import date
from math import cos, hypot, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point

from jishen.domain.decisions import CoordinateSystem, MapPoint
from jishen.domain.enterprises import ZoneStatus
from jishen.domain.zones import ZoneQuestion, ZoneStep
from rules.haizhu_2024.zone_answer import zone_of
from rules.haizhu_2024.zone_data import ZONE
from rules.haizhu_2024.zone_shape import degrees_of, metres_of, readings_of_point, shape_of

TODAY = date(2026, 11, 25)
IN_HAIZHU = st.tuples(st.floats(113.22, 113.43), st.floats(23.03, 23.13))
FORMS = st.sampled_from(
    [
        "广州市海珠区琶洲大道68号之三A座12层",
        "海珠区琶洲大道68号之三A座12层",
        "广东省广州市海珠区琶洲大道68号之三A座12层",
        "广州海珠区琶洲大道68号之3A座12楼",
        "广州市海珠区琶洲大道68-3号A栋十二层",
        "广州市海珠区琶洲大道６８–３号Ａ座１２层（仅限办公）",
        " 广州市 海珠区 琶洲大道 68号之三 A座 12层 ",
        "广州市海珠区琶洲大道68号之三自编A座12层",
    ]
)


@given(IN_HAIZHU)
def test_a_place_comes_back_from_the_plane_within_a_millimetre(place) -> None:
    longitude, latitude = degrees_of(metres_of(place))

    assert abs(longitude - place[0]) < 1e-8
    assert abs(latitude - place[1]) < 1e-8


@given(IN_HAIZHU, st.tuples(st.floats(-0.05, 0.05), st.floats(-0.05, 0.05)))
def test_the_plane_measures_distances_of_the_district_within_metres(place, step) -> None:
    other = (place[0] + step[0], place[1] + step[1])

    flat = Point(metres_of(place)).distance(Point(metres_of(other)))

    middle = cos(radians((place[1] + other[1]) / 2))
    true = hypot(step[0] * middle, step[1]) * 111_320
    assert abs(flat - true) < 5


@given(IN_HAIZHU)
def test_a_wider_reading_never_says_out_where_a_narrower_one_says_in(place) -> None:
    answers = dict(readings_of_point(MapPoint(*place, CoordinateSystem.WGS84)))

    assert (answers["A"], answers["B"]) != (ZoneStatus.OUT, ZoneStatus.IN)
    assert (answers["A"], answers["C"]) != (ZoneStatus.OUT, ZoneStatus.IN)
    assert (answers["C"], answers["B"]) != (ZoneStatus.OUT, ZoneStatus.IN)


@given(FORMS)
def test_the_answer_does_not_hang_on_how_the_address_is_written(address) -> None:
    answer = zone_of(ZoneQuestion(address, TODAY))

    assert (answer.status, answer.step) == (ZoneStatus.IN, ZoneStep.ROAD)
    assert "琶洲大道68号" in answer.basis


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader_or_is_taken_for_an_address_in_the_zone(text) -> None:
    answer = zone_of(ZoneQuestion(text, TODAY))

    assert answer.status is ZoneStatus.UNCERTAIN or answer.step is not ZoneStep.NOTHING
    assert answer.basis


@given(st.sampled_from(sorted(ZONE.streets)), st.sampled_from(sorted(ZONE.roads)), st.integers(0))
def test_a_street_outside_never_yields_in(street, road, number) -> None:
    answer = zone_of(ZoneQuestion(f"广州市海珠区{street}街道{road}{number}号", TODAY))

    placed = dict(ZONE.streets[street].placing.by_reading)["A"]
    assert (placed, answer.status) != (ZoneStatus.OUT, ZoneStatus.IN)


@pytest.mark.parametrize(("reading", "area_km2"), [("A", 63.3), ("B", 55.2), ("C", 57.9)])
def test_the_areas_are_those_that_the_brief_measured(reading, area_km2) -> None:
    area = shape_of(ZONE, reading).area

    assert area.is_valid
    assert area.area / 1e6 == pytest.approx(area_km2, abs=0.7)


def test_every_street_and_community_of_the_division_code_is_there() -> None:
    communities = sum(len(street.communities) for street in ZONE.streets.values())

    assert len(ZONE.streets) == 18
    assert communities == 268  # 267 and the village 沥滘
    assert len({street.code for street in ZONE.streets.values()}) == 18
