"""The table of what people judged about who filed an entry."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from jishen.domain.matches import Verdict
from jishen.store.tables.base import Base, UtcDateTime, one_of


class PersonJudgement(Base):
    """A person's judgement on one entry, with what was compared; undone by a date, never deleted.

    It holds as long as the row and the enterprise's name are what they were.
    """

    __tablename__ = "person_judgement"
    __table_args__ = (
        Index(
            "uq_person_judgement_in_force",
            "entry_id",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
        CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="undone"),
        CheckConstraint("verdict <> 'positive' OR uscc IS NOT NULL", name="whose"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    entry_id: Mapped[str] = mapped_column(ForeignKey("filing_entry.id"), index=True)
    verdict: Mapped[Verdict] = mapped_column(one_of(Verdict, "verdict"))
    uscc: Mapped[str | None] = mapped_column(ForeignKey("enterprise.uscc"))
    """Whose it is; of a negative judgement the enterprise that it is not, if one stood out."""
    why: Mapped[str] = mapped_column(Text)
    entry_version: Mapped[int]
    """The version of the row that was compared."""
    printed_name: Mapped[str] = mapped_column(Text)
    enterprise_name: Mapped[str] = mapped_column(Text)
    """The enterprise's name on that day, empty without one."""
    judged_by: Mapped[str] = mapped_column(String(120))
    judged_at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_by: Mapped[str | None] = mapped_column(String(120))
    undone_why: Mapped[str | None] = mapped_column(Text)
