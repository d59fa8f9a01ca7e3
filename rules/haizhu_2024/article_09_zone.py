"""第九条: the demonstration zone."""

from jishen.domain.decisions import CaseFacts, Outcome
from jishen.domain.enterprises import ZONE_STATUS_NAMES, ZoneStatus
from rules.haizhu_2024.book import BOOK
from rules.machine.findings import Finding, Reading, Result, fact

_DIFFER = "zone_readings_differ"


def zone(facts: CaseFacts) -> Finding:
    """Return whether the registered address lies in the zone; the map is not read here."""
    read = BOOK.reading("Q18", facts)
    by_reading = dict(facts.zone_by_reading)
    status = by_reading.get(read.code, facts.zone_status)
    basis = facts.zone_basis or "依据未载明"
    used: tuple[tuple[str, str], ...] = (
        fact("注册地址与示范区", ZONE_STATUS_NAMES[status], basis),
    )
    point = facts.registered_point
    if point is not None:
        where = f"{point.longitude}, {point.latitude}"
        used = (*used, fact("注册地址坐标", where, point.crs.value))
    answers = "、".join(
        f"读法{name}：{ZONE_STATUS_NAMES[each]}" for name, each in by_reading.items()
    )
    if answers:
        used = (*used, fact("西界读法", answers, "示范区边界数据"))
    # 西起广州大道连东晓南路，东临珠江航道，北至珠江前航道，南至珠江后航道
    # Not coded: operating address (第二条), declared by the enterprise and checked by the reviewer.
    if status is ZoneStatus.OUT:
        says = "注册地址不在示范区范围内，不符合条件。"
        return BOOK.find(
            "art9_zone", used, says, Result(Outcome.NOT_ELIGIBLE, "outside_zone", reading=read)
        )
    if status is ZoneStatus.UNCERTAIN:
        asks = BOOK.check("zone_uncertain")
        says = "注册地址是否在示范区范围内尚不能确定，暂缓。"
        return BOOK.find(
            "art9_zone",
            used,
            says,
            Result(Outcome.ON_HOLD, "zone_uncertain", asks, reading=read),
        )
    return _inside(used, answers if len(set(by_reading.values())) > 1 else "", read)


def _inside(used: tuple[tuple[str, str], ...], differing: str, read: Reading) -> Finding:
    # …西起广州大道连东晓南路: where the two roads meet is open; the wide reading opens the case,
    # what only the wide one takes in is flagged (Q18).
    asks = BOOK.check(_DIFFER, answers=differing) if differing else ""
    return BOOK.find(
        "art9_zone", used, "注册地址在示范区范围内。", Result(question=asks, reading=read)
    )
