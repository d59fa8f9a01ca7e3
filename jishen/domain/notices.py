"""What people are told: audiences, events, and the facts each notice is rendered from."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Audience(StrEnum):
    """Who a notice is for."""

    ENTERPRISE = "enterprise"
    REVIEWERS = "reviewers"
    OPERATORS = "operators"
    DEPUTIES = "deputies"
    """Whom a reminder goes to that nobody heeded."""
    HEADS = "heads"
    """Whom it goes to after that; they also get the managers' digest."""


AUDIENCE_NAMES = {
    Audience.ENTERPRISE: "企业",
    Audience.REVIEWERS: "审核人员",
    Audience.OPERATORS: "运维人员",
    Audience.DEPUTIES: "分管副职",
    Audience.HEADS: "主要负责人",
}
ESCALATION = (Audience.REVIEWERS, Audience.DEPUTIES, Audience.HEADS)
"""Who is reminded of a case that nobody takes up, first to last."""


class NoticeEvent(StrEnum):
    """What a notice is about; each event has a folder of templates."""

    FILING_SEEN = "filing_seen"
    """To an enterprise: its filing was seen on a national list, a case is open."""
    BATCH_DIGEST = "batch_digest"
    """To reviewers: a batch was worked through; cases, unsure matches, leads."""
    CASE_WAITING = "case_waiting"
    """To reviewers: one case waits for them outside a batch (released, or matched later)."""
    SOURCE_FAULT = "source_fault"
    SOURCE_RECOVERED = "source_recovered"
    CASE_OVERDUE = "case_overdue"
    """To reviewers, then deputies, then heads: nobody has taken a case up for so long."""
    CASE_NEWS = "case_news"
    """To an enterprise: what has come of its case: a correction, the decision, the payment."""
    CHANNEL_TEST = "channel_test"
    """To one recipient of a channel: a person tries whether it works."""


AUDIENCE_OF = {
    NoticeEvent.BATCH_DIGEST: Audience.REVIEWERS,
    NoticeEvent.CASE_WAITING: Audience.REVIEWERS,
    NoticeEvent.SOURCE_FAULT: Audience.OPERATORS,
    NoticeEvent.SOURCE_RECOVERED: Audience.OPERATORS,
}
"""Whose an event is; somebody of another role may wish for it too."""


@dataclass(frozen=True, slots=True)
class Office:
    """The office that signs notices: name, published telephone and address."""

    name: str
    telephone: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class FilingSeen:
    """Facts of an enterprise's alert."""

    office: Office
    case_number: str
    enterprise_name: str
    list_name: str
    period: str
    """The list's month, YYYY-MM, or empty."""
    announced_on: date
    filing_titles: tuple[str, ...]
    filing_numbers: tuple[str, ...]
    official_url: str
    policy_name: str
    clause_name: str
    ceiling_yuan: int
    payable_yuan: int
    is_sample: bool = False
    reply_by: date | None = None
    """By when the enterprise should say that the filing is not its own; None: as soon as it can."""
    policy_valid_until: date | None = None
    """The policy's last day, so that the enterprise can plan; None: not told."""
    may_apply: tuple[str, ...] = ()
    """Other clauses of the policy that may apply with such a filing, in words."""
    claim_url: str = ""
    """The page where this enterprise claims; its token opens it. Empty: nothing can be claimed."""
    claim_until: date | None = None
    """The last day of that address."""
    window_says: str = ""
    """Whether applications are taken now, in a sentence; empty: not told."""
    is_window_open: bool = True


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case in a digest."""

    case_number: str
    enterprise_name: str
    state_name: str
    outcome_name: str
    ceiling_yuan: int
    payable_yuan: int
    url: str
    enterprise_told: bool
    """False when the registry has no address for the enterprise: a person must call."""


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An unsure match or a lead in a digest."""

    filer_name: str
    filing_number: str
    why: str


@dataclass(frozen=True, slots=True)
class BatchDigest:
    """Facts of the reviewers' message about one batch."""

    office: Office
    list_name: str
    period: str
    announced_on: date
    official_url: str
    batch_url: str
    """The batch's page on the desk."""
    new_entries: int
    changed_entries: int
    matched: int
    cases: tuple[CaseLine, ...]
    unsure: tuple[EntryLine, ...]
    leads: tuple[EntryLine, ...]
    """Filings with the district's code and no enterprise in the registry."""
    missing_entries: int = 0
    """Rows that the list does not print any more."""
    repeated_entries: int = 0
    """Rows that repeat filings of an earlier list: not counted as new."""
    doubts: int = 0
    """Places of the list that wait for a person to read them."""
    doubts_url: str = ""
    """Where they are shown on the desk."""


@dataclass(frozen=True, slots=True)
class CaseWaiting:
    """Facts of the reviewers' message about one case that waits for them."""

    office: Office
    case: CaseLine
    by: str
    """Who released it; empty when no person did."""
    why: str


@dataclass(frozen=True, slots=True)
class SourceAlarm:
    """Facts of the operators' message about a source that could not be looked at, or is well."""

    source_name: str
    url: str
    verdict: str
    detail: str
    remedy: str
    since: datetime
    at: datetime
    sources_url: str
    """The page on the desk where its state is shown."""
    is_source: bool = True
    """False for other unattended work: an import, the opening of cases, the sending of notices."""
    is_hint: bool = False
    """Nothing is wrong: by the rhythm of a list its next batch should have come."""


@dataclass(frozen=True, slots=True)
class CaseOverdue:
    """Facts of a reminder: a case nobody has taken up, and how often that was said before."""

    office: Office
    case: CaseLine
    waiting_since: date
    waited_workdays: int
    is_provisional: bool
    """True when days were counted that the calendar of working days does not know."""
    level_name: str
    """Who is told this time, in words."""
    told_before: tuple[str, ...]
    """Who was told before, in words, first to last."""


@dataclass(frozen=True, slots=True)
class ChannelTest:
    """Facts of a message that only tries a channel."""

    office: Office
    channel: str
    by: str
    at: datetime


class NewsKind(StrEnum):
    """What an enterprise is told of its case after the first notice."""

    CORRECTION = "correction"
    DECIDED = "decided"
    PAID = "paid"
    REFUSED = "refused"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class CaseNews:
    """Facts of what an enterprise is told of its case; it holds no link and no account."""

    office: Office
    kind: NewsKind
    case_number: str
    enterprise_name: str
    is_sample: bool = False
    items: tuple[str, ...] = ()
    """What is to be corrected, item by item."""
    due_on: date | None = None
    amount_yuan: int | None = None
    on: date | None = None
    """The day of the payment."""
    reason: str = ""
    clause: str = ""


NoticeFacts = (
    FilingSeen | BatchDigest | CaseWaiting | SourceAlarm | CaseOverdue | ChannelTest | CaseNews
)
