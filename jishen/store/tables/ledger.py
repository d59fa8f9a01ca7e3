"""Tables of the ledger: awards given before or beside this product, and their imports."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from jishen.store.tables.base import Base, Sha256, UtcDateTime


class AwardsImport(Base):
    """One import of earlier awards: which file, when, by whom, what came of it."""

    __tablename__ = "awards_import"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    file_name: Mapped[str] = mapped_column(Text)
    file_sha256: Mapped[str] = mapped_column(Sha256)
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    imported_by: Mapped[str] = mapped_column(Text)
    rows_read: Mapped[int]
    rows_added: Mapped[int]
    rows_known: Mapped[int]
    rows_refused: Mapped[int]


class EarlierAward(Base):
    """An award decided outside this product; counts for difference, cap and pool."""

    __tablename__ = "earlier_award"
    __table_args__ = (
        CheckConstraint("amount_yuan > 0", name="amount"),
        CheckConstraint("city_half_yuan + district_half_yuan = amount_yuan", name="halves"),
        CheckConstraint("article >= 3", name="article"),
    )

    key: Mapped[str] = mapped_column(Sha256, primary_key=True)
    """Over what makes it this award and no other: a line imported again is known."""
    uscc: Mapped[str] = mapped_column(String(18), index=True)
    """Not a foreign key: who was awarded may have left the registry."""
    enterprise_name: Mapped[str] = mapped_column(Text)
    article: Mapped[int] = mapped_column(Integer)
    """The article of the policy that gave it; Article 8 counts for neither cap nor pool."""
    year: Mapped[int] = mapped_column(Integer, index=True)
    decided_on: Mapped[date] = mapped_column(Date)
    amount_yuan: Mapped[int] = mapped_column(BigInteger)
    city_half_yuan: Mapped[int] = mapped_column(BigInteger)
    district_half_yuan: Mapped[int] = mapped_column(BigInteger)
    document: Mapped[str] = mapped_column(Text)
    import_id: Mapped[int] = mapped_column(ForeignKey("awards_import.id"))
