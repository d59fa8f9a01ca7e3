"""The zone as a small drawing of our own: outline, readings, strip, a point; nothing fetched."""

from dataclasses import dataclass
from math import cos, radians

from jishen.domain.decisions import CoordinateSystem, MapPoint
from jishen.domain.zones import ZoneMap

WIDTH = 480
_MARGIN = 12
_METRES_A_DEGREE = 111_320
Lonlat = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Edge:
    """The west edge of a reading, as the points of a line."""

    reading: str
    points: str
    is_default: bool


@dataclass(frozen=True, slots=True)
class ZoneDrawing:
    """Everything the template needs, in units of the drawing."""

    width: int
    height: int
    outline: str
    """Of the default reading."""
    edges: tuple[Edge, ...]
    strip_width: float
    """Both sides of the edge together."""
    strip_metres: int
    spot: tuple[float, float] | None
    """Where the point is drawn; None when there is none, or it cannot be drawn honestly."""
    note: str


def drawing_of(zone: ZoneMap, point: MapPoint | None) -> ZoneDrawing:
    """Return the drawing of a zone with a point; a point not in WGS84 is named, not drawn."""
    outlines = {outline.reading: outline for outline in zone.outlines}
    frame = _Frame.around([place for each in zone.outlines for place in each.outline])
    spot = None
    note = "注册地址没有坐标，图上不标点。"
    if point is not None and point.crs is CoordinateSystem.WGS84:
        spot = frame.place((point.longitude, point.latitude))
        note = "圆点为注册地址坐标。" if frame.holds(spot) else "注册地址坐标在图幅之外。"
        spot = spot if frame.holds(spot) else None
    elif point is not None:
        note = f"坐标系为 {point.crs.value}，与本图不一致，不标点。"
    return ZoneDrawing(
        width=WIDTH,
        height=frame.height,
        outline=frame.line(outlines[zone.default].outline),
        edges=tuple(
            Edge(each.reading, frame.line(each.west_edge), each.reading == zone.default)
            for each in zone.outlines
        ),
        strip_width=round(2 * zone.strip_metres / _METRES_A_DEGREE * frame.up, 1),
        strip_metres=zone.strip_metres,
        spot=spot,
        note=note,
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    west: float
    north: float
    across: float
    """Units of the drawing a degree of longitude."""
    up: float
    """Units of the drawing a degree of latitude."""
    height: int

    @classmethod
    def around(cls, places: list[Lonlat]) -> "_Frame":
        west, east = min(place[0] for place in places), max(place[0] for place in places)
        south, north = min(place[1] for place in places), max(place[1] for place in places)
        across = (WIDTH - 2 * _MARGIN) / (east - west)
        up = across / cos(radians((south + north) / 2))
        return cls(west, north, across, up, round((north - south) * up) + 2 * _MARGIN)

    def place(self, lonlat: Lonlat) -> tuple[float, float]:
        across = (lonlat[0] - self.west) * self.across + _MARGIN
        return round(across, 1), round((self.north - lonlat[1]) * self.up + _MARGIN, 1)

    def holds(self, spot: tuple[float, float]) -> bool:
        return 0 <= spot[0] <= WIDTH and 0 <= spot[1] <= self.height

    def line(self, places: tuple[Lonlat, ...]) -> str:
        return " ".join(f"{x},{y}" for x, y in map(self.place, places))
