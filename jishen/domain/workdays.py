"""Working days in China: days off, make-up days, and how far the calendar is known.

Past the last year known a result is marked provisional: Monday to Friday are counted, and nothing
is guessed about holidays.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

import yaml

_SATURDAY = 5
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class YearDays:
    """What the State Council's notice says of one year."""

    year: int
    days_off: frozenset[date]
    """Weekdays on which nobody works."""
    make_up_days: frozenset[date]
    """Saturdays and Sundays on which people work (调休上班)."""
    source: str


@dataclass(frozen=True, slots=True)
class Due:
    """The end of a term in working days; provisional when a day beyond the calendar was counted."""

    on: date
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The years known, by number."""

    years: dict[int, YearDays]

    @property
    def last_day(self) -> date:
        """The last day up to which every day is known without a gap from the first year on."""
        year = min(self.years)
        while year + 1 in self.years:
            year += 1
        return date(year, 12, 31)

    def knows(self, day: date) -> bool:
        """Tell whether the calendar of the day's year is known."""
        return day.year in self.years

    def is_workday(self, day: date) -> bool:
        """Tell whether people work on that day; in a year not known, Monday to Friday."""
        known = self.years.get(day.year)
        if known is None:
            return day.weekday() < _SATURDAY
        if day in known.make_up_days:
            return True
        return day.weekday() < _SATURDAY and day not in known.days_off

    def due(self, received_on: date, workdays: int) -> Due:
        """Return the last day of a term; the day of receipt does not count.

        Raises:
            ValueError: the term is negative.
        """
        if workdays < 0:
            message = f"a term of {workdays} working days"
            raise ValueError(message)
        day, left, is_provisional = received_on, workdays, not self.knows(received_on)
        while left:
            day += _DAY
            is_provisional = is_provisional or not self.knows(day)
            left -= self.is_workday(day)
        return Due(day, is_provisional)

    def count(self, received_on: date, until: date) -> int:
        """Return the working days after `received_on` up to `until`, that day included."""
        return sum(map(self.is_workday, _days_after(received_on, until)))


@cache
def shipped_calendar() -> WorkCalendar:
    """Return the calendar that ships with the product."""
    text = (files("jishen.domain") / "workdays.yaml").read_text(encoding="utf-8")
    return WorkCalendar({year: _year(year, said) for year, said in yaml.safe_load(text).items()})


def with_years(calendar: WorkCalendar, loaded: Iterable[YearDays]) -> WorkCalendar:
    """Return the calendar with years that an operator loaded; these prevail over shipped ones."""
    return WorkCalendar(calendar.years | {days.year: days for days in loaded})


def _year(year: int, said: dict[str, object]) -> YearDays:
    return YearDays(year, _days(said["days_off"]), _days(said["make_up_days"]), str(said["source"]))


def _days(said: object) -> frozenset[date]:
    return frozenset(said) if isinstance(said, list) else frozenset()


def _days_after(start: date, end: date) -> Iterator[date]:
    day = start
    while day < end:
        day += _DAY
        yield day
