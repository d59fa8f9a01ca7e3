"""The table of rulings: dated, signed answers to a policy's open questions."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from jishen.store.tables.base import Base, UtcDateTime


class RulingRecord(Base):
    """One ruling: proposed by a person, in force once a person has applied it."""

    __tablename__ = "ruling"
    __table_args__ = (
        UniqueConstraint("policy_id", "question", "holds_from", "document"),
        CheckConstraint("(applied_at IS NULL) = (applied_by IS NULL)", name="applied"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    policy_id: Mapped[str] = mapped_column(String(60))
    question: Mapped[str] = mapped_column(String(20))
    reading: Mapped[str] = mapped_column(String(60))
    holds_from: Mapped[date]
    signed_by: Mapped[str] = mapped_column(String(200))
    document: Mapped[str] = mapped_column(String(300))
    proposed_by: Mapped[str] = mapped_column(String(80))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    applied_by: Mapped[str | None] = mapped_column(String(80))
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
