"""Loading a year's working days, and alarms before calendar or policy end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from jishen.cases import outbox
from jishen.domain.notices import Audience, NoticeEvent
from jishen.domain.workdays import YearDays
from jishen.store import audit
from jishen.store.audit import Actor
from jishen.store.session import Store
from jishen.store.tables import CalendarYear
from jishen.store.tables.base import JsonValue

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Ending:
    """Something that ends on a day, and how many days before its end people are told."""

    work: str
    """Stands where the key of a watched source stands in other alarms."""
    subject: str
    verdict: str
    """A key of `FAULT_NAMES`."""
    last_day: date
    stages: tuple[int, ...]
    """Days before the last day, in any order; 0 is the last day itself."""
    remedy: str

    def stage_on(self, today: date) -> int | None:
        """Return the latest stage that is reached; None before the first."""
        left = (self.last_day - today).days
        return min((stage for stage in self.stages if left <= stage), default=None)


def load_year(store: Store, days: YearDays, file_sha256: str, *, at: datetime, by: str) -> bool:
    """Keep a year's working days; return False when the very same file is loaded already."""
    with store.act("calendar") as session:
        known = session.get(CalendarYear, days.year)
        if known is not None and known.file_sha256 == file_sha256 and known.source == days.source:
            return False
        session.merge(
            CalendarYear(
                year=days.year,
                days_off=_texts(days.days_off),
                make_up_days=_texts(days.make_up_days),
                source=days.source,
                file_sha256=file_sha256,
                loaded_at=at,
                loaded_by=by,
            )
        )
        audit.append(
            session,
            at=at,
            actor=Actor(by, is_person=True),
            event="calendar.loaded",
            evidence_sha256=file_sha256,
            body={
                "year": days.year,
                "source": days.source,
                "days_off": _texts(days.days_off),
                "make_up_days": _texts(days.make_up_days),
            },
        )
        return True


def tell_endings(
    store: Store, operators: Sequence[str], endings: Sequence[Ending], at: datetime
) -> list[Ending]:
    """Tell operators of everything whose end comes near, once a stage; return what is near."""
    today = at.astimezone(SHANGHAI).date()
    near = [(ending, stage) for ending in endings if (stage := ending.stage_on(today)) is not None]
    with store.act("health") as session:
        for ending, stage in near:
            _tell(session, operators, ending, stage, at)
    return [ending for ending, _ in near]


def _tell(
    session: Session, operators: Sequence[str], ending: Ending, stage: int, at: datetime
) -> None:
    # The subject holds the stage's day, not today's: said again, it is the same message.
    reached = datetime.combine(ending.last_day - timedelta(days=stage), time(), SHANGHAI)
    subject: dict[str, JsonValue] = {
        "source_key": ending.work,
        "url": "",
        "verdict": ending.verdict,
        "detail": f"{ending.subject}至 {ending.last_day} 止（提前 {stage} 日提醒）",
        "remedy": ending.remedy,
        "since": reached.isoformat(),
        "at": reached.isoformat(),
    }
    for recipient in operators:
        outbox.put(
            session,
            NoticeEvent.SOURCE_FAULT,
            Audience.OPERATORS,
            recipient,
            subject=subject,
            source_key=ending.work,
            at=at,
        )


def _texts(days: frozenset[date]) -> list[JsonValue]:
    return [day.isoformat() for day in sorted(days)]
