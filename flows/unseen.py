"""Told of sources besides their faults: nobody looked, nothing good was seen, a batch is late."""

from datetime import datetime, timedelta

from flows.running import (
    NO_GOOD_LOOK,
    OVERDUE,
    WATCHER,
    Clock,
    now,
    recipients,
    store_of,
    watch_intervals,
    watched_sources,
)
from jishen.cases.alarms import LookEnd, LookFault, record_look
from jishen.cases.troubles import Trouble, tell_once, tell_recovery, tell_trouble
from jishen.domain.next_look import SHANGHAI, interval_at
from jishen.domain.notices import Audience
from jishen.domain.rhythm import Rhythm
from jishen.domain.watch_faults import NotLookedAt
from jishen.settings import Settings
from jishen.store.calendars import work_calendar
from jishen.store.looking import all_health
from jishen.store.session import Store
from jishen.store.tables import SourceHealth
from jishen.store.timeline import rhythm_of_source
from scrapers.source import Source

SILENT_AFTER = timedelta(minutes=30)
"""Three ticks of the watch after a look was due."""
_NO_GOOD_LOOK_REMEDY = (
    "请打开来源状态页面查看原因与暂停访问的时间；同时请用浏览器人工打开公告页面核对有无新公告，"
    "必要时运行 jishen watch --only 来源 立即重试。"
)
_OVERDUE_REMEDY = (
    "此为按以往节律的提示，不是故障。请人工打开公告页面核对是否已公布、栏目是否更换；"
    "确未公布的无须处理，本期不再提示。"
)


def alarm_unseen(settings: Settings, *, clock: Clock = now) -> list[str]:
    """Tell the operators of every source nobody looked at, without a good look, or overdue.

    Returns the keys of those of the first two kinds. Each is told when it is over, too.
    """
    silent = alarm_silent_sources(settings, clock=clock)
    blind = alarm_without_good_look(settings, clock=clock)
    tell_overdue_batches(settings, clock=clock)
    return silent + blind


def alarm_silent_sources(settings: Settings, *, clock: Clock = now) -> list[str]:
    """Put an alarm for every source whose look is three ticks late; return their keys.

    A source never looked at counts from the first look at any source; before that nothing runs.
    """
    store = store_of(settings)
    at = clock()
    try:
        with store.reading() as session:
            health = all_health(session)
        silent = [
            source
            for source in watched_sources(settings)
            if health and _due(health.get(source.key), at) <= at - SILENT_AFTER
        ]
        operators = recipients(settings, Audience.OPERATORS)
        for source in silent:
            fault = NotLookedAt(_silence(source, health.get(source.key)))
            look = LookEnd(source.key, at, (LookFault("", fault),), 0, was_looked_at=False)
            with store.act("health") as session:
                record_look(session, look, actor=WATCHER, operators=operators)
        return [source.key for source in silent]
    finally:
        store.close()


def _due(known: SourceHealth | None, at: datetime) -> datetime:
    """Return when a look is or was due; one of which nothing is known is long due."""
    if known is None:
        return at - SILENT_AFTER
    return known.next_due_at or known.last_looked_at or at - SILENT_AFTER


def _silence(source: Source, known: SourceHealth | None) -> str:
    if known is None or known.last_looked_at is None:
        return f"{source.name}尚未完成过巡查"
    since = known.last_looked_at.astimezone(SHANGHAI)
    said = f"{source.name}自 {since:%Y-%m-%d %H:%M} 起未完成巡查"
    if known.next_due_at is None:
        return said
    return f"{said}，应于 {known.next_due_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M} 巡查"


def alarm_without_good_look(settings: Settings, *, clock: Clock = now) -> list[str]:
    """Tell of every source without a good look for n times the interval due; return their keys."""
    store = store_of(settings)
    at = clock()
    operators = recipients(settings, Audience.OPERATORS)
    blind = []
    try:
        for source in watched_sources(settings):
            work = f"{NO_GOOD_LOOK}.{source.key}"
            since = _blind_since(store, settings, source, at)
            if since is None:
                tell_recovery(store, operators, work, at)
                continue
            blind.append(source.key)
            tell_trouble(store, operators, _no_good_look(settings, source, since), at)
        return blind
    finally:
        store.close()


def _blind_since(store: Store, settings: Settings, source: Source, at: datetime) -> datetime | None:
    """Return since when nothing good was seen of a source, if that is too long; else None."""
    with store.reading() as session:
        known = all_health(session).get(source.key)
        if known is None:
            return None
        since = known.last_good_at or known.spell_since
        if since is None:
            return None
        interval = interval_at(
            since,
            rhythm_of_source(session, source.key),
            watch_intervals(settings),
            work_calendar(session).is_workday,
        )
    return since if at - since >= settings.watch.alarm_after_intervals * interval else None


def _no_good_look(settings: Settings, source: Source, since: datetime) -> Trouble:
    times = settings.watch.alarm_after_intervals
    return Trouble(
        work=f"{NO_GOOD_LOOK}.{source.key}",
        subject="",
        verdict="no-good-look",
        detail=(
            f"{source.name}自 {since.astimezone(SHANGHAI):%Y-%m-%d %H:%M} 起没有一次正常巡查，"
            f"已超过应有间隔的 {times} 倍；其间有无新公告不得而知"
        ),
        remedy=_NO_GOOD_LOOK_REMEDY,
    )


def tell_overdue_batches(settings: Settings, *, clock: Clock = now) -> list[str]:
    """Tell, once a period, of every list whose batch is late by its rhythm; return their keys."""
    if settings.is_demonstration:
        return []  # the replica's days are not today's
    store = store_of(settings)
    at = clock()
    today = at.astimezone(SHANGHAI).date()
    operators = recipients(settings, Audience.OPERATORS)
    late = []
    try:
        for source in watched_sources(settings):
            with store.reading() as session:
                rhythm = rhythm_of_source(session, source.key)
            if rhythm is not None and rhythm.is_overdue(today):
                late.append(source.key)
                tell_once(store, operators, _overdue(source, rhythm), at)
            else:
                tell_recovery(store, operators, f"{OVERDUE}.{source.key}", at)
        return late
    finally:
        store.close()


def _overdue(source: Source, rhythm: Rhythm) -> Trouble:
    return Trouble(
        work=f"{OVERDUE}.{source.key}",
        subject="",
        verdict="batch-overdue",
        detail=(
            f"{source.name}上一批公布于 {rhythm.last_on}，以往相隔 {min(rhythm.gap_days)} 至 "
            f"{max(rhythm.gap_days)} 天；按此节律新一批应在 {rhythm.opens_on} 至 "
            f"{rhythm.closes_on} 之间公布，至今未见"
        ),
        remedy=_OVERDUE_REMEDY,
    )
