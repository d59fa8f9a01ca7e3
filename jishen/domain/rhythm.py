"""The rhythm of a list, learned from when its batches came: when the next one is to be expected."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

GAPS_NEEDED = 3
"""With fewer gaps between batches nothing is said of a rhythm."""
GAPS_USED = 6
"""Only the newest gaps count: the lists came at other intervals before 2025."""
ONE_BATCH = timedelta(days=14)
"""What comes within so many days of a batch belongs to it: a notice, a list put on later."""
MARGIN = timedelta(days=7)
"""The window opens so much before the shortest gap known and closes so much after the longest."""
_DAYS_A_MONTH = 30.44
_MIDDLE_OF_MONTH = 15
_LAST_COMMON_DAY = 28
_WIDEST_SPREAD_DAYS = 21


@dataclass(frozen=True, slots=True)
class Announced:
    """A day on which something of a list was announced."""

    on: date
    is_exact: bool = True
    """False where only the month is known: a page rewritten in place names no day."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often batches came, and between which days the next one is to be expected."""

    batches: tuple[Announced, ...]
    """One a batch, oldest first."""
    gap_days: tuple[int, ...]
    """Between the newest batches, oldest first."""
    month_days: tuple[int, int] | None
    """First and last day of the month on which batches came; None when spread or not known."""
    opens_on: date
    closes_on: date

    @property
    def last_on(self) -> date:
        """The day of the newest batch."""
        return self.batches[-1].on

    @property
    def usual_gap_days(self) -> int:
        """The median gap."""
        return round(median(self.gap_days))

    def is_due(self, day: date) -> bool:
        """Tell whether a batch is to be expected now.

        It stays so for one usual gap after the window: later than that the rhythm has ended.
        """
        return self.opens_on <= day <= self.closes_on + timedelta(days=self.usual_gap_days)

    def is_overdue(self, day: date) -> bool:
        """Tell whether a batch should have come by this day and did not."""
        return day > self.closes_on


def rhythm_of(timeline: Sequence[Announced]) -> Rhythm | None:
    """Return the rhythm of a list, None when too little is known.

    >>> days = ("2025-11-06", "2026-01-07", "2026-03-12", "2026-05-06", "2026-07-17")
    >>> rhythm = rhythm_of([Announced(date.fromisoformat(day)) for day in days])
    >>> rhythm.gap_days, rhythm.usual_gap_days, rhythm.month_days
    ((62, 64, 55, 72), 63, (6, 17))
    >>> rhythm.opens_on.isoformat(), rhythm.closes_on.isoformat()
    ('2026-09-03', '2026-10-04')
    """
    batches = _batches_of(timeline)
    gap_days = tuple(
        (_day_of(later) - _day_of(earlier)).days for earlier, later in pairwise(batches)
    )[-GAPS_USED:]
    if len(gap_days) < GAPS_NEEDED:
        return None
    used = batches[-len(gap_days) - 1 :]
    last = _day_of(used[-1])
    slack = timedelta(0) if all(each.is_exact for each in used) else ONE_BATCH
    opens_on = last + timedelta(days=min(gap_days)) - MARGIN - slack
    closes_on = last + timedelta(days=max(gap_days)) + MARGIN + slack
    month_days = _month_days_of(used)
    if month_days is not None:
        first, final = _days_in_month(last, gap_days, month_days)
        opens_on, closes_on = min(opens_on, first), max(closes_on, final)
    return Rhythm(batches, gap_days, month_days, opens_on, closes_on)


def _batches_of(timeline: Sequence[Announced]) -> tuple[Announced, ...]:
    """Return the first day of each batch; where a day is known, a bare month beside it goes."""
    exact_months = {(each.on.year, each.on.month) for each in timeline if each.is_exact}
    known = sorted(
        (
            each
            for each in set(timeline)
            if each.is_exact or (each.on.year, each.on.month) not in exact_months
        ),
        key=_day_of,
    )
    batches: list[Announced] = []
    for each in known:
        if not batches or _day_of(each) - _day_of(batches[-1]) > ONE_BATCH:
            batches.append(each)
    return tuple(batches)


def _day_of(announced: Announced) -> date:
    return announced.on if announced.is_exact else announced.on.replace(day=_MIDDLE_OF_MONTH)


def _month_days_of(batches: Sequence[Announced]) -> tuple[int, int] | None:
    if not all(each.is_exact for each in batches):
        return None
    days = [each.on.day for each in batches]
    first, last = min(days), max(days)
    return (first, last) if last - first <= _WIDEST_SPREAD_DAYS else None


def _days_in_month(
    last: date, gap_days: Sequence[int], month_days: tuple[int, int]
) -> tuple[date, date]:
    """Return the usual days of the month in which the next batch is to be expected."""
    months = max(1, round(median(gap_days) / _DAYS_A_MONTH))
    year, month = divmod(last.year * 12 + last.month - 1 + months, 12)
    first, final = (min(day, _LAST_COMMON_DAY) for day in month_days)
    return date(year, month + 1, first), date(year, month + 1, final)
