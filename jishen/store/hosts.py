"""What is known of each host: its robots.txt, its failures in a row, until when to leave it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.domain.back_off import wait_after
from jishen.domain.errors import SourceFault
from jishen.store.rows import insert_if_new
from jishen.store.tables import HostManners


@dataclass(frozen=True, slots=True)
class RobotsAnswer:
    """What came of asking a host for its robots.txt; `text` is None when nothing is known anew."""

    host: str
    at: datetime
    text: str | None
    fault: str | None = None


def manners_of(session: Session, host: str) -> HostManners | None:
    """Return what is known of a host, None before anything is."""
    return session.get(HostManners, host)


def all_manners(session: Session) -> dict[str, HostManners]:
    """Return what is known of every host."""
    return {each.host: each for each in session.scalars(select(HostManners))}


def keep_robots(session: Session, answer: RobotsAnswer) -> None:
    """Keep a host's rules for the day; where they could not be had, the known ones stay."""
    manners = _manners(session, answer.host)
    manners.robots_fault = answer.fault
    if answer.text is not None:
        manners.robots_text, manners.robots_read_at = answer.text, answer.at


def note_host_failure(
    session: Session, host: str, fault: SourceFault, at: datetime, ceiling: timedelta
) -> datetime:
    """Count a failure that speaks of the whole host; return until when it is left alone."""
    manners = _manners(session, host)
    manners.failures += 1
    manners.failing_since = manners.failing_since or at
    manners.last_verdict = fault.verdict
    until = at + wait_after(fault.verdict, manners.failures, fault.retry_after_seconds, ceiling)
    manners.left_alone_until = until
    return until


def note_host_success(session: Session, host: str) -> None:
    """Forget the failures of a host that answered well."""
    manners = manners_of(session, host)
    if manners is not None and manners.failures:
        manners.failures = 0
        manners.failing_since = manners.last_verdict = manners.left_alone_until = None


def _manners(session: Session, host: str) -> HostManners:
    # Two passes may meet a host for the first time in the same moment.
    insert_if_new(session, HostManners(host=host, failures=0))
    return session.get_one(HostManners, host, with_for_update=True)
