"""第九条 on the ground: where a point lies under each reading of the west edge."""

from dataclasses import dataclass
from math import cos, radians

from shapely import prepare
from shapely.geometry import LineString, Point, Polygon

from jishen.domain.decisions import MapPoint
from jishen.domain.enterprises import ZoneStatus
from jishen.domain.zones import ZoneMap, ZoneOutline, usable_place
from rules.haizhu_2024.zone_data import ZONE, Lonlat, ZoneData


@dataclass(frozen=True, slots=True)
class Shape:
    """One reading of the zone in metres: its area, its west edge, its river sides."""

    area: Polygon
    west: LineString
    river: LineString


def metres_of(place: Lonlat) -> tuple[float, float]:
    """Return metres east and north of the plane's origin.

    Over the district's 14 km the plane is right to a few metres.
    """
    east = (place[0] - ZONE.origin[0]) * _metres_a_degree_east()
    return east, (place[1] - ZONE.origin[1]) * ZONE.metres_a_degree


def degrees_of(metres: tuple[float, float]) -> Lonlat:
    """Return longitude and latitude of a place in the plane."""
    longitude = ZONE.origin[0] + metres[0] / _metres_a_degree_east()
    return longitude, ZONE.origin[1] + metres[1] / ZONE.metres_a_degree


def _metres_a_degree_east() -> float:
    return ZONE.metres_a_degree * cos(radians(ZONE.origin[1]))


def shape_of(zone: ZoneData, reading: str) -> Shape:
    """Return the zone under a reading of its west edge."""
    west = zone.west_edges[reading]
    area = Polygon([metres_of(place) for place in (*zone.river_edge, *west[1:-1])])
    prepare(area)
    return Shape(
        area,
        LineString([metres_of(place) for place in west]),
        LineString([metres_of(place) for place in zone.river_edge]),
    )


_SHAPES = {reading: shape_of(ZONE, reading) for reading in ZONE.readings}


def readings_of_point(point: MapPoint) -> tuple[tuple[str, ZoneStatus], ...]:
    """Return the answer for a point under each reading.

    Raises:
        CoordinatesFault: the point is no place on earth, or is not given in WGS84.
    """
    checked = Point(metres_of(usable_place(point)))
    return tuple((reading, _status(shape, checked)) for reading, shape in _SHAPES.items())


def zone_map() -> ZoneMap:
    """Return the zone for drawing."""
    outlines = tuple(
        ZoneOutline(reading, (*ZONE.river_edge, *west[1:-1]), west)
        for reading, west in ZONE.west_edges.items()
    )
    return ZoneMap(outlines, ZONE.default_reading, ZONE.west_strip_metres)


def _status(shape: Shape, point: Point) -> ZoneStatus:
    if shape.west.distance(point) <= ZONE.west_strip_metres:
        return ZoneStatus.UNCERTAIN
    if shape.river.distance(point) <= ZONE.river_strip_metres:
        return ZoneStatus.UNCERTAIN
    return ZoneStatus.IN if shape.area.contains(point) else ZoneStatus.OUT
