"""What looking needs of settings, database and clock: no policy, no channel, no Prefect in it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from jishen.domain.errors import SettingsFault
from jishen.domain.next_look import Intervals
from jishen.domain.notices import Audience
from jishen.settings import Settings
from jishen.store.audit import Actor
from jishen.store.raw import RawStore
from jishen.store.session import Store, open_store
from scrapers.fetch import USER_AGENT, FetchLimits
from scrapers.source import Source
from scrapers.sources import SOURCES

WATCHER = Actor("自动巡查")
Clock = Callable[[], datetime]
"""What says which instant it is: the real one, unless a run of the past is replayed."""


def now() -> datetime:
    """Return the present instant; the one place where flows read the clock."""
    return datetime.now(UTC)


def store_of(settings: Settings) -> Store:
    """Open the database of the settings."""
    return open_store(settings.store_url)


def raw_of(settings: Settings) -> RawStore:
    """Return the raw store of the settings."""
    return RawStore(settings.raw_folder)


def limits_of(settings: Settings) -> FetchLimits:
    """Return the manners of fetching."""
    fetch = settings.fetch
    return FetchLimits(
        max_bytes=fetch.max_bytes,
        total_seconds=fetch.total_seconds,
        host_gap_seconds=fetch.host_gap_seconds,
        user_agent=USER_AGENT.replace("{contact}", fetch.contact or "not given"),
        retries=fetch.retries,
        retry_wait_seconds=fetch.retry_wait_seconds,
        proxy=settings.site.proxy,
    )


def recipients(settings: Settings, audience: Audience) -> tuple[str, ...]:
    """Return the names of those who are told."""
    return tuple(recipient.name for recipient in settings.recipients_of(audience))


def watched_sources(settings: Settings) -> tuple[Source, ...]:
    """Return the sources that are watched: every one, unless the settings name some."""
    known = {source.key for source in SOURCES}
    unknown = [key for key in settings.sources if key not in known]
    if unknown:
        said = f"设置 sources 中的 {'、'.join(unknown)} 不是已有的来源"
        message = f"{said}；可用：{'、'.join(sorted(known))}"
        raise SettingsFault(message)
    return tuple(s for s in SOURCES if not settings.sources or s.key in settings.sources)


def watch_intervals(settings: Settings) -> Intervals:
    """Return how long after a look the next one comes."""
    watch = settings.watch
    return Intervals(
        expecting=timedelta(minutes=watch.expecting_minutes),
        working=timedelta(minutes=watch.working_minutes),
        resting=timedelta(minutes=watch.resting_minutes),
    )
