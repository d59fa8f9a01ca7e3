"""Sealing anew under the newest key, and counting what each key still seals."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.domain.enterprises import PERSONAL_FIELDS
from jishen.sealing import MARK, Place, Seal, is_sealed, key_id
from jishen.store import audit
from jishen.store.audit import Actor
from jishen.store.session import Store
from jishen.store.tables import Claim, EnterpriseRecord

AT_ONCE = 200
CLAIM_COLUMNS = ("payee_sealed", "contact_sealed")


def count_by_key(session: Session) -> dict[str, int]:
    """Return how many rows each key seals, by its short name; open text counts for none."""
    counted: Counter[str] = Counter()
    columns = [getattr(EnterpriseRecord, name) for name in PERSONAL_FIELDS]
    for texts in session.execute(select(*columns)):
        counted.update({key_of(text) for text in texts if is_sealed(text)})
    counted.update(session.scalars(select(Claim.key_id).where(Claim.key_id.is_not(None))))
    return dict(counted)


def key_of(sealed: str) -> str:
    """Return the short name of the key that sealed a text."""
    return sealed.removeprefix(MARK).partition(":")[0]


def rotate(store: Store, seal: Seal, *, by: str, at: datetime) -> int:
    """Seal everything that another key seals anew; return how many rows that was.

    Some rows are one transaction: it can be broken off and run again. No digest changes, so
    approvals stay what they are.

    Raises:
        SealFault: a text is sealed by a key that is not there, or was altered.
    """
    current, done = key_id(seal.keys[0]), 0
    with store.reading() as session:
        claims = session.scalars(
            select(Claim.id).where(Claim.key_id.is_not(None), Claim.key_id != current)
        ).all()
        firms = [
            record.uscc
            for record in session.scalars(select(EnterpriseRecord))
            if any(_is_old(getattr(record, name), current) for name in PERSONAL_FIELDS)
        ]
    for start in range(0, len(claims), AT_ONCE):
        done += _claims_anew(store, seal, claims[start : start + AT_ONCE], by, at)
    for start in range(0, len(firms), AT_ONCE):
        done += _firms_anew(store, seal, firms[start : start + AT_ONCE], by, at)
    return done


def _is_old(text: str, current: str) -> bool:
    return is_sealed(text) and key_of(text) != current


def _claims_anew(store: Store, seal: Seal, ids: Sequence[str], by: str, at: datetime) -> int:
    with store.act("claim_upkeep") as session:
        claims = session.scalars(
            select(Claim).where(Claim.id.in_(ids), Claim.key_id.is_not(None)).with_for_update()
        ).all()
        for claim in claims:
            for column in CLAIM_COLUMNS:
                _anew(seal, claim, column, claim.id)
            claim.key_id = key_id(seal.keys[0])
        _note(session, seal, Claim.__tablename__, len(claims), by, at)
        return len(claims)


def _firms_anew(store: Store, seal: Seal, usccs: Sequence[str], by: str, at: datetime) -> int:
    with store.act("claim_upkeep") as session:
        firms = session.scalars(
            select(EnterpriseRecord).where(EnterpriseRecord.uscc.in_(usccs)).with_for_update()
        ).all()
        for firm in firms:
            for column in PERSONAL_FIELDS:
                _anew(seal, firm, column, firm.uscc)
        _note(session, seal, EnterpriseRecord.__tablename__, len(firms), by, at)
        return len(firms)


def _anew(seal: Seal, record: Claim | EnterpriseRecord, column: str, row: str) -> None:
    sealed = getattr(record, column)
    if is_sealed(sealed):
        place = Place(record.__tablename__, column, row)
        setattr(record, column, seal.seal(seal.open(sealed, place), place))


def _note(session: Session, seal: Seal, table: str, rows: int, by: str, at: datetime) -> None:
    audit.append(
        session,
        at=at,
        actor=Actor(by, is_person=True),
        event="claim.sealed_anew",
        body={"table": table, "rows": rows, "to": key_id(seal.keys[0])},
    )
