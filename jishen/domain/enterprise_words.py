"""An enterprise's fields in words, as pages, exports and the command line show them."""

from collections.abc import Callable
from datetime import date
from typing import Any

from jishen.domain.enterprises import (
    ENTERPRISE_KIND_NAMES,
    ENTERPRISE_STATUS_NAMES,
    ZONE_STATUS_NAMES,
    Enterprise,
    EnterpriseKind,
    EnterpriseStatus,
    FormerName,
    ZoneStatus,
)


def said_of_field(firm: Enterprise, field: str) -> str:
    """Return a field in words; blank when nothing is known of it.

    >>> said_of_field(Enterprise("", "", moved_in_on=date(2025, 3, 1)), "moved_in_on")
    '2025-03-01'
    """
    return in_words(getattr(firm, field))


def in_words(value: object) -> str:
    """Return a field's value in words."""
    for kind, words in _WORDS:
        if isinstance(value, kind):
            return words(value)
    return "" if value is None else str(value)


def _status(status: EnterpriseStatus) -> str:
    return "" if status is EnterpriseStatus.UNKNOWN else ENTERPRISE_STATUS_NAMES[status]


def _former(former: FormerName) -> str:
    until = f"使用至 {former.until}" if former.until else "停用日期不详"
    return f"{former.name}（{until}）"


def _listed(values: tuple[object, ...]) -> str:
    return "；".join(in_words(each) for each in values)


# Any: each is called only with a value of its own type.
_WORDS: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (EnterpriseKind, ENTERPRISE_KIND_NAMES.__getitem__),
    (EnterpriseStatus, _status),
    (ZoneStatus, ZONE_STATUS_NAMES.__getitem__),
    (FormerName, _former),
    (bool, lambda is_so: "是" if is_so else ""),
    (date, date.isoformat),
    (tuple, _listed),
)
