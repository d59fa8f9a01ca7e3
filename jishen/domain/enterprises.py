"""Enterprises as the registry knows them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class EnterpriseKind(StrEnum):
    """What sort of market entity the registry says it is."""

    COMPANY = "company"
    BRANCH = "branch"
    INDIVIDUAL_BUSINESS = "individual_business"
    PUBLIC_INSTITUTION = "public_institution"
    UNKNOWN = "unknown"


ENTERPRISE_KIND_NAMES = {
    EnterpriseKind.COMPANY: "企业法人",
    EnterpriseKind.BRANCH: "分支机构",
    EnterpriseKind.INDIVIDUAL_BUSINESS: "个体工商户",
    EnterpriseKind.PUBLIC_INSTITUTION: "事业单位",
    EnterpriseKind.UNKNOWN: "未载明",
}


class ZoneStatus(StrEnum):
    """Whether the registered address lies in the demonstration zone (第九条)."""

    IN = "in"
    OUT = "out"
    UNCERTAIN = "uncertain"


ZONE_STATUS_NAMES = {
    ZoneStatus.IN: "在示范区内",
    ZoneStatus.OUT: "不在示范区内",
    ZoneStatus.UNCERTAIN: "待核定",
}


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name the enterprise gave up; `until` is the last day it bore it, None if not known."""

    name: str
    until: date | None


@dataclass(frozen=True, slots=True)
class Enterprise:
    """One enterprise of the registry, keyed by its unified social credit code."""

    uscc: str
    name: str
    kind: EnterpriseKind = EnterpriseKind.UNKNOWN
    former_names: tuple[FormerName, ...] = ()
    registered_address: str = ""
    street: str = ""
    zone_status: ZoneStatus = ZoneStatus.UNCERTAIN
    zone_basis: str = ""
    """Where `zone_status` comes from, as shown to reviewers."""
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    is_sample: bool = False
