"""What is stale, contradictory or incomplete in the registry: one enterprise at a time, pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jishen.domain.enterprises import (
    STATUSES_FOR_A_PERSON,
    Enterprise,
    EnterpriseKind,
    EnterpriseStatus,
    ZoneStatus,
)
from jishen.domain.registry import KnownEnterprise

STALE_DAYS = 365
_DISTRICT = "海珠"


class Flaw(StrEnum):
    """What is wrong with what the registry knows."""

    NO_ADDRESS = "no_address"
    NO_CONTACT = "no_contact"
    KIND_UNKNOWN = "kind_unknown"
    STALE = "stale"
    UNDATED = "undated"
    STATUS_UNDATED = "status_undated"
    IN_FUTURE = "in_future"
    ENDED_IN_ZONE = "ended_in_zone"
    IN_ZONE_ELSEWHERE = "in_zone_elsewhere"
    MOVES_REVERSED = "moves_reversed"
    BRANCH_WITHOUT_HEAD = "branch_without_head"
    HEAD_OFFICE_UNKNOWN = "head_office_unknown"
    NAME_OF_TWO = "name_of_two"


FLAW_NAMES = {
    Flaw.NO_ADDRESS: "没有注册地址",
    Flaw.NO_CONTACT: "没有联系电话和邮箱",
    Flaw.KIND_UNKNOWN: "企业类型未载明",
    Flaw.STALE: "数据日期过期",
    Flaw.UNDATED: "数据日期不详",
    Flaw.STATUS_UNDATED: "已注销、吊销或迁出而无日期",
    Flaw.IN_FUTURE: "日期在将来",
    Flaw.ENDED_IN_ZONE: "已注销、吊销或迁出而仍记为在示范区内",
    Flaw.IN_ZONE_ELSEWHERE: "记为在示范区内而所属区不是海珠区",
    Flaw.MOVES_REVERSED: "迁出日期早于迁入日期",
    Flaw.BRANCH_WITHOUT_HEAD: "分支机构没有隶属企业",
    Flaw.HEAD_OFFICE_UNKNOWN: "隶属企业或上级企业的信用代码不在登记库中",
    Flaw.NAME_OF_TWO: "现名与另一企业相同",
}

INCOMPLETE = frozenset(
    {Flaw.NO_ADDRESS, Flaw.NO_CONTACT, Flaw.KIND_UNKNOWN, Flaw.BRANCH_WITHOUT_HEAD}
)
STALENESS = frozenset({Flaw.STALE, Flaw.UNDATED})
"""All others contradict."""


@dataclass(frozen=True, slots=True)
class Found:
    """One flaw of one enterprise, with what it shows in."""

    flaw: Flaw
    uscc: str
    name: str
    shows: str = ""


def flaws_of(known: KnownEnterprise, today: date, stale_days: int = STALE_DAYS) -> Iterator[Found]:
    """Yield what is wrong with one enterprise, as far as it shows by itself.

    Of an ended enterprise neither contacts nor fresh data are wanted.
    """
    firm = known.enterprise
    has_ended = firm.status in STATUSES_FOR_A_PERSON
    found = [*_contradictory(firm, today)]
    if not has_ended:
        found += [*_incomplete(firm), *_stale(known, today, stale_days)]
    return (Found(flaw, firm.uscc, firm.name, shows) for flaw, shows in found)


def _incomplete(firm: Enterprise) -> Iterator[tuple[Flaw, str]]:
    if not firm.registered_address:
        yield Flaw.NO_ADDRESS, ""
    if not firm.contact_phone and not firm.contact_email:
        yield Flaw.NO_CONTACT, ""
    if firm.kind is EnterpriseKind.UNKNOWN:
        yield Flaw.KIND_UNKNOWN, firm.kind_printed
    if firm.kind is EnterpriseKind.BRANCH and not firm.head_office:
        yield Flaw.BRANCH_WITHOUT_HEAD, ""


def _stale(known: KnownEnterprise, today: date, stale_days: int) -> Iterator[tuple[Flaw, str]]:
    days = [origin.as_of for origin in known.origins.values() if origin.as_of is not None]
    if not days:
        yield Flaw.UNDATED, f"自 {known.known_from.date()} 起所知"
    elif (today - max(days)).days > stale_days:
        yield Flaw.STALE, f"{max(days)}"


def _contradictory(firm: Enterprise, today: date) -> Iterator[tuple[Flaw, str]]:
    has_ended = firm.status in STATUSES_FOR_A_PERSON
    day = firm.status_on or firm.moved_out_on
    if has_ended and firm.status is not EnterpriseStatus.VOID and day is None:
        yield Flaw.STATUS_UNDATED, firm.status.value
    if has_ended and firm.zone_status is ZoneStatus.IN:
        yield Flaw.ENDED_IN_ZONE, firm.zone_basis
    if firm.zone_status is ZoneStatus.IN and firm.district and _DISTRICT not in firm.district:
        yield Flaw.IN_ZONE_ELSEWHERE, firm.district
    if firm.moved_in_on and firm.moved_out_on and firm.moved_out_on < firm.moved_in_on:
        yield Flaw.MOVES_REVERSED, f"{firm.moved_in_on} → {firm.moved_out_on}"
    late = [each for each in (firm.status_on, firm.moved_in_on) if each and each > today]
    if late:
        yield Flaw.IN_FUTURE, f"{max(late)}"
