"""Tables of the review: what each person did and said, and what an enterprise was asked for."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from jishen.domain.acts import CaseAct
from jishen.domain.states import CaseState
from jishen.store.tables.base import Base, CanonicalJson, JsonValue, Sha256, UtcDateTime, one_of


class CaseActRecord(Base):
    """One act of a person on a case, with the opinion; the audit trail holds the opinion's digest.

    The words stand here and not in the trail: what must one day be erased must not break the chain.
    """

    __tablename__ = "case_act"
    __table_args__ = (UniqueConstraint("case_id", "action_key"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("award_case.id"), index=True)
    act: Mapped[CaseAct] = mapped_column(one_of(CaseAct, "act"))
    person_id: Mapped[str] = mapped_column(String(36), index=True)
    by: Mapped[str] = mapped_column(String(120))
    """Signature of the person, and of whom they deputised for."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    opinion: Mapped[str] = mapped_column(Text)
    details: Mapped[JsonValue] = mapped_column(CanonicalJson)
    state_before: Mapped[CaseState] = mapped_column(one_of(CaseState, "state_before"))
    state_after: Mapped[CaseState] = mapped_column(one_of(CaseState, "state_after"))
    version_after: Mapped[int]
    evidence_sha256: Mapped[str] = mapped_column(Sha256)
    """The evidence as it was when the act was done."""
    action_key: Mapped[str | None] = mapped_column(String(64))
    """Made with the form: the same form sent twice is one act."""
    audit_sequence: Mapped[int]


class CorrectionRequest(Base):
    """补正: what an enterprise was asked to correct, once, item by item."""

    __tablename__ = "correction_request"
    __table_args__ = (
        UniqueConstraint("case_id", "round"),
        CheckConstraint("round >= 1", name="round"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("award_case.id"))
    round: Mapped[int]
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    requested_by: Mapped[str] = mapped_column(String(120))
    due_on: Mapped[date]
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CorrectionItem(Base):
    """One thing to be corrected: which material or statement, and what is wrong with it."""

    __tablename__ = "correction_item"

    request_id: Mapped[int] = mapped_column(ForeignKey("correction_request.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    """What an answer names: `1-2` is the second item of the first request."""
    about: Mapped[str] = mapped_column(String(60))
    """Code of a material of the form (M7), or empty."""
    words: Mapped[str] = mapped_column(Text)
