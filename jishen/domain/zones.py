"""What is asked and answered about the demonstration zone (第九条), and the rulings on it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jishen.domain.decisions import CoordinateSystem, MapPoint
from jishen.domain.enterprises import ZoneStatus
from jishen.domain.errors import CoordinatesFault

REGISTRY_SAYS_NOTHING = "未填写"
"""How the registry's basis ends where its column is empty: then the address is asked."""

_MOST_LONGITUDE, _MOST_LATITUDE = 180, 90


class ZoneStep(StrEnum):
    """The step of the fixed order that gave the answer."""

    ENTERPRISE_RULING = "enterprise_ruling"
    BUILDING_RULING = "building_ruling"
    REGISTRY = "registry"
    PLACE = "place"
    POINT = "point"
    STREET = "street"
    COMMUNITY = "community"
    ROAD = "road"
    NOTHING = "nothing"


ZONE_STEP_NAMES = {
    ZoneStep.ENTERPRISE_RULING: "企业核定意见",
    ZoneStep.BUILDING_RULING: "楼宇核定意见",
    ZoneStep.REGISTRY: "企业名册",
    ZoneStep.PLACE: "地址所载区划",
    ZoneStep.POINT: "坐标",
    ZoneStep.STREET: "街道",
    ZoneStep.COMMUNITY: "街道与社区",
    ZoneStep.ROAD: "道路与门牌",
    ZoneStep.NOTHING: "依据不足",
}


class ZoneSubject(StrEnum):
    """What a ruling on the zone is about."""

    ENTERPRISE = "enterprise"
    BUILDING = "building"


ZONE_SUBJECT_NAMES = {ZoneSubject.ENTERPRISE: "企业", ZoneSubject.BUILDING: "楼宇"}


@dataclass(frozen=True, slots=True)
class ZoneRuling:
    """核定意见: a dated, signed answer for one enterprise or one building."""

    subject: ZoneSubject
    about: str
    """A social credit code, or the address of a building."""
    status: ZoneStatus
    holds_from: date
    signed_by: str
    document: str
    """The document that says so, or the reason in words."""


@dataclass(frozen=True, slots=True)
class ZoneQuestion:
    """Everything that may decide whether an enterprise is registered in the zone."""

    address: str
    asked_on: date
    street: str = ""
    """The registry's street column, where it has one."""
    uscc: str = ""
    point: MapPoint | None = None
    rulings: tuple[ZoneRuling, ...] = ()
    registry_status: ZoneStatus | None = None
    """What a person wrote into the registry (是, 否, 待核定); None where the column is empty."""
    registry_basis: str = ""


@dataclass(frozen=True, slots=True)
class ZoneAnswer:
    """In, out or uncertain, the step that says so, why, and the answer under each reading."""

    status: ZoneStatus
    step: ZoneStep
    basis: str
    by_reading: tuple[tuple[str, ZoneStatus], ...] = ()
    """Empty where the readings of the west edge do not matter."""


@dataclass(frozen=True, slots=True)
class ZoneOutline:
    """One reading of the zone for drawing: outline, west edge, in degrees of WGS84."""

    reading: str
    outline: tuple[tuple[float, float], ...]
    west_edge: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class ZoneMap:
    """The zone for drawing: its readings, the strip along the west edge, the default reading."""

    outlines: tuple[ZoneOutline, ...]
    default: str
    strip_metres: int


ZoneTest = Callable[[ZoneQuestion], ZoneAnswer]


def usable_place(point: MapPoint) -> tuple[float, float]:
    """Return longitude and latitude of a point that may decide.

    GCJ-02 is some 600 m off here, more than the strip: taken for WGS84 it would decide wrongly, and
    no library that is well kept converts it (docs/decisions/0018).

    Raises:
        CoordinatesFault: the point is not given in WGS84, or is no place on earth.
    """
    if point.crs is not CoordinateSystem.WGS84:
        message = f"坐标系为 {point.crs.value}，不能直接用于判定（与 WGS84 相差可达六百米）"
        raise CoordinatesFault(message)
    is_place = abs(point.longitude) <= _MOST_LONGITUDE and abs(point.latitude) <= _MOST_LATITUDE
    if not is_place:  # also for what is not a number
        message = f"坐标 {point.longitude}, {point.latitude} 不是有效的经纬度（经度在前）"
        raise CoordinatesFault(message)
    return point.longitude, point.latitude
