"""Tables of doubts: what could not be read as a row, and what persons made of it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from jishen.store.tables.base import Base, CanonicalJson, JsonValue, UtcDateTime

_IN_FORCE = text("undone_at IS NULL")


class ReadingDoubt(Base):
    """Something published that could not be read as rows: it waits until a person settles it."""

    __tablename__ = "reading_doubt"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    source_key: Mapped[str] = mapped_column(String(60), index=True)
    attachment_id: Mapped[str | None] = mapped_column(ForeignKey("attachment.id"), index=True)
    """None for an announcement of which it is not known whether it carries a list."""
    url: Mapped[str] = mapped_column(Text)
    label: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str | None] = mapped_column(ForeignKey("raw_object.sha256"))
    """The bytes it was last seen in."""
    place: Mapped[str] = mapped_column(Text)
    page_number: Mapped[int | None]
    cells: Mapped[JsonValue] = mapped_column(CanonicalJson)
    header: Mapped[JsonValue] = mapped_column(CanonicalJson, default=list, server_default="[]")
    """The names of the columns that stood over it, empty where there were none."""
    reason: Mapped[str] = mapped_column(Text)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    gone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Set when a later version no longer raises it."""


class DoubtSettlement(Base):
    """What a person made of a doubt: a row as they read it, or nothing that is a row.

    Never deleted: undone by a date. One at most is in force for a doubt.
    """

    __tablename__ = "doubt_settlement"
    __table_args__ = (
        CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="undone"),
        Index(
            "uq_doubt_settlement_in_force",
            "doubt_id",
            unique=True,
            sqlite_where=_IN_FORCE,
            postgresql_where=_IN_FORCE,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    doubt_id: Mapped[str] = mapped_column(ForeignKey("reading_doubt.id"))
    entry_id: Mapped[str | None] = mapped_column(ForeignKey("filing_entry.id"))
    """The entry that the person's reading was recorded as; None where it is no row."""
    cells: Mapped[JsonValue] = mapped_column(CanonicalJson)
    """What the person read, by our field names; null where it is no row."""
    why: Mapped[str] = mapped_column(Text)
    settled_by: Mapped[str] = mapped_column(String(80))
    settled_at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone_by: Mapped[str | None] = mapped_column(String(80))
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_why: Mapped[str | None] = mapped_column(Text)
