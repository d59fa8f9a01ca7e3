"""第九条 by the words of an address: division, street, community, road and house number."""

import re
from dataclasses import dataclass

from jishen.domain.enterprises import ZONE_STATUS_NAMES, ZoneStatus
from jishen.domain.zones import ZoneStep
from rules.haizhu_2024.zone_data import ZONE, Placing, Road, Street
from rules.machine.address import Address, House, normalised, read_address, read_house

_ROADS = tuple(ZONE.roads)
_STREETS = "|".join(sorted(map(re.escape, ZONE.streets), key=len, reverse=True))
_STREET_FIRST = re.compile(rf"^({_STREETS})(?:街道办?|街(?!\d))")
_STREET_ALONE = re.compile(rf"^({_STREETS})(?:街道|街)?$")
_COMMUNITIES = "|".join(
    sorted({re.escape(c) for s in ZONE.streets.values() for c in s.communities}, key=len)[::-1]
)
_COMMUNITY_FIRST = re.compile(rf"^({_COMMUNITIES})(?:社区|居委会|居委|村委会|村)")


@dataclass(frozen=True, slots=True)
class Said:
    """An answer for one reading, the step that gave it, and why."""

    status: ZoneStatus
    step: ZoneStep
    why: str


@dataclass(frozen=True, slots=True)
class Written:
    """What an address says of the place, as far as the zone's data knows the words."""

    address: Address
    street: Street | None
    community: str
    house: House
    doubt: str = ""
    """Why street and community cannot both be believed; empty when they can."""


def read_written(text: str, street_column: str) -> Written:
    """Return what a registered address and the registry's street column say."""
    districts = (ZONE.district, *ZONE.other_districts)
    address = read_address(text, ZONE.city, districts)
    named, rest = _first(_STREET_FIRST, address.rest)
    community, rest = _first(_COMMUNITY_FIRST, rest)
    column, _ = _first(_STREET_ALONE, normalised(street_column))
    street, doubt = _street(named, column, community)
    return Written(address, street, community, read_house(rest, _ROADS), doubt)


def elsewhere(written: Written) -> Said | None:
    """Return the answer when the address lies outside the district, or may: Bio Island."""
    address = written.address
    island = next((word for word in ZONE.bio_island_words if word in address.text), "")
    if island:
        return _bio_island(island, address.district)
    if address.city and address.city != ZONE.city:
        return _outside(address.city)
    if address.province and address.province != "广东省":
        return _outside(address.province)
    if address.district and address.district != ZONE.district:
        return _outside(address.district)
    return None


def by_words(written: Written, reading: str) -> Said:
    """Return what the words say under a reading: street, community, road and number, or nothing."""
    if written.doubt:
        return Said(ZoneStatus.UNCERTAIN, ZoneStep.COMMUNITY, written.doubt)
    road = ZONE.roads.get(written.house.road)
    by_road = _by_road(road, written, reading) if road else None
    said = _by_street(written, reading) or _by_community(written, reading)
    if said is not None:
        return _unless_against(said, by_road)
    return by_road or Said(ZoneStatus.UNCERTAIN, ZoneStep.NOTHING, _nothing(written))


def contradicts(one: ZoneStatus, other: ZoneStatus) -> bool:
    """Tell whether one answer says in and the other out."""
    return {one, other} == {ZoneStatus.IN, ZoneStatus.OUT}


def _unless_against(said: Said, by_road: Said | None) -> Said:
    """Return what the street says; a road that lies wholly on the other side makes it a doubt."""
    if by_road is None or not contradicts(said.status, by_road.status):
        return said
    why = f"街道与道路不符：{said.why}，而{by_road.why}"
    return Said(ZoneStatus.UNCERTAIN, ZoneStep.ROAD, why)


