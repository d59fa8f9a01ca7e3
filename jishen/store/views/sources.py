"""Sources: the newest fetches of each, and the raw bytes by digest."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from jishen.store.tables import Fetch, RawObject


def fetches_by_source(session: Session, each: int) -> dict[str, list[Fetch]]:
    """Return the newest entries of the fetch log of every source, in one query."""
    place = func.row_number().over(partition_by=Fetch.source_key, order_by=Fetch.id.desc())
    ranked = select(Fetch, place.label("place")).subquery()
    newest = aliased(Fetch, ranked)
    found: dict[str, list[Fetch]] = {}
    for fetch in session.scalars(
        select(newest).where(ranked.c.place <= each).order_by(newest.source_key, newest.id.desc())
    ):
        found.setdefault(fetch.source_key, []).append(fetch)
    return found


def raw_object(session: Session, sha256: str) -> RawObject | None:
    """Return what is recorded of the bytes with this digest."""
    return session.get(RawObject, sha256)
