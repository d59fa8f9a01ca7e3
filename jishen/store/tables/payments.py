"""Tables of payment: what the treasury was asked for, what it answered, what was claimed back."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from jishen.store.tables.base import Base, Sha256, UtcDateTime, one_of


class PaymentAnswer(StrEnum):
    """What the treasury answered to a payment request."""

    PAID = "paid"
    RETURNED = "returned"
    """退回: the bank did not take it; the request stands, nothing was paid."""


class PaymentExport(Base):
    """One list of payment requests handed to the treasury."""

    __tablename__ = "payment_export"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(String(120))
    requests: Mapped[int]
    amount_yuan: Mapped[int] = mapped_column(BigInteger)
    content_sha256: Mapped[str] = mapped_column(Sha256)
    """Over the instruction keys and amounts, in order: the same list has the same digest."""


class AcknowledgementImport(Base):
    """One file of answers from the treasury."""

    __tablename__ = "acknowledgement_import"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    file_name: Mapped[str] = mapped_column(Text)
    file_sha256: Mapped[str] = mapped_column(Sha256)
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    imported_by: Mapped[str] = mapped_column(String(120))
    rows_read: Mapped[int]
    rows_new: Mapped[int]
    rows_known: Mapped[int]
    rows_refused: Mapped[int]


class Acknowledgement(Base):
    """One answer of the treasury to one payment request; the same line twice is one answer."""

    __tablename__ = "acknowledgement"
    __table_args__ = (CheckConstraint("amount_yuan > 0", name="amount"),)

    key: Mapped[str] = mapped_column(Sha256, primary_key=True)
    """Over what makes it this answer and no other."""
    case_id: Mapped[str] = mapped_column(ForeignKey("payout.case_id"), index=True)
    answer: Mapped[PaymentAnswer] = mapped_column(one_of(PaymentAnswer, "answer"))
    amount_yuan: Mapped[int] = mapped_column(BigInteger)
    on: Mapped[date] = mapped_column(Date)
    reference: Mapped[str] = mapped_column(String(120))
    """The treasury's own number of the payment."""
    note: Mapped[str] = mapped_column(Text)
    import_id: Mapped[int] = mapped_column(ForeignKey("acknowledgement_import.id"))


class Clawback(Base):
    """追缴: a part or all of a paid award is claimed back, by whom, why, on which document."""

    __tablename__ = "clawback"
    __table_args__ = (CheckConstraint("amount_yuan > 0", name="amount"),)

    case_id: Mapped[str] = mapped_column(ForeignKey("payout.case_id"), primary_key=True)
    amount_yuan: Mapped[int] = mapped_column(BigInteger)
    year: Mapped[int]
    """The budget year in which it is recorded; what the pool gave in its own year stays given."""
    document: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(120))
