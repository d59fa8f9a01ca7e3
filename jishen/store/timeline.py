"""When a source's batches were announced, as recorded: what its rhythm is learned from."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.domain.announcements import MONTH_BASIS
from jishen.domain.rhythm import GAPS_NEEDED, Announced, Rhythm, rhythm_of
from jishen.store.tables import Announcement, Attachment


def timeline_of(session: Session, source_key: str) -> tuple[Announced, ...]:
    """Return the days of a source's lists, oldest first.

    Where a hub has lists enough, it alone counts: the notices beside it repeat its rows.
    """
    lists = session.execute(
        select(Attachment.announced_on, Attachment.announced_on_basis, Announcement.is_hub)
        .join(Announcement, Announcement.id == Attachment.announcement_id)
        .where(Attachment.source_key == source_key)
    ).all()
    on_hubs = {_announced(day, basis) for day, basis, is_hub in lists if is_hub}
    if len(on_hubs) > GAPS_NEEDED:
        return tuple(sorted(on_hubs, key=_day))
    pages = session.scalars(
        select(Announcement.published_on).where(
            Announcement.source_key == source_key,
            Announcement.is_hub.is_(False),
            Announcement.published_on.is_not(None),
        )
    )
    found = on_hubs | {_announced(day, basis) for day, basis, is_hub in lists if not is_hub}
    found |= {Announced(day) for day in pages if day is not None}
    return tuple(sorted(found, key=_day))


def rhythm_of_source(session: Session, source_key: str) -> Rhythm | None:
    """Return the rhythm of a source's batches, None when too little is known."""
    return rhythm_of(timeline_of(session, source_key))


def _announced(day: date, basis: str) -> Announced:
    return Announced(day, is_exact=basis != MONTH_BASIS)


def _day(announced: Announced) -> date:
    return announced.on