def _street(named: str, column: str, community: str) -> tuple[Street | None, str]:
    """Return the street that address, column and community agree on, or why they do not."""
    if named and column and named != column:
        return None, f"地址所载街道（{named}）与名册街道（{column}）不一致"
    name = named or column
    if not community:
        return ZONE.streets.get(name), ""
    streets = ZONE.streets_of_community(community)
    if name:
        is_there = name in streets
        why = f"{name}街道没有“{community}”社区（该名在{'、'.join(streets)}街道）"
        return (ZONE.streets[name], "") if is_there else (None, why)
    if len(streets) > 1:
        return None, f"“{community}”社区在{'、'.join(streets)}街道各有一个，地址未载街道"
    return ZONE.streets[streets[0]], ""


def _bio_island(word: str, district: str) -> Said:
    where = ZONE.bio_island_registered_in
    if district == ZONE.district:
        why = f"地址含“{word}”（生物岛企业登记在{where}），却写{district}，请核实登记机关"
        return Said(ZoneStatus.UNCERTAIN, ZoneStep.PLACE, why)
    return Said(ZoneStatus.OUT, ZoneStep.PLACE, f"地址含“{word}”，生物岛企业登记在{where}")


def _outside(place: str) -> Said:
    return Said(ZoneStatus.OUT, ZoneStep.PLACE, f"注册地址在{place}，不在{ZONE.district}")


def _by_street(written: Written, reading: str) -> Said | None:
    street = written.street
    if street is None or _exception(street, written.community):
        return None
    status = dict(street.placing.by_reading)[reading]
    if status is None:
        return None
    why = f"{street.name}街道整体{ZONE_STATUS_NAMES[status]}"
    return Said(status, ZoneStep.STREET, why)


def _exception(street: Street, community: str) -> Placing | None:
    """Return the community's own placing, which prevails over its street's."""
    return street.communities.get(community)


def _by_community(written: Written, reading: str) -> Said | None:
    street = written.street
    placing = _exception(street, written.community) if street else None
    if street is None or placing is None:
        return None
    status = dict(placing.by_reading)[reading]
    if status is None or (status is ZoneStatus.IN and _is_on_border(written, reading)):
        return None
    why = f"{street.name}街道{written.community}社区：{ZONE_STATUS_NAMES[status]}"
    return Said(status, ZoneStep.COMMUNITY, why)


def _is_on_border(written: Written, reading: str) -> bool:
    road = ZONE.roads.get(written.house.road)
    return road is not None and reading in road.borders


def _by_road(road: Road, written: Written, reading: str) -> Said:
    house = written.house
    status = dict(road.placing.by_reading)[reading]
    number = f"{house.number}号" if house.has_number else "（无正式门牌）"
    if reading in road.borders:
        why = f"{road.name}是示范区界路，{number}在哪一侧须核定"
        return Said(ZoneStatus.UNCERTAIN, ZoneStep.ROAD, why)
    if status is None or not _is_counted(road, house):
        note = f"（{road.note}）" if road.note else ""
        why = f"{road.name}{number}不足以判定{note}"
        return Said(ZoneStatus.UNCERTAIN, ZoneStep.ROAD, why)
    why = f"{road.name}{number if house.has_number else ''}：{ZONE_STATUS_NAMES[status]}"
    return Said(status, ZoneStep.ROAD, why)


def _is_counted(road: Road, house: House) -> bool:
    """Tell whether the road's word holds for this house number."""
    if not road.first_number:
        return True
    number = house.number
    if number is None or number < road.first_number:
        return False
    return not road.last_number or number <= road.last_number


def _nothing(written: Written) -> str:
    if not written.address.text:
        return "名册没有注册地址"
    if written.street is not None:
        note = f"（{written.street.note}）" if written.street.note else ""
        return f"{written.street.name}街道只有一部分在内{note}，社区与道路不足以判定"
    return "地址中没有可以判定的街道、社区或道路"


def _first(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    found = pattern.match(text)
    return (found[1], text[found.end() :]) if found else ("", text)
