"""The roles in which people act."""

from enum import StrEnum


class Role(StrEnum):
    """What a person may do; who may approve money is never who keeps the accounts of people."""

    REVIEWER = "reviewer"
    APPROVER = "approver"
    FINANCE = "finance"
    AUDITOR = "auditor"
    ADMIN = "admin"
