"""第九条: the demonstration zone."""

from jishen.domain.decisions import CaseFacts, Outcome
from jishen.domain.enterprises import ZONE_STATUS_NAMES, ZoneStatus
from rules.haizhu_2024.findings import Finding, Result, find
from rules.haizhu_2024.parameters import question


def zone(facts: CaseFacts) -> Finding:
    """Return whether the registered address lies in the zone; the map is not read here."""
    used = (
        (
            "注册地址与示范区",
            f"{ZONE_STATUS_NAMES[facts.zone_status]}（{facts.zone_basis or '依据未载明'}）",
        ),
    )
    # 西起广州大道连东晓南路，东临珠江航道，北至珠江前航道，南至珠江后航道
    # Not coded: operating address (第二条), declared by the enterprise and checked by the reviewer.
    if facts.zone_status is ZoneStatus.OUT:
        says = "注册地址不在示范区范围内，不符合条件。"
        return find("art9_zone", used, says, Result(Outcome.NOT_ELIGIBLE, "outside_zone"))
    if facts.zone_status is ZoneStatus.UNCERTAIN:
        return find(
            "art9_zone",
            used,
            "注册地址是否在示范区范围内尚不能确定，暂缓。",
            Result(Outcome.ON_HOLD, "zone_uncertain", question("zone_uncertain")),
        )
    return find("art9_zone", used, "注册地址在示范区范围内。")
