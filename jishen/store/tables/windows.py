"""The table of application windows that the office recorded."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from jishen.domain.windows import WindowMode
from jishen.store.tables.base import Base, UtcDateTime, one_of


class RecordedWindow(Base):
    """An application window of a policy; takes the place of a shipped one of the same name."""

    __tablename__ = "application_window"
    __table_args__ = (CheckConstraint("closes_on IS NULL OR closes_on >= opens_on", name="days"),)

    policy_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    mode: Mapped[WindowMode] = mapped_column(one_of(WindowMode, "mode"))
    opens_on: Mapped[date]
    closes_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(Text)
    recorded_by: Mapped[str] = mapped_column(String(80))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
