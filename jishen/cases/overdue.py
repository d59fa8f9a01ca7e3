"""Cases that nobody takes up: reminders by working days, from reviewers up to the head."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Text, cast, func, literal, select
from sqlalchemy.orm import Session

from jishen.cases import outbox
from jishen.domain.notices import ESCALATION, Audience, NoticeEvent
from jishen.domain.states import WAITS_FOR, CaseState, Waits
from jishen.store.calendars import work_calendar
from jishen.store.session import Store
from jishen.store.tables import AuditEntry, AwardCase, OutboxMessage

SHANGHAI = ZoneInfo("Asia/Shanghai")
OUR_WORK = tuple(
    state
    for state, waits in WAITS_FOR.items()
    if waits in {Waits.REVIEWER, Waits.APPROVER} and state is not CaseState.BACKLOG
)
"""States in which one of us must act; of the backlog nobody is reminded."""


@dataclass(frozen=True, slots=True)
class Escalation:
    """After how many working days which role is reminded, and by whom it is read."""

    after_workdays: Mapping[Audience, int]
    """0: never."""
    repeat_workdays: int
    """0: each role is reminded once."""
    recipients: Mapping[Audience, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Overdue:
    """A reminder that is due: the case, since when it waits, who is reminded for which time."""

    case: AwardCase
    waiting_since: date
    level: Audience
    round: int


def remind_overdue(store: Store, escalation: Escalation, at: datetime) -> list[Overdue]:
    """Put every reminder that is due into the outbox; return them. Doing it again puts none."""
    with store.act("remind") as session:
        found = list(_overdue(session, escalation, at))
        for overdue in found:
            for recipient in escalation.recipients[overdue.level]:
                outbox.put(
                    session,
                    NoticeEvent.CASE_OVERDUE,
                    overdue.level,
                    recipient,
                    subject={
                        "case_id": overdue.case.id,
                        "state": overdue.case.state.value,
                        "waiting_since": overdue.waiting_since.isoformat(),
                        "level": overdue.level.value,
                        "round": overdue.round,
                    },
                    case_id=overdue.case.id,
                    at=at,
                )
        return found


def _overdue(session: Session, escalation: Escalation, at: datetime) -> Iterator[Overdue]:
    calendar, today = work_calendar(session), at.astimezone(SHANGHAI).date()
    for case, since_at in waiting_cases(session):
        since = since_at.astimezone(SHANGHAI).date()
        if is_taken_up(session, case.id, since_at):
            continue
        for level in ESCALATION:
            round_ = _round(escalation, level, calendar.count(since, today))
            if round_ is not None:
                yield Overdue(case, since, level, round_)


def _round(escalation: Escalation, level: Audience, waited: int) -> int | None:
    """Return how often the level was to be reminded before; None when it is not its turn yet."""
    first = escalation.after_workdays.get(level, 0)
    if not first or waited < first:
        return None
    repeat = escalation.repeat_workdays
    return (waited - first) // repeat if repeat else 0


def waiting_cases(session: Session) -> list[tuple[AwardCase, datetime]]:
    """Return the cases in which one of us must act, with since when they stand where they stand."""
    moved = (
        select(AuditEntry.case_id, func.max(AuditEntry.at).label("at"))
        .join(AwardCase, AwardCase.id == AuditEntry.case_id)
        # Every change of state says where it went: transitions.py.
        .where(
            AuditEntry.body.contains(literal('"to":"') + cast(AwardCase.state, Text) + literal('"'))
        )
        .group_by(AuditEntry.case_id)
        .subquery()
    )
    found = session.execute(
        select(AwardCase, func.coalesce(moved.c.at, AwardCase.opened_at))
        .outerjoin(moved, moved.c.case_id == AwardCase.id)
        .where(AwardCase.state.in_(OUR_WORK))
        .order_by(AwardCase.case_number)
    )
    return [(case, since_at) for case, since_at in found]


def is_taken_up(session: Session, case_id: str, since: datetime) -> bool:
    """Tell whether a person said of a notice about the case that they see to it, since then."""
    acknowledged = select(OutboxMessage.key).where(
        OutboxMessage.case_id == case_id,
        OutboxMessage.acknowledged_at >= since,
    )
    return session.scalar(acknowledged.limit(1)) is not None
