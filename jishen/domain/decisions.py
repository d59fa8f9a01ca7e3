"""What a policy is asked and what it answers: facts, decision, trace."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jishen.domain.enterprises import EnterpriseKind, EnterpriseStatus, ZoneStatus
from jishen.domain.filings import ListKind
from jishen.domain.rulings import Ruling


class Outcome(StrEnum):
    """What the policy says of a case; a person decides on every outcome but the last two."""

    ELIGIBLE = "eligible"
    ON_HOLD = "on_hold"
    ASK = "ask"
    NO_FURTHER_AWARD = "no_further_award"
    NOT_ELIGIBLE = "not_eligible"


OUTCOME_NAMES = {
    Outcome.ELIGIBLE: "符合条件",
    Outcome.ON_HOLD: "暂缓，待条件核实",
    Outcome.ASK: "须人工判断",
    Outcome.NO_FURTHER_AWARD: "不再另行奖励",
    Outcome.NOT_ELIGIBLE: "不符合条件",
}


@dataclass(frozen=True, slots=True)
class EarlierFiling:
    """A filing of the same legal person that stands before the one in question."""

    list_kind: ListKind
    filing_number: str
    announced_on: date
    title: str = ""
    linked_by: str = ""
    """What makes it the same legal person's, in words; empty: the same social credit code."""


class CreditStanding(StrEnum):
    """What the credit sites said when a reviewer asked them."""

    NOT_ASKED = "not_asked"
    CLEAR = "clear"
    NOTED = "noted"
    """Something is noted (经营异常, 行政处罚), but no 严重失信."""
    SERIOUS = "serious"
    """On the list of the seriously untrustworthy (严重失信主体名单)."""


CREDIT_NAMES = {
    CreditStanding.NOT_ASKED: "尚未查询",
    CreditStanding.CLEAR: "无不良记录",
    CreditStanding.NOTED: "有一般不良记录",
    CreditStanding.SERIOUS: "列入严重失信主体名单",
}


class CoordinateSystem(StrEnum):
    """The coordinate system of a point; here GCJ-02 is some 600 m off WGS84."""

    WGS84 = "WGS84"
    GCJ02 = "GCJ-02"
    BD09 = "BD-09"


@dataclass(frozen=True, slots=True)
class MapPoint:
    """The point of a registered address, in degrees, with the system it is given in."""

    longitude: float
    latitude: float
    crs: CoordinateSystem


@dataclass(frozen=True, slots=True)
class OtherAward:
    """An award that another district gave for the same filing, as declared."""

    place: str
    amount_yuan: int
    year: int


@dataclass(frozen=True, slots=True)
class YearLedger:
    """What the ledger says of one budget year, whole yuan."""

    year: int
    awarded_yuan: int
    pool_left_yuan: int | None


