"""When a source is looked at next, and why then: denser where a batch is to be expected."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from jishen.domain.rhythm import Rhythm

SHANGHAI = ZoneInfo("Asia/Shanghai")
WORK_BEGINS, WORK_ENDS = time(8), time(20)
"""In these hours of a working day the sites publish; a little before and after is looked at too."""
JITTER = 0.2
"""A look comes earlier by up to this part of its interval, never later."""


@dataclass(frozen=True, slots=True)
class Intervals:
    """How long after a look the next one comes."""

    expecting: timedelta = timedelta(minutes=10)
    """In working hours, while a batch is to be expected."""
    working: timedelta = timedelta(minutes=30)
    """In working hours otherwise, and at other hours while a batch is to be expected."""
    resting: timedelta = timedelta(hours=1)
    """At night and on days off."""


@dataclass(frozen=True, slots=True)
class NextLook:
    """When the next look is due, and the reason in words."""

    at: datetime
    reason: str
    interval: timedelta


def next_look(
    source_key: str,
    at: datetime,
    rhythm: Rhythm | None,
    intervals: Intervals,
    is_workday: Callable[[date], bool],
) -> NextLook:
    """Return the look that follows one at this instant.

    The jitter follows from source and slot, so that it is the same whenever it is asked for.
    """
    local = at.astimezone(SHANGHAI)
    is_expected = rhythm is not None and rhythm.is_due(local.date())
    is_working = _is_working(local, is_workday)
    interval = _interval(intervals, is_expected=is_expected, is_working=is_working)
    due = at + interval * (1 - JITTER * _part(source_key, at, interval))
    reason = _reason(rhythm, local.date(), interval, is_working=is_working)
    opening = _next_opening(local, is_workday)
    if not is_working and opening < due:
        return NextLook(opening.astimezone(at.tzinfo), f"{reason}；工作时段开始时即看", interval)
    return NextLook(due, reason, interval)


def interval_at(
    at: datetime, rhythm: Rhythm | None, intervals: Intervals, is_workday: Callable[[date], bool]
) -> timedelta:
    """Return the interval in force at an instant."""
    local = at.astimezone(SHANGHAI)
    return _interval(
        intervals,
        is_expected=rhythm is not None and rhythm.is_due(local.date()),
        is_working=_is_working(local, is_workday),
    )


def _interval(intervals: Intervals, *, is_expected: bool, is_working: bool) -> timedelta:
    if is_expected and is_working:
        return intervals.expecting
    return intervals.working if is_expected or is_working else intervals.resting


def _is_working(local: datetime, is_workday: Callable[[date], bool]) -> bool:
    return is_workday(local.date()) and WORK_BEGINS <= local.time() < WORK_ENDS


def _next_opening(local: datetime, is_workday: Callable[[date], bool]) -> datetime:
    day = local.date() if local.time() < WORK_BEGINS else local.date() + timedelta(days=1)
    while not is_workday(day):
        day += timedelta(days=1)
    return datetime.combine(day, WORK_BEGINS, SHANGHAI)


def _part(source_key: str, at: datetime, interval: timedelta) -> float:
    """Return a number from 0 to 1 that follows from the source and the slot of the instant."""
    slot = int(at.timestamp() // interval.total_seconds())
    digest = hashlib.sha256(f"{source_key} {slot}".encode()).digest()
    return int.from_bytes(digest[:4], "big") / 0xFFFFFFFF


def _reason(rhythm: Rhythm | None, today: date, interval: timedelta, *, is_working: bool) -> str:
    hours = "工作时段" if is_working else "非工作时段"
    every = f"{hours}每 {int(interval.total_seconds() // 60)} 分钟一次"
    if rhythm is None:
        return f"以往批次太少，节律不明；{every}"
    window = f"{rhythm.opens_on:%Y-%m-%d} 至 {rhythm.closes_on:%Y-%m-%d}"
    if rhythm.is_overdue(today):
        late = f"按节律应在 {window} 之间公布新一批，至今未见"
        return f"{late}；{every}" if rhythm.is_due(today) else f"{late}，已恢复常规；{every}"
    if rhythm.is_due(today):
        return f"按节律新一批应在 {window} 之间公布；{every}"
    return f"按节律下一批应在 {window} 之间公布，尚未到期；{every}"
