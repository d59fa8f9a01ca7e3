"""第九条 answered: in, out or uncertain, by a fixed order of steps, each with its reason."""

from jishen.domain.enterprises import ZONE_STATUS_NAMES, ZoneStatus
from jishen.domain.errors import CoordinatesFault
from jishen.domain.zones import (
    ZoneAnswer,
    ZoneQuestion,
    ZoneRuling,
    ZoneStep,
    ZoneSubject,
)
from rules.haizhu_2024.zone_data import ZONE
from rules.haizhu_2024.zone_shape import readings_of_point
from rules.haizhu_2024.zone_text import (
    Said,
    Written,
    by_words,
    contradicts,
    elsewhere,
    read_written,
)

_DRAFT = "边界与街道、社区、道路归属为草案，尚无官方地图"
_UNDECIDED = ZoneStatus.UNCERTAIN


def zone_of(question: ZoneQuestion) -> ZoneAnswer:
    """Return whether an enterprise is registered in the zone, and why.

    Ruling on the enterprise, ruling on the building, the registry's own word, another district's
    address, point, street, community, road and number: the first that answers decides. What cannot
    be told, or contradicts itself, is uncertain.
    """
    written = read_written(question.address, question.street)
    ruled = _by_ruling(question, written)
    if ruled is not None:
        return ruled
    if question.registry_status is not None:
        return ZoneAnswer(question.registry_status, ZoneStep.REGISTRY, question.registry_basis)
    place = elsewhere(written)
    if place is not None:
        return ZoneAnswer(place.status, place.step, place.why)
    words = {reading: by_words(written, reading) for reading in ZONE.readings}
    try:
        points = dict(readings_of_point(question.point)) if question.point else {}
        unused = ""
    except CoordinatesFault as fault:
        points, unused = {}, f"；坐标未采用：{fault}"
    if points:
        return _by_point(points, words)
    said = words[ZONE.default_reading]
    readings = tuple((reading, each.status) for reading, each in words.items())
    return ZoneAnswer(said.status, said.step, f"{said.why}{unused}（{_DRAFT}）", readings)


def _by_point(points: dict[str, ZoneStatus], words: dict[str, Said]) -> ZoneAnswer:
    """Return the point's answers; where the words say the opposite, nobody is believed."""
    readings = {
        reading: _UNDECIDED if contradicts(status, words[reading].status) else status
        for reading, status in points.items()
    }
    default = ZONE.default_reading
    said, status = words[default], readings[default]
    if status is points[default]:
        where = {
            ZoneStatus.IN: "坐标在示范区边界之内",
            ZoneStatus.OUT: "坐标在示范区边界之外",
            ZoneStatus.UNCERTAIN: f"坐标距西界不足 {ZONE.west_strip_metres} 米或紧邻江边",
        }[status]
    else:
        where = f"坐标{ZONE_STATUS_NAMES[points[default]]}，与地址不符（{said.why}）"
    return ZoneAnswer(status, ZoneStep.POINT, f"{where}（{_DRAFT}）", tuple(readings.items()))


def _by_ruling(question: ZoneQuestion, written: Written) -> ZoneAnswer | None:
    in_force = [ruling for ruling in question.rulings if ruling.holds_from <= question.asked_on]
    on_enterprise = [
        ruling
        for ruling in in_force
        if ruling.subject is ZoneSubject.ENTERPRISE and ruling.about == question.uscc
    ]
    on_building = [
        ruling
        for ruling in in_force
        if ruling.subject is ZoneSubject.BUILDING and covers(ruling.about, written)
    ]
    for step, rulings in (
        (ZoneStep.ENTERPRISE_RULING, on_enterprise),
        (ZoneStep.BUILDING_RULING, on_building),
    ):
        if rulings:
            newest = max(reversed(rulings), key=lambda ruling: ruling.holds_from)
            return ZoneAnswer(newest.status, step, _ruling_says(newest))
    return None


def covers(building: str, written: Written) -> bool:
    """Tell whether a ruling on this building is about the address: same road, number and block.

    A ruling without a block (A座) covers every block of the house number, and one without a 之-part
    every part.
    """
    ruled = read_written(building, "")
    house, asked = ruled.house, written.house
    if not house.has_number or (house.road, house.number) != (asked.road, asked.number):
        return False
    if elsewhere(written) is not None:
        return False
    is_block = not house.building or house.building == asked.building
    return is_block and (not house.sub_number or house.sub_number == asked.sub_number)


def is_building(address: str) -> bool:
    """Tell whether a ruling could be about this address: it names a road and an official number."""
    house = read_written(address, "").house
    return bool(house.road) and house.has_number


def _ruling_says(ruling: ZoneRuling) -> str:
    return (
        f"核定意见：{ZONE_STATUS_NAMES[ruling.status]}"
        f"（{ruling.document}，{ruling.signed_by}，自 {ruling.holds_from} 起）"
    )
