"""A pass over every source, or over those that are due: the flow `watch` without Prefect.

Prefect is two seconds and fifty megabytes: a pass by hand and a measurement must not pay for it.
"""

from datetime import timedelta

from flows.basics import (
    WATCHER,
    Clock,
    limits_of,
    now,
    raw_of,
    recipients,
    store_of,
    watch_intervals,
    watched_sources,
)
from flows.book import Book
from flows.doubt_alarm import alarm_doubts
from flows.found import Pass
from flows.looking import Watcher
from flows.manners import obey_robots
from flows.source_pass import pass_over
from jishen.domain.notices import Audience
from jishen.settings import Settings
from jishen.store.looking import all_health
from jishen.store.session import Store
from scrapers.fetch import Fetcher
from scrapers.source import Source

HARDLY_TOO_EARLY = timedelta(minutes=1)
"""A tick that comes a little before a source is due takes it along."""


def watch_all(
    settings: Settings,
    sources: tuple[Source, ...] | None = None,
    *,
    clock: Clock = now,
    is_scheduled: bool = False,
) -> list[Pass]:
    """Look at every source once, one after the other; nothing of Prefect in it.

    `is_scheduled` leaves hosts alone that refused or were silent: a person looks at once.
    """
    store = store_of(settings)
    try:
        with Fetcher(limits_of(settings), settings.fetch.origins) as fetcher:
            watcher = watcher_of(settings, store, fetcher, clock, is_scheduled=is_scheduled)
            looked_at = watched_sources(settings) if sources is None else sources
            obey_robots(watcher, (host for source in looked_at for host in source.allowed_hosts))
            found = [pass_over(watcher, source) for source in looked_at]
        alarm_doubts(settings, store, clock())
        return found
    finally:
        store.close()


def watcher_of(
    settings: Settings,
    store: Store,
    fetcher: Fetcher,
    clock: Clock = now,
    *,
    is_scheduled: bool = False,
) -> Watcher:
    """Return a watcher as the settings say."""
    return Watcher(
        store=store,
        book=Book(store),
        raw=raw_of(settings),
        fetcher=fetcher,
        clock=clock,
        actor=WATCHER,
        operators=recipients(settings, Audience.OPERATORS),
        recheck_after=timedelta(hours=settings.fetch.recheck_hours),
        recent=timedelta(days=settings.fetch.recent_days),
        full_read_after=timedelta(days=settings.watch.full_read_days),
        intervals=watch_intervals(settings),
        back_off_ceiling=timedelta(hours=settings.watch.back_off_ceiling_hours),
        vanished_after=settings.watch.vanished_after_looks,
        is_scheduled=is_scheduled,
    )


def due_sources(settings: Settings, *, clock: Clock = now) -> tuple[Source, ...]:
    """Return the watched sources whose next look is due, those never looked at among them."""
    store = store_of(settings)
    try:
        with store.reading() as session:
            health = all_health(session)
    finally:
        store.close()
    by = clock() + HARDLY_TOO_EARLY
    due = {key: known.next_due_at for key, known in health.items()}
    return tuple(
        source for source in watched_sources(settings) if (due.get(source.key) or by) <= by
    )
