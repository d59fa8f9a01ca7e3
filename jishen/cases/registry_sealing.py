"""Sealing personal data that an earlier version of the product kept in clear."""

from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from jishen.domain.enterprises import PERSONAL_FIELDS
from jishen.sealing import MARK, Place, Seal, is_sealed
from jishen.store import audit
from jishen.store.audit import Actor
from jishen.store.registry import CHUNK, personal_shown
from jishen.store.session import Store
from jishen.store.tables import EnterpriseRecord
from jishen.store.tables.base import JsonValue


def seal_the_rest(store: Store, seal: Seal, *, by: str, at: datetime) -> int:
    """Seal what is still in clear, some enterprises a transaction; return how many there were."""
    done = 0
    while True:
        with store.act("registry") as session:
            sealed = _seal_some(session, seal)
            if sealed:
                actor = Actor(by, is_person=True)
                body: dict[str, JsonValue] = {"enterprises": sealed}
                audit.append(session, at=at, actor=actor, event="registry.sealed", body=body)
        if not sealed:
            return done
        done += sealed


def _seal_some(session: Session, seal: Seal) -> int:
    columns = [getattr(EnterpriseRecord, name) for name in PERSONAL_FIELDS]
    is_open = or_(*(and_(column != "", column.not_like(f"{MARK}%")) for column in columns))
    found = session.scalars(
        select(EnterpriseRecord)
        .where(is_open)
        .order_by(EnterpriseRecord.uscc)
        .limit(CHUNK)
        .with_for_update()
    ).all()
    for record in found:
        record.personal_masked = {
            name: text for name, text in personal_shown(record).items() if text
        }
        for name in PERSONAL_FIELDS:
            text = getattr(record, name)
            if text and not is_sealed(text):
                place = Place("enterprise", name, record.uscc)
                setattr(record, name, seal.seal(text, place))
    return len(found)
