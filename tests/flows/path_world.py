"""The whole path by hand, without Prefect: look, match, open, deliver; and what came of it."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select, update

from flows.deliver import Delivered, deliver_all
from flows.found import Pass
from flows.match import match_all
from flows.open_cases import OpenedCases, open_all
from flows.watching import watch_all
from jishen.cases.identification import Identified
from jishen.cases.pacing import LEASE
from jishen.domain.notices import NoticeEvent
from jishen.settings import Settings
from jishen.store.session import Store
from jishen.store.tables import (
    Announcement,
    Base,
    ChannelState,
    HostManners,
    OutboxMessage,
    WatchedUrl,
)

ALGORITHMS, DEEP_SYNTHESIS = "algorithms", "deep_synthesis"
CHANGED_BY_EVERY_PASS = {
    "watched_url": {"checked_at", "full_read_at"},
    "source_health": {
        "last_looked_at",
        "last_good_at",
        "last_outcome",
        "next_due_at",
        "next_reason",
    },
}


@dataclass(frozen=True, slots=True)
class Advanced:
    """What one run of match, open and deliver did."""

    identified: Identified
    opened: OpenedCases
    delivered: Delivered


def advance(settings: Settings) -> Advanced:
    """Take everything that waits one step on, as the flow `advance` does."""
    return Advanced(match_all(settings), open_all(settings), deliver_all(settings))


def look_and_advance(settings: Settings) -> tuple[list[Pass], Advanced]:
    """Look at every source, then take everything on."""
    return watch_all(settings), advance(settings)


def verdicts_of(passes: Sequence[Pass]) -> dict[str, list[str]]:
    """Return the names of the faults met, by source."""
    return {p.source.key: [found.fault.verdict for found in p.faults] for p in passes}


def batches_of(passes: Sequence[Pass]) -> list[tuple[str, str, int, int, int]]:
    """Return what was recorded: source, period, new, changed and missing rows."""
    return [
        (p.source.key, b.period, b.recorded.new, b.recorded.changed, b.recorded.missing)
        for p in passes
        for b in p.batches
    ]


def journal_of(settings: Settings) -> list[dict[str, str]]:
    """Return what the file channel took, in order."""
    journal = settings.notices_folder / "journal.jsonl"
    if not journal.exists():
        return []
    return [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()]


def events_told(store: Store, settings: Settings) -> Counter[NoticeEvent]:
    """Return how often each event was told, by what the file channel took."""
    with store.reading() as session:
        events = dict(
            session.execute(select(OutboxMessage.key, OutboxMessage.event)).tuples().all()
        )
    return Counter(events[line["key"]] for line in journal_of(settings))


def notices_of(store: Store, settings: Settings, event: NoticeEvent) -> list[str]:
    """Return the texts of an event's notices as they are on disk."""
    with store.reading() as session:
        keys = session.scalars(
            select(OutboxMessage.key)
            .where(OutboxMessage.event == event)
            .order_by(OutboxMessage.created_at, OutboxMessage.key)
        ).all()
    return [notice_file(settings, key).read_text(encoding="utf-8") for key in keys]


def notice_file(settings: Settings, key: str) -> Path:
    """Return the file of a message."""
    return settings.notices_folder / f"{key}.txt"


def dump(store: Store) -> dict[str, list[str]]:
    """Return every row of every table but for the columns that every good pass changes."""
    with store.reading() as session:
        return {
            table.name: sorted(
                repr(
                    [
                        value
                        for column, value in zip(table.columns, found, strict=True)
                        if column.name not in CHANGED_BY_EVERY_PASS.get(table.name, set())
                    ]
                )
                for found in session.execute(select(table))
            )
            for table in Base.metadata.sorted_tables
        }


def let_leases_run_out(store: Store) -> None:
    """Make everything in the outbox as old as it is when every lease and wait is over."""
    with store.engine.begin() as connection:
        connection.execute(update(ChannelState).values(held_until=None))
        for key, due_at, lease_until in connection.execute(
            select(OutboxMessage.key, OutboxMessage.due_at, OutboxMessage.lease_until)
        ).all():
            connection.execute(
                update(OutboxMessage)
                .where(OutboxMessage.key == key)
                .values(
                    due_at=due_at - 4 * LEASE,
                    lease_until=lease_until and lease_until - 4 * LEASE,
                )
            )


def let_a_day_pass(store: Store) -> None:
    """Make every page's last full reading, and that of each robots.txt, a day older."""
    with store.engine.begin() as connection:
        for host, read_at in connection.execute(
            select(HostManners.host, HostManners.robots_read_at)
        ).all():
            connection.execute(
                update(HostManners)
                .where(HostManners.host == host)
                .values(robots_read_at=read_at - timedelta(days=1))
            )
        for url, read_at in connection.execute(
            select(WatchedUrl.url, WatchedUrl.full_read_at)
        ).all():
            connection.execute(
                update(WatchedUrl)
                .where(WatchedUrl.url == url)
                .values(full_read_at=read_at - timedelta(days=1))
            )


def let_a_minute_pass_since_the_first_look(store: Store) -> None:
    """Make what the first look came to know a minute older: pages tell their time in seconds."""
    with store.engine.begin() as connection:
        for page_id, seen_at in connection.execute(
            select(Announcement.id, Announcement.first_seen_at)
        ).all():
            connection.execute(
                update(Announcement)
                .where(Announcement.id == page_id)
                .values(first_seen_at=seen_at - timedelta(minutes=1))
            )
