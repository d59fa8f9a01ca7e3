"""The zone of 第九条 as data, read once from zone.yaml: outline, streets, communities, roads."""

from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import yaml

from jishen.domain.enterprises import ZoneStatus
from jishen.domain.errors import PolicyFault

FILE = "rules.haizhu_2024/zone.yaml"
SPLIT = "split"
Lonlat = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Placing:
    """In, out or uncertain under each reading; None where the next finer step must decide."""

    by_reading: tuple[tuple[str, ZoneStatus | None], ...]


@dataclass(frozen=True, slots=True)
class Street:
    """A street (街道): its placing, its communities with theirs, None where the street's holds."""

    name: str
    code: str
    placing: Placing
    communities: dict[str, Placing | None]
    note: str


@dataclass(frozen=True, slots=True)
class Road:
    """A road: its placing, the house numbers it holds for, the readings it is a border of."""

    name: str
    placing: Placing
    first_number: int
    last_number: int
    """0: open."""
    borders: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class ZoneData:
    """Everything that zone.yaml says."""

    source: str
    city: str
    district: str
    other_districts: tuple[str, ...]
    metres_a_degree: int
    origin: Lonlat
    west_strip_metres: int
    river_strip_metres: int
    river_edge: tuple[Lonlat, ...]
    west_edges: dict[str, tuple[Lonlat, ...]]
    """By reading, from the south-west corner to the north-west corner, both included."""
    default_reading: str
    bio_island_words: tuple[str, ...]
    bio_island_registered_in: str
    streets: dict[str, Street]
    roads: dict[str, Road]

    @property
    def readings(self) -> tuple[str, ...]:
        """The readings of the west edge."""
        return tuple(self.west_edges)

    def streets_of_community(self, name: str) -> tuple[str, ...]:
        """Return the streets that have a community of this name: six names stand in two."""
        return tuple(s.name for s in self.streets.values() if name in s.communities)


def read_zone(text: str) -> ZoneData:
    """Return the zone that a YAML text describes.

    Raises:
        PolicyFault: a field is missing or a word is not known, with its place.
    """
    try:
        content = yaml.safe_load(text)
        return _zone(content)
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        message = f"{FILE} 不能读取：{type(error).__name__} {error}"
        raise PolicyFault(message) from None


# Any: one YAML mapping; whatever does not fit ends as a PolicyFault in read_zone.
def _zone(content: dict[str, Any]) -> ZoneData:
    river = tuple(_lonlat(pair) for pair in content["river_edge"])
    readings = {
        name: (river[-1], *(_lonlat(pair) for pair in reading["west"]), river[0])
        for name, reading in content["readings"].items()
    }
    names = tuple(readings)
    island = content["bio_island"]
    return ZoneData(
        source=str(content["source"]),
        city=str(content["city"]),
        district=str(content["district"]),
        other_districts=tuple(content["other_districts"]),
        metres_a_degree=int(content["metres_a_degree"]),
        origin=_lonlat(content["origin"]),
        west_strip_metres=int(content["west_strip_metres"]),
        river_strip_metres=int(content["river_strip_metres"]),
        river_edge=river,
        west_edges=readings,
        default_reading=_one_of(str(content["default_reading"]), names),
        bio_island_words=tuple(island["words"]),
        bio_island_registered_in=str(island["registered_in"]),
        streets={name: _street(name, said, names) for name, said in content["streets"].items()},
        roads={name: _road(name, said, names) for name, said in content["roads"].items()},
    )


def _lonlat(pair: list[float]) -> Lonlat:
    longitude, latitude = pair
    return float(longitude), float(latitude)


def _one_of(name: str, names: tuple[str, ...]) -> str:
    if name not in names:
        message = f"读法“{name}”不在 readings 中"
        raise ValueError(message)
    return name


def _street(name: str, said: dict[str, Any], readings: tuple[str, ...]) -> Street:
    communities: dict[str, Placing | None] = dict.fromkeys(said["others"])
    communities |= {key: _placing(each, readings) for key, each in said["communities"].items()}
    return Street(
        name=str(name),
        code=str(said["code"]),
        placing=_placing(said["zone"], readings),
        communities=communities,
        note=str(said.get("note", "")),
    )


def _road(name: str, said: dict[str, Any], readings: tuple[str, ...]) -> Road:
    first, last = said.get("numbers", (0, 0))
    return Road(
        name=str(name),
        placing=_placing(said["zone"], readings),
        first_number=int(first),
        last_number=int(last),
        borders=tuple(_one_of(reading, readings) for reading in said.get("borders", ())),
        note=str(said.get("note", "")),
    )


def _placing(said: str | list[str], readings: tuple[str, ...]) -> Placing:
    words = [said] * len(readings) if isinstance(said, str) else said
    statuses = (None if word == SPLIT else ZoneStatus(word) for word in words)
    return Placing(tuple(zip(readings, statuses, strict=True)))


ZONE = read_zone((files("rules.haizhu_2024") / "zone.yaml").read_text(encoding="utf-8"))
