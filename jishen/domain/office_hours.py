"""When people work: the hours of a working day, and when they are next at their desks."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from jishen.domain.workdays import WorkCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """From when until when people work on a working day, Beijing time."""

    begins: time
    ends: time

    def is_open(self, calendar: WorkCalendar, at: datetime) -> bool:
        """Tell whether people work at this instant."""
        local = at.astimezone(SHANGHAI)
        return calendar.is_workday(local.date()) and self.begins <= local.time() < self.ends

    def next_opening(self, calendar: WorkCalendar, at: datetime) -> datetime:
        """Return the beginning of the next working day's hours after this instant."""
        local = at.astimezone(SHANGHAI)
        day = local.date()
        if local.time() >= self.begins:
            day += _DAY
        while not calendar.is_workday(day):
            day += _DAY
        return datetime.combine(day, self.begins, SHANGHAI)
