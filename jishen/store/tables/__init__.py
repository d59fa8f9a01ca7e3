"""Every table of the product's database."""

from jishen.store.tables.announcements import (
    Announcement,
    Attachment,
    AttachmentVersion,
    EntryVersion,
    FilingEntry,
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
from jishen.store.tables.claims import (
    Claim,
    ClaimAnswer,
    ClaimDeclaration,
    ClaimFile,
    EnterpriseLink,
    NotOurs,
)
from jishen.store.tables.doubts import DoubtSettlement, ReadingDoubt
from jishen.store.tables.enterprises import (
    EnterpriseName,
    EnterpriseRecord,
    EnterpriseVersion,
    MatchRecord,
    RegistryImport,
    RegistryTask,
)
from jishen.store.tables.judgements import PersonJudgement
from jishen.store.tables.ledger import AwardsImport, EarlierAward
from jishen.store.tables.messages import (
    ChannelState,
    DeliveryAttempt,
    NoticeSilence,
    OutboxMessage,
)
from jishen.store.tables.payments import (
    Acknowledgement,
    AcknowledgementImport,
    Clawback,
    PaymentExport,
)
from jishen.store.tables.people import (
    Absence,
    ActionKey,
    DeskSession,
    PendingSignIn,
    Person,
    PersonIdentity,
    PersonRole,
    SignInAttempt,
)
from jishen.store.tables.review import CaseActRecord, CorrectionItem, CorrectionRequest
from jishen.store.tables.rulings import RulingRecord
from jishen.store.tables.watching import (
    Disappearance,
    Fetch,
    HandedFile,
    HeldList,
    HostManners,
    RawObject,
    SourceHealth,
    WatchedUrl,
)
from jishen.store.tables.windows import RecordedWindow
from jishen.store.tables.zones import EnterprisePoint, ZoneRulingRecord

__all__ = [
    "Absence",
    "Acknowledgement",
    "AcknowledgementImport",
    "ActionKey",
    "Announcement",
    "Approval",
    "Attachment",
    "AttachmentVersion",
    "AuditEntry",
    "AwardCase",
    "AwardsImport",
    "Base",
    "CalendarYear",
    "CaseActRecord",
    "CaseFiling",
    "ChannelState",
    "Claim",
    "ClaimAnswer",
    "ClaimDeclaration",
    "ClaimFile",
    "Clawback",
    "CorrectionItem",
    "CorrectionRequest",
    "Counter",
    "DecisionRecord",
    "DeliveryAttempt",
    "DeskSession",
    "Disappearance",
    "DoubtSettlement",
    "EarlierAward",
    "EnterpriseLink",
    "EnterpriseName",
    "EnterprisePoint",
    "EnterpriseRecord",
    "EnterpriseVersion",
    "EntryVersion",
    "Fetch",
    "FilingEntry",
    "HandedFile",
    "HeldList",
    "HostManners",
    "MatchRecord",
    "NotOurs",
    "NoticeSilence",
    "OutboxMessage",
    "PaymentExport",
    "Payout",
    "PendingSignIn",
    "Person",
    "PersonIdentity",
    "PersonJudgement",
    "PersonRole",
    "RawObject",
    "ReadingDoubt",
    "RecordedWindow",
    "RegistryImport",
    "RegistryTask",
    "RulingRecord",
    "SignInAttempt",
    "SourceHealth",
    "WatchedUrl",
    "YearlyPool",
    "ZoneRulingRecord",
]
