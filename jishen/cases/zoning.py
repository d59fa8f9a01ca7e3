"""Rulings on the zone: recorded with their audit entry; whom one touches, before it is made."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.domain.decisions import MapPoint
from jishen.domain.enterprises import ZoneStatus
from jishen.domain.errors import ZoneFault
from jishen.domain.zones import (
    ZoneAnswer,
    ZoneQuestion,
    ZoneRuling,
    ZoneStep,
    ZoneSubject,
    ZoneTest,
)
from jishen.store import audit
from jishen.store.audit import Actor
from jishen.store.session import Store
from jishen.store.tables import EnterpriseRecord, ZoneRulingRecord
from jishen.store.tables.base import JsonValue, canonical_json
from jishen.store.zones import put_point, zone_question


@dataclass(frozen=True, slots=True)
class Touched:
    """An enterprise whose answer a ruling changes."""

    uscc: str
    name: str
    before: ZoneAnswer
    after: ZoneAnswer


def zone_answer(question: ZoneQuestion, zone: ZoneTest | None) -> ZoneAnswer:
    """Return the policy's answer; where a policy has no test, what the registry says."""
    if zone is not None:
        return zone(question)
    # Without a test no address is read: what the registry leaves open stays open.
    status = question.registry_status
    if status is None:
        return ZoneAnswer(ZoneStatus.UNCERTAIN, ZoneStep.NOTHING, question.registry_basis)
    return ZoneAnswer(status, ZoneStep.REGISTRY, question.registry_basis)


def touched_by(
    session: Session, ruling: ZoneRuling, zone: ZoneTest, today: date
) -> Iterator[Touched]:
    """Yield every enterprise of the registry that the ruling would answer differently for."""
    for enterprise in session.scalars(select(EnterpriseRecord).order_by(EnterpriseRecord.uscc)):
        asked = zone_question(session, enterprise, today)
        before = zone(asked)
        after = zone(replace(asked, rulings=(*asked.rulings, ruling)))
        if (before.status, before.by_reading) != (after.status, after.by_reading):
            yield Touched(enterprise.uscc, enterprise.name, before, after)


def record_ruling(
    store: Store,
    ruling: ZoneRuling,
    *,
    at: datetime,
    by: str,
    is_building: Callable[[str], bool],
) -> bool:
    """Record a ruling; return False when the very same one is there already.

    Raises:
        ZoneFault: nobody signed it, it rests on nothing, or what it is about is not known.
    """
    with store.act("zone_ruling") as session:
        _check(session, ruling, is_building)
        said = _said(ruling)
        key = hashlib.sha256(canonical_json(said).encode()).hexdigest()
        if session.scalar(select(ZoneRulingRecord.id).where(ZoneRulingRecord.key == key)):
            return False
        session.add(
            ZoneRulingRecord(
                key=key,
                subject=ruling.subject,
                about=ruling.about,
                status=ruling.status,
                holds_from=ruling.holds_from,
                signed_by=ruling.signed_by,
                document=ruling.document,
                recorded_at=at,
            )
        )
        session.flush()
        actor = Actor(by, is_person=True)
        audit.append(session, at=at, actor=actor, event="zone.ruled", body=said)
        return True


def record_point(
    store: Store, uscc: str, point: MapPoint, *, source: str, at: datetime, by: str
) -> None:
    """Keep the point of a registered address with its system and source, and say who gave it.

    Raises:
        ZoneFault: the registry has no such enterprise, or the point has no source.
    """
    with store.act("zone_ruling") as session:
        _known_enterprise(session, uscc)
        if not source.strip():
            message = "没有写明坐标来源"
            raise ZoneFault(message)
        put_point(session, uscc, point, source, at)
        body: dict[str, JsonValue] = {
            "uscc": uscc,
            "longitude": point.longitude,
            "latitude": point.latitude,
            "crs": point.crs.value,
            "source": source,
        }
        actor = Actor(by, is_person=True)
        audit.append(session, at=at, actor=actor, event="zone.point", body=body)


def _said(ruling: ZoneRuling) -> dict[str, JsonValue]:
    return {
        "subject": ruling.subject.value,
        "about": ruling.about,
        "status": ruling.status.value,
        "holds_from": ruling.holds_from.isoformat(),
        "signed_by": ruling.signed_by,
        "document": ruling.document,
    }


def _check(session: Session, ruling: ZoneRuling, is_building: Callable[[str], bool]) -> None:
    if not ruling.signed_by.strip() or not ruling.document.strip():
        message = "核定意见须有签发人和依据文件（或理由）"
        raise ZoneFault(message)
    if ruling.subject is ZoneSubject.ENTERPRISE:
        _known_enterprise(session, ruling.about)
    elif not is_building(ruling.about):
        message = f"“{ruling.about}”不是带有道路和正式门牌号的楼宇地址"
        raise ZoneFault(message)


def _known_enterprise(session: Session, uscc: str) -> None:
    if session.get(EnterpriseRecord, uscc) is None:
        message = f"企业名册没有统一社会信用代码 {uscc}"
        raise ZoneFault(message)
