"""Every table of the product's database."""

from jishen.store.tables.announcements import (
    Announcement,
    Attachment,
    AttachmentVersion,
    EntryVersion,
    FilingEntry,
    ReadingDoubt,
)
from jishen.store.tables.audit import AuditEntry
from jishen.store.tables.base import Base
from jishen.store.tables.calendar import CalendarYear
from jishen.store.tables.cases import (
    Approval,
    AwardCase,
    CaseFiling,
    Counter,
    DecisionRecord,
    Payout,
    YearlyPool,
)
from jishen.store.tables.enterprises import (
    EnterpriseName,
    EnterpriseRecord,
    MatchRecord,
    RegistryImport,
)
from jishen.store.tables.ledger import AwardsImport, EarlierAward
from jishen.store.tables.messages import DeliveryAttempt, OutboxMessage
from jishen.store.tables.rulings import RulingRecord
from jishen.store.tables.watching import Fetch, RawObject, SourceHealth, WatchedUrl
from jishen.store.tables.windows import RecordedWindow
from jishen.store.tables.zones import EnterprisePoint, ZoneRulingRecord

__all__ = [
    "Announcement",
    "Approval",
    "Attachment",
    "AttachmentVersion",
    "AuditEntry",
    "AwardCase",
    "AwardsImport",
    "Base",
    "CalendarYear",
    "CaseFiling",
    "Counter",
    "DecisionRecord",
    "DeliveryAttempt",
    "EarlierAward",
    "EnterpriseName",
    "EnterprisePoint",
    "EnterpriseRecord",
    "EntryVersion",
    "Fetch",
    "FilingEntry",
    "MatchRecord",
    "OutboxMessage",
    "Payout",
    "RawObject",
    "ReadingDoubt",
    "RecordedWindow",
    "RegistryImport",
    "RulingRecord",
    "SourceHealth",
    "WatchedUrl",
    "YearlyPool",
    "ZoneRulingRecord",
]
