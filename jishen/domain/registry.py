"""What is said of an enterprise, by which source, as of which day; tasks the registry raises."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum

from jishen.domain.enterprises import Enterprise, ZoneStatus

_BLANK = Enterprise("", "")


@dataclass(frozen=True, slots=True)
class RegistryRow:
    """What one row of a source says of one enterprise."""

    row_number: int
    """As a spreadsheet numbers it, from 1; of a query, the place in its answer."""
    said: Enterprise
    told: frozenset[str]
    """The fields that the row really says; the others are what a blank enterprise has."""
    as_of: date | None = None
    """The day for which the row says it; None: that of the whole file, if it has one."""
    renamed_on: date | None = None
    """The first day of the present name, where the row says it."""


@dataclass(frozen=True, slots=True)
class FieldOrigin:
    """Which import said a field, and as of which day."""

    import_id: int
    as_of: date | None


@dataclass(frozen=True, slots=True)
class KnownEnterprise:
    """What the registry knew of an enterprise over a span of time; personal data is masked."""

    enterprise: Enterprise
    origins: dict[str, FieldOrigin]
    """By field name; every field that is not blank has one."""
    known_from: datetime
    known_until: datetime | None
    """The instant at which the registry learned better; None: it is what is known now."""


class RegistryTaskKind(StrEnum):
    """Why a person must look at a row."""

    OTHER_NAME = "other_name"
    """A known credit code with another name, and nothing says that it was renamed."""
    SAME_NAME = "same_name"
    """Two credit codes with one name."""
    CASE_TOUCHED = "undecided_case"
    """What changed concerns a case that somebody has approved: it is not worked out anew.

    (The stored word is from before cases under review were worked out anew by themselves.)
    """


REGISTRY_TASK_NAMES = {
    RegistryTaskKind.OTHER_NAME: "同一信用代码出现另一名称",
    RegistryTaskKind.SAME_NAME: "两个信用代码使用同一名称",
    RegistryTaskKind.CASE_TOUCHED: "名册变更涉及已有审批的案件",
}


class RegistryTaskState(StrEnum):
    """Where a task stands."""

    OPEN = "open"
    SETTLED = "settled"


class Settlement(StrEnum):
    """How a person settles a task."""

    RENAMED = "renamed"
    REJECTED = "rejected"
    DISTINCT = "distinct"
    VOIDED = "voided"
    SEEN = "seen"


SETTLEMENT_NAMES = {
    Settlement.RENAMED: "确系更名，采用新名称",
    Settlement.REJECTED: "不采用该行",
    Settlement.DISTINCT: "确为两家企业",
    Settlement.VOIDED: "其一误录，作废",
    Settlement.SEEN: "已知悉",
}

SETTLEMENTS = {
    RegistryTaskKind.OTHER_NAME: (Settlement.RENAMED, Settlement.REJECTED),
    RegistryTaskKind.SAME_NAME: (Settlement.DISTINCT, Settlement.VOIDED),
    RegistryTaskKind.CASE_TOUCHED: (Settlement.SEEN,),
}
"""The ways to settle each kind of task."""


def row_of(enterprise: Enterprise, row_number: int = 0, as_of: date | None = None) -> RegistryRow:
    """Return an enterprise as a row: it says every field that is not blank."""
    told = {
        field.name
        for field in fields(Enterprise)
        if field.name != "uscc" and getattr(enterprise, field.name) != getattr(_BLANK, field.name)
    }
    if enterprise.zone_status is not ZoneStatus.UNCERTAIN or "zone_basis" in told:
        told |= {"zone_status", "zone_basis"}
    return RegistryRow(row_number, enterprise, frozenset(told), as_of)
