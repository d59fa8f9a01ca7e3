"""The table of working-day calendars that operators loaded."""

from datetime import datetime

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from jishen.store.tables.base import Base, CanonicalJson, JsonValue, Sha256, UtcDateTime


class CalendarYear(Base):
    """A year's days off and make-up days, as an operator loaded them from the notice."""

    __tablename__ = "calendar_year"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    days_off: Mapped[JsonValue] = mapped_column(CanonicalJson, nullable=False)
    """Weekdays on which nobody works, as ISO texts."""
    make_up_days: Mapped[JsonValue] = mapped_column(CanonicalJson, nullable=False)
    """Saturdays and Sundays on which people work (调休上班)."""
    source: Mapped[str] = mapped_column(Text)
    file_sha256: Mapped[str] = mapped_column(Sha256)
    loaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    loaded_by: Mapped[str] = mapped_column(Text)
