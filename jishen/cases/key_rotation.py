"""Sealing claims anew under the current key, and counting what each key still seals."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jishen.store import audit
from jishen.store.audit import Actor
from jishen.store.keyring import Keyring, Place, seal, unseal
from jishen.store.session import Store
from jishen.store.tables import Claim

AT_ONCE = 100
_COLUMNS = ("payee_sealed", "contact_sealed")


@dataclass(frozen=True, slots=True)
class Rotated:
    """How many claims were sealed anew."""

    claims: int


def count_by_key(session: Session) -> dict[str, int]:
    """Return how many claims each key seals."""
    query = (
        select(Claim.key_id, func.count()).where(Claim.key_id.is_not(None)).group_by(Claim.key_id)
    )
    return {str(key_id): count for key_id, count in session.execute(query)}


def rotate(store: Store, keys: Keyring, *, by: str, at: datetime) -> Rotated:
    """Seal every claim that another key seals anew, some at once, each batch in one transaction.

    It can be broken off and run again. No digest changes: approvals stay what they are.

    Raises:
        KeysFault: a claim is sealed by a key that is not among these.
        SealBroken: a claim does not open.
    """
    done = 0
    while batch := _rotate_some(store, keys, by, at):
        done += batch
    return Rotated(done)


def _rotate_some(store: Store, keys: Keyring, by: str, at: datetime) -> int:
    with store.act("claim_upkeep") as session:
        claims = session.scalars(
            select(Claim)
            .where(Claim.key_id.is_not(None), Claim.key_id != keys.current)
            .order_by(Claim.id)
            .limit(AT_ONCE)
            .with_for_update()
        ).all()
        if not claims:
            return 0
        before = sorted({str(claim.key_id) for claim in claims})
        for claim in claims:
            for column in _COLUMNS:
                place = Place(Claim.__tablename__, column, claim.id)
                setattr(
                    claim, column, seal(keys, place, unseal(keys, place, getattr(claim, column)))
                )
            claim.key_id = keys.current
        audit.append(
            session,
            at=at,
            actor=Actor(by, is_person=True),
            event="claim.sealed_anew",
            body={"claims": len(claims), "from": [*before], "to": keys.current},
        )
        return len(claims)
