"""The small map: the default reading filled, every edge a line, a point only where it is right."""

import pytest

from desk.zone_drawing import WIDTH, drawing_of
from jishen.domain.decisions import CoordinateSystem, MapPoint
from rules import POLICIES

ZONE = POLICIES["haizhu_2024"].zone_map
assert ZONE is not None
TOWER = MapPoint(113.3182, 23.1090, CoordinateSystem.WGS84)


def test_the_whole_zone_fits_the_drawing() -> None:
    drawing = drawing_of(ZONE, None)

    corners = [tuple(map(float, pair.split(","))) for pair in drawing.outline.split()]
    assert len(corners) == 30
    assert min(x for x, _ in corners) == 12
    assert max(x for x, _ in corners) == WIDTH - 12
    assert all(0 < y < drawing.height for _, y in corners)


def test_every_reading_has_its_edge_and_one_is_the_default() -> None:
    drawing = drawing_of(ZONE, None)

    assert [(edge.reading, edge.is_default) for edge in drawing.edges] == [
        ("A", True),
        ("B", False),
        ("C", False),
    ]


def test_the_strip_is_drawn_to_scale() -> None:
    drawing = drawing_of(ZONE, None)

    metres_a_unit = 600 / drawing.strip_width
    assert metres_a_unit == pytest.approx(13_800 / (WIDTH - 24), rel=0.02)


def test_a_point_is_drawn_where_it_lies() -> None:
    drawing = drawing_of(ZONE, TOWER)

    assert drawing.spot is not None
    assert drawing.spot[0] == pytest.approx(143, abs=5)
    assert drawing.spot[1] < drawing.height / 4
    assert "注册地址坐标" in drawing.note


@pytest.mark.parametrize(
    ("point", "note"),
    [
        (None, "没有坐标"),
        (MapPoint(113.32, 23.1, CoordinateSystem.GCJ02), "GCJ-02"),
        (MapPoint(116.4, 39.9, CoordinateSystem.WGS84), "图幅之外"),
    ],
)
def test_what_cannot_be_drawn_honestly_is_said_instead(point, note) -> None:
    drawing = drawing_of(ZONE, point)

    assert drawing.spot is None
    assert note in drawing.note