@dataclass(frozen=True, slots=True)
class LargeModelProof:
    """What an enterprise may show to count as 大模型企业 when it holds no filing."""

    research_yuan: int = 0
    """Yearly AI research spending by the audit report."""
    research_percent: int = 0
    """The same as a share of all research spending, whole percent."""
    revenue_yuan: int = 0
    """Yearly AI revenue by the audit report."""
    certified_technicians: int = 0
    staff: int = 0
    has_patents: bool = False
    buys_training_compute: bool = False
    has_other_proof: bool = False


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """All that a policy may look at; everything else is a question to the reviewer."""

    uscc: str
    enterprise_name: str
    enterprise_kind: EnterpriseKind
    zone_status: ZoneStatus
    zone_basis: str
    list_kind: ListKind
    filing_number: str
    filing_title: str
    filer_name: str
    """As printed in the list; may be a former name."""
    announced_on: date
    announced_on_basis: str
    """What the day rests on: the page's date, the day the list appeared, or the list's month."""
    is_registration: bool
    """登记, not 备案."""
    earlier_filings: tuple[EarlierFiling, ...]
    """Every earlier filing of this legal person that we hold, of all lists."""
    history_since: str | None
    """Month (YYYY-MM) of the oldest list held of this tier; first-ness is certain only since."""
    awarded_before_yuan: int
    """Already awarded under Article 3 over the policy's whole life, whole yuan."""
    awarded_this_year_yuan: int
    """Awarded this year under all articles but Article 8, for the enterprise cap."""
    pool_left_yuan: int | None
    """What is left of the yearly pool; None when no ledger says."""
    same_category_award_this_year: bool | None
    """第十三条: None when not known (the reviewer is asked)."""
    determined_yuan: int | None
    """核定: what the reviewer set; None before (the ceiling is used)."""
    decided_on: date
    filed_on: date | None = None
    """备案时间 as the list prints it; None where the list has no such column."""
    role: str = ""
    """角色 as the deep-synthesis list prints it: 服务提供者 or 服务技术支持者."""
    holder_name: str = ""
    """The legal person that holds the filing when it is not the enterprise itself."""
    moved_in_on: date | None = None
    """The day on which the registered address came into the district, when it came later."""
    enterprise_status: EnterpriseStatus = EnterpriseStatus.UNKNOWN
    """The state of registration as the registry knows it on the day of the decision."""
    enterprise_status_on: date | None = None
    operating_zone_status: ZoneStatus | None = None
    """Whether the declared operating address lies in the zone; None when nothing is declared."""
    zone_by_reading: tuple[tuple[str, ZoneStatus], ...] = ()
    """Answers under the readings A, B, C of the zone's west edge, where they were worked out."""
    registered_point: MapPoint | None = None
    cancelled_on: date | None = None
    """The day on which the filing was cancelled (注销); None while it stands."""
    submitted_on: date | None = None
    """The day of the application; None before there is one (the day of the decision counts)."""
    same_category_award_yuan: int | None = None
    """How much the award of 第十三条 was, when it is known."""
    other_district_awards: tuple[OtherAward, ...] = ()
    is_special_project: bool = False
    """重点引进招商项目: goes to the city government by hand (第十三条, 一事一议)."""
    related_parties: tuple[str, ...] = ()
    """Enterprises of the same group that have an award under the same article."""
    credit: CreditStanding = CreditStanding.NOT_ASKED
    other_years: tuple[YearLedger, ...] = ()
    """Ledgers of years other than that of the decision, for readings that need them."""
    large_model_proof: LargeModelProof | None = None
    proven_base_yuan: int | None = None
    """A proven (audited) amount of which a policy gives a share; None when not proven."""
    rulings: tuple[Ruling, ...] = ()
    """Applied rulings of the database; those that a policy ships are in its own files."""


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One step of the decision: the clause, the facts used, the computation, the finding."""

    article: str
    quote: str
    facts: tuple[tuple[str, str], ...]
    finding: str
    computation: str = ""
    question: str = ""
    """What the reviewer must answer, empty when nothing is open."""
    ruling: str = ""
    """The ruling or the default by which an unclear clause was read, in words."""
    open_question: str = ""
    """The number in the register of the question that was read so: `Q4`."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A policy's answer: outcome, three amounts in whole yuan, halves, and the trace."""

    policy_id: str
    policy_sha256: str
    clause: str
    """The clause that gives the award, as a stable key: `art3_generative_ai`, `art3_algorithm`."""
    clause_name: str
    """The clause in the policy's words: 第三条第（一）项."""
    outcome: Outcome
    reason: str
    ceiling_yuan: int
    determined_yuan: int
    payable_yuan: int
    city_half_yuan: int
    district_half_yuan: int
    trace: tuple[TraceStep, ...]
    reason_keys: tuple[str, ...] = ()
    """Stable keys of what led to the outcome: `zone_uncertain`, `policy_expired`, …"""

    @property
    def questions(self) -> tuple[str, ...]:
        """Every question of the trace that a reviewer must answer."""
        return tuple(step.question for step in self.trace if step.question)


Policy = Callable[[CaseFacts], Decision]
