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


class EnterpriseStatus(StrEnum):
    """The state of registration (登记状态); VOID is a row that a person found to be an error."""

    UNKNOWN = "unknown"
    IN_BUSINESS = "in_business"
    MOVED_OUT = "moved_out"
    REVOKED = "revoked"
    DEREGISTERED = "deregistered"
    VOID = "void"


ENTERPRISE_STATUS_NAMES = {
    EnterpriseStatus.UNKNOWN: "未载明",
    EnterpriseStatus.IN_BUSINESS: "存续",
    EnterpriseStatus.MOVED_OUT: "迁出",
    EnterpriseStatus.REVOKED: "吊销",
    EnterpriseStatus.DEREGISTERED: "注销",
    EnterpriseStatus.VOID: "误录作废",
}

STATUSES_FOR_A_PERSON = frozenset(
    {
        EnterpriseStatus.MOVED_OUT,
        EnterpriseStatus.REVOKED,
        EnterpriseStatus.DEREGISTERED,
        EnterpriseStatus.VOID,
    }
)
"""An enterprise in one of these states is never matched without a person."""


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
    kind_printed: str = ""
    """The registry's own words for the kind."""
    status: EnterpriseStatus = EnterpriseStatus.UNKNOWN
    status_on: date | None = None
    """The day of deregistration, revocation or moving out."""
    brand_names: tuple[str, ...] = ()
    operating_address: str = ""
    district: str = ""
    moved_in_on: date | None = None
    """The day on which the registered address came into the district, when it came later."""
    moved_out_on: date | None = None
    industry: str = ""
    head_office: str = ""
    """Of a branch: its head office's credit code, or its name where no code is given."""
    parent: str = ""
    """The credit code or name of the enterprise that holds this one."""
    legal_representative: str = ""


PERSONAL_FIELDS = ("legal_representative", "contact_name", "contact_phone", "contact_email")
"""Personal data: sealed in the database, masked in history, never in the audit trail."""

FIELD_NAMES = {
    "name": "企业名称",
    "former_names": "曾用名",
    "brand_names": "品牌名称",
    "kind": "企业类型",
    "kind_printed": "登记类型",
    "status": "登记状态",
    "status_on": "状态日期",
    "registered_address": "注册地址",
    "operating_address": "经营地址",
    "district": "所属区",
    "street": "街道",
    "zone_status": "示范区",
    "zone_basis": "示范区依据",
    "moved_in_on": "迁入日期",
    "moved_out_on": "迁出日期",
    "industry": "行业",
    "head_office": "隶属企业",
    "parent": "上级企业",
    "legal_representative": "法定代表人",
    "contact_name": "联系人",
    "contact_phone": "联系电话",
    "contact_email": "联系邮箱",
    "is_sample": "样例",
}
"""What the registry may say of an enterprise besides its code, in the order shown."""
