"""How each source stands: its looks, its rhythm, the manners of its hosts, what is held."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jishen.domain.rhythm import Rhythm, rhythm_of
from jishen.store.holds import live_holds, vanished_tasks
from jishen.store.hosts import all_manners
from jishen.store.looking import all_health
from jishen.store.tables import (
    Announcement,
    Attachment,
    Disappearance,
    Fetch,
    FilingEntry,
    HeldList,
    HostManners,
    SourceHealth,
    WatchedUrl,
)
from jishen.store.timeline import timeline_of

FAILURES_OF = timedelta(days=7)
"""Failures are counted over so long."""


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source as people are shown it."""

    key: str
    health: SourceHealth | None
    """None: never looked at."""
    rhythm: Rhythm | None
    batches: int
    """Days on which something of it was announced."""
    failures: int
    """Faults of the last seven days."""
    hosts: tuple[HostManners, ...]
    held: tuple[tuple[HeldList, Attachment], ...]
    vanished: tuple[tuple[Disappearance, FilingEntry, Attachment], ...]


def source_states(session: Session, keys: Iterable[str], at: datetime) -> list[SourceState]:
    """Return how these sources stand, in this order."""
    health, manners = all_health(session), all_manners(session)
    failures = _failures(session, at - FAILURES_OF)
    states = []
    for key in keys:
        timeline = timeline_of(session, key)
        states.append(
            SourceState(
                key=key,
                health=health.get(key),
                rhythm=rhythm_of(timeline),
                batches=len(timeline),
                failures=failures.get(key, 0),
                hosts=tuple(manners[host] for host in _hosts(session, key) if host in manners),
                held=tuple(live_holds(session, key)),
                vanished=tuple(vanished_tasks(session, key)),
            )
        )
    return states


def _failures(session: Session, since: datetime) -> dict[str, int]:
    found = session.execute(
        select(Fetch.source_key, func.count())
        .where(Fetch.verdict != "ok", Fetch.fetched_at >= since)
        .group_by(Fetch.source_key)
    )
    return {key: count for key, count in found}  # noqa: C416 (Row is not a tuple to mypy)


def _hosts(session: Session, key: str) -> list[str]:
    urls = {
        *session.scalars(select(WatchedUrl.url).where(WatchedUrl.source_key == key)),
        *session.scalars(select(Announcement.url).where(Announcement.source_key == key)),
        *session.scalars(select(Fetch.url).where(Fetch.source_key == key).distinct()),
    }
    return sorted({urlsplit(url).hostname or "" for url in urls})
