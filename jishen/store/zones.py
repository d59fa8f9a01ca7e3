"""Rulings on the zone, points of registered addresses, and the question they make."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from jishen.domain.decisions import CoordinateSystem, MapPoint
from jishen.domain.enterprises import ZoneStatus
from jishen.domain.zones import REGISTRY_SAYS_NOTHING, ZoneQuestion, ZoneRuling, ZoneSubject
from jishen.store.tables import EnterprisePoint, EnterpriseRecord, ZoneRulingRecord


def zone_question(session: Session, enterprise: EnterpriseRecord, today: date) -> ZoneQuestion:
    """Return what may decide about an enterprise's registered address, as the database has it."""
    said, basis = enterprise.zone_status, enterprise.zone_basis
    # 待核定 in the column is a person's doubt: a draft does not overrule it, a ruling does.
    is_open = not basis or basis.endswith(REGISTRY_SAYS_NOTHING)
    is_said = said is not ZoneStatus.UNCERTAIN or not is_open
    return ZoneQuestion(
        address=enterprise.registered_address,
        asked_on=today,
        street=enterprise.street,
        uscc=enterprise.uscc,
        point=point_of(session, enterprise.uscc),
        rulings=rulings_about(session, enterprise.uscc),
        registry_status=said if is_said else None,
        registry_basis=basis,
    )


def rulings_about(session: Session, uscc: str) -> tuple[ZoneRuling, ...]:
    """Return the rulings on this enterprise and on every building, in the order of recording."""
    session.flush()
    found = session.connection().execute(_RULINGS_ABOUT, {"uscc": uscc})
    return tuple(ZoneRuling(*row) for row in found)


_RULINGS_ABOUT = (
    select(
        ZoneRulingRecord.subject,
        ZoneRulingRecord.about,
        ZoneRulingRecord.status,
        ZoneRulingRecord.holds_from,
        ZoneRulingRecord.signed_by,
        ZoneRulingRecord.document,
    )
    .where(
        or_(
            ZoneRulingRecord.subject == ZoneSubject.BUILDING,
            ZoneRulingRecord.about == bindparam("uscc"),
        )
    )
    .order_by(ZoneRulingRecord.id)
)


def all_rulings(session: Session) -> Sequence[ZoneRulingRecord]:
    """Return every ruling, newest first."""
    return session.scalars(select(ZoneRulingRecord).order_by(ZoneRulingRecord.id.desc())).all()


def ruling_of(record: ZoneRulingRecord) -> ZoneRuling:
    """Return a ruling as the rules take it."""
    return ZoneRuling(
        record.subject,
        record.about,
        record.status,
        record.holds_from,
        record.signed_by,
        record.document,
    )


def point_of(session: Session, uscc: str) -> MapPoint | None:
    """Return the point of an enterprise's registered address, None when none is known."""
    session.flush()  # a point put in the same transaction must be seen by a plain statement
    found = session.connection().execute(_POINT_OF, {"uscc": uscc}).first()
    return MapPoint(*found) if found else None


# Built once: every case that is opened, and every undecided one in each sweep, asks for it.
_POINT_OF = select(EnterprisePoint.longitude, EnterprisePoint.latitude, EnterprisePoint.crs).where(
    EnterprisePoint.uscc == bindparam("uscc")
)


def put_point(session: Session, uscc: str, point: MapPoint, source: str, at: datetime) -> None:
    """Keep a point with its coordinate system; it takes the place of an earlier one."""
    session.merge(
        EnterprisePoint(
            uscc=uscc,
            longitude=point.longitude,
            latitude=point.latitude,
            crs=CoordinateSystem(point.crs),
            source=source,
            recorded_at=at,
        )
    )
