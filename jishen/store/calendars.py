"""Calendars of working days that operators loaded, and the whole calendar with them."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.domain.workdays import WorkCalendar, YearDays, shipped_calendar, with_years
from jishen.store.tables import CalendarYear
from jishen.store.tables.base import JsonValue


def work_calendar(session: Session) -> WorkCalendar:
    """Return the shipped calendar with every year that was loaded."""
    loaded = session.scalars(select(CalendarYear).order_by(CalendarYear.year))
    return with_years(shipped_calendar(), map(year_of, loaded))


def year_of(record: CalendarYear) -> YearDays:
    """Return a loaded year as the domain takes it."""
    return YearDays(record.year, _days(record.days_off), _days(record.make_up_days), record.source)


def _days(value: JsonValue) -> frozenset[date]:
    texts = value if isinstance(value, list) else []
    return frozenset(date.fromisoformat(str(text)) for text in texts)
