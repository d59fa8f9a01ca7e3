"""Tables of the zone: rulings on enterprises and buildings, points of registered addresses."""

from datetime import date, datetime

from sqlalchemy import Date, Float, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from jishen.domain.decisions import CoordinateSystem
from jishen.domain.enterprises import ZoneStatus
from jishen.domain.zones import ZoneSubject
from jishen.store.tables.base import Base, Sha256, UtcDateTime, one_of


class ZoneRulingRecord(Base):
    """核定意见: one dated, signed ruling; a later one supersedes, nothing is rewritten."""

    __tablename__ = "zone_ruling"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(Sha256, unique=True)
    """Over what the ruling says: recording it again makes no second one."""
    subject: Mapped[ZoneSubject] = mapped_column(one_of(ZoneSubject, "subject"))
    about: Mapped[str] = mapped_column(Text)
    status: Mapped[ZoneStatus] = mapped_column(one_of(ZoneStatus, "status"))
    holds_from: Mapped[date] = mapped_column(Date)
    signed_by: Mapped[str] = mapped_column(String(80))
    document: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class EnterprisePoint(Base):
    """The point of an enterprise's registered address, with its coordinate system and source."""

    __tablename__ = "enterprise_point"

    uscc: Mapped[str] = mapped_column(ForeignKey("enterprise.uscc"), primary_key=True)
    longitude: Mapped[float] = mapped_column(Float)
    latitude: Mapped[float] = mapped_column(Float)
    crs: Mapped[CoordinateSystem] = mapped_column(one_of(CoordinateSystem, "crs"))
    source: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
