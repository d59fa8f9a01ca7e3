"""Tables of the award case; the constraints forbid a second case, approval or payout."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from jishen.domain.decisions import Outcome
from jishen.domain.states import CLOSED_WITHOUT_AWARD, CaseState, Hold
from jishen.store.tables.base import Base, CanonicalJson, JsonValue, Sha256, UtcDateTime, one_of

OPENING = "opening"
_CLOSED = ", ".join(f"'{state}'" for state in sorted(CLOSED_WITHOUT_AWARD))
LIVE = f"state NOT IN ({_CLOSED})"
"""A case that pays, paid or may still pay."""
IN_FORCE = "voided_at IS NULL"


class Counter(Base):
    """A named running number, raised by one UPDATE."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[int]


class AwardCase(Base):
    """One award case: one filing, one clause, one enterprise (invariant I1).

    An enterprise has at most one case a clause that paid or may still pay: `uq_award_case_live`.
    """

    __tablename__ = "award_case"
    __table_args__ = (
        UniqueConstraint("filing_key", "clause", "uscc"),
        Index(
            "uq_award_case_live",
            "uscc",
            "clause",
            unique=True,
            sqlite_where=text(LIVE),
            postgresql_where=text(LIVE),
        ),
        CheckConstraint("payable_yuan >= 0 AND payable_yuan <= ceiling_yuan", name="payable"),
        CheckConstraint("city_half_yuan + district_half_yuan = payable_yuan", name="halves"),
        CheckConstraint(
            "state = 'on_hold' OR (hold IS NULL AND held_from IS NULL)", name="held_only_on_hold"
        ),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    """Derived from policy, clause, filing and enterprise: a redo has the same id."""
    case_number: Mapped[str] = mapped_column(String(40), unique=True)
    policy_id: Mapped[str] = mapped_column(String(60))
    clause: Mapped[str] = mapped_column(String(60))
    filing_key: Mapped[str] = mapped_column(String(200))
    uscc: Mapped[str] = mapped_column(ForeignKey("enterprise.uscc"), index=True)
    entry_id: Mapped[str] = mapped_column(ForeignKey("filing_entry.id"))
    state: Mapped[CaseState] = mapped_column(one_of(CaseState, "state"), index=True)
    hold: Mapped[Hold | None] = mapped_column(one_of(Hold, "hold"))
    """Why it is on hold; None on hold: the policy said so when the case was opened."""
    held_from: Mapped[CaseState | None] = mapped_column(one_of(CaseState, "held_from"))
    """Where it goes back to; None on hold: it was never anywhere else."""
    version: Mapped[int] = mapped_column(Integer, default=1)
    outcome: Mapped[Outcome] = mapped_column(one_of(Outcome, "outcome"))
    reason: Mapped[str] = mapped_column(Text)
    ceiling_yuan: Mapped[int] = mapped_column(BigInteger)
    determined_yuan: Mapped[int] = mapped_column(BigInteger)
    payable_yuan: Mapped[int] = mapped_column(BigInteger)
    city_half_yuan: Mapped[int] = mapped_column(BigInteger)
    district_half_yuan: Mapped[int] = mapped_column(BigInteger)
    assignee_id: Mapped[str | None] = mapped_column(String(36), index=True)
    """The person who has taken it; None: nobody yet."""
    assignee: Mapped[str | None] = mapped_column(String(120))
    is_backlog: Mapped[bool] = mapped_column(Boolean)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CaseFiling(Base):
    """A filing that stands as evidence in a case; it can stand in one case only."""

    __tablename__ = "case_filing"
    __table_args__ = (UniqueConstraint("filing_key", "clause", "uscc"),)

    case_id: Mapped[str] = mapped_column(ForeignKey("award_case.id"), primary_key=True)
    entry_id: Mapped[str] = mapped_column(
        ForeignKey("filing_entry.id"), primary_key=True, index=True
    )
    filing_key: Mapped[str] = mapped_column(String(200))
    clause: Mapped[str] = mapped_column(String(60))
    uscc: Mapped[str] = mapped_column(String(18))
    is_leading: Mapped[bool] = mapped_column(Boolean)
    """The filing the case was opened on; the others were announced with it."""


class DecisionRecord(Base):
    """What the policy said on given facts: both stored, so that it can be recomputed.

    A judgement is decided once when it is opened, and once more for each ruling applied since;
    the newest row of a case is the one in force.
    """

    __tablename__ = "decision"
    __table_args__ = (UniqueConstraint("match_id", "occasion"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    match_id: Mapped[int] = mapped_column(ForeignKey("match.id"))
    occasion: Mapped[str] = mapped_column(String(80), default=OPENING, server_default=OPENING)
    """What it was asked for: `opening`, or `ruling:` and the number of the newest ruling."""
    case_id: Mapped[str | None] = mapped_column(ForeignKey("award_case.id"), index=True)
    policy_id: Mapped[str] = mapped_column(String(60))
    policy_sha256: Mapped[str] = mapped_column(Sha256)
    outcome: Mapped[Outcome] = mapped_column(one_of(Outcome, "outcome"))
    facts: Mapped[JsonValue] = mapped_column(CanonicalJson)
    decision: Mapped[JsonValue] = mapped_column(CanonicalJson)
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Approval(Base):
    """A person's approval over exactly one evidence digest; nobody approves a case twice.

    When the evidence changes it is void: kept, with when and why, and the step is open again.
    """

    __tablename__ = "approval"
    __table_args__ = (
        Index(
            "uq_approval_person",
            "case_id",
            "person_id",
            unique=True,
            sqlite_where=text(IN_FORCE),
            postgresql_where=text(IN_FORCE),
        ),
        Index(
            "uq_approval_step",
            "case_id",
            "step",
            unique=True,
            sqlite_where=text(IN_FORCE),
            postgresql_where=text(IN_FORCE),
        ),
        CheckConstraint("(voided_at IS NULL) = (voided_why IS NULL)", name="voided"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("award_case.id"))
    step: Mapped[str] = mapped_column(String(40))
    """`review`, `second_review` or `decide`."""
    person_id: Mapped[str] = mapped_column(String(36))
    approver: Mapped[str] = mapped_column(String(120))
    opinion: Mapped[str] = mapped_column(Text)
    evidence_sha256: Mapped[str] = mapped_column(Sha256)
    approved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    voided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    voided_why: Mapped[str | None] = mapped_column(Text)


class YearlyPool(Base):
    """The yearly pool of 第十一条; `used_yuan` can never pass `cap_yuan`."""

    __tablename__ = "yearly_pool"
    __table_args__ = (CheckConstraint("used_yuan >= 0 AND used_yuan <= cap_yuan", name="cap"),)

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    cap_yuan: Mapped[int] = mapped_column(BigInteger)
    used_yuan: Mapped[int] = mapped_column(BigInteger)


class Payout(Base):
    """The one payout of a case; its instruction key is derived from case and evidence."""

    __tablename__ = "payout"
    __table_args__ = (
        CheckConstraint("amount_yuan > 0", name="amount"),
        CheckConstraint("city_half_yuan + district_half_yuan = amount_yuan", name="halves"),
    )

    case_id: Mapped[str] = mapped_column(ForeignKey("award_case.id"), primary_key=True)
    instruction_key: Mapped[str] = mapped_column(Sha256, unique=True)
    uscc: Mapped[str] = mapped_column(String(18), index=True)
    policy_id: Mapped[str] = mapped_column(String(60))
    clause: Mapped[str] = mapped_column(String(60))
    year: Mapped[int] = mapped_column(ForeignKey("yearly_pool.year"))
    amount_yuan: Mapped[int] = mapped_column(BigInteger)
    city_half_yuan: Mapped[int] = mapped_column(BigInteger)
    district_half_yuan: Mapped[int] = mapped_column(BigInteger)
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    evidence_sha256: Mapped[str] = mapped_column(Sha256)
    """The evidence that every approval in force is over."""
    export_id: Mapped[int | None] = mapped_column(ForeignKey("payment_export.id"), index=True)
    """The list in which the treasury was last asked; None: not yet."""
    paid_on: Mapped[date | None] = mapped_column(Date)
    """By the treasury's acknowledgement."""
