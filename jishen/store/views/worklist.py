"""What waits for whom, the most urgent first: cases with their clocks."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.domain.case_clock import CaseClock, case_clock
from jishen.domain.states import WAITS_FOR, CaseState, Hold, Waits
from jishen.domain.workdays import WorkCalendar
from jishen.store.case_history import passages_of_many
from jishen.store.tables import AwardCase, EnterpriseRecord

_FAR = date.max
_AT_ONCE = 500
"""Cases whose passages are read in one query."""


@dataclass(frozen=True, slots=True)
class WorkFilter:
    """Which work is wanted; None means all."""

    waits: Waits | None = None
    assignee_id: str | None = None
    is_unassigned: bool = False


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A case that waits for somebody."""

    case_id: str
    case_number: str
    version: int
    state: CaseState
    hold: Hold | None
    waits: Waits
    assignee_id: str | None
    assignee: str | None
    enterprise_name: str
    payable_yuan: int
    clock: CaseClock

    @property
    def due_on(self) -> date | None:
        """The last day of the promise, None before the claim is complete."""
        return self.clock.due.on if self.clock.due else None


def worklist(
    session: Session,
    wanted: WorkFilter,
    calendar: WorkCalendar,
    today: date,
    promise_workdays: int,
) -> list[WorkRow]:
    """Return the cases that wait: overdue ones first, then by due day, then by number.

    Where the case is paused, its due day moves on with each day and is that of today.
    """
    states = [s for s, waits in WAITS_FOR.items() if wanted.waits in {None, waits}]
    query = (
        select(AwardCase, EnterpriseRecord.name)
        .join(EnterpriseRecord, EnterpriseRecord.uscc == AwardCase.uscc)
        .where(AwardCase.state.in_(states), AwardCase.state != CaseState.BACKLOG)
        .order_by(AwardCase.case_number)
    )
    if wanted.assignee_id is not None:
        query = query.where(AwardCase.assignee_id == wanted.assignee_id)
    if wanted.is_unassigned:
        query = query.where(AwardCase.assignee_id.is_(None))
    found = [(case, name) for case, name in session.execute(query)]
    clocks = clocks_of(session, [c.id for c, _ in found], calendar, today, promise_workdays)
    rows = [_row(case, name, clocks[case.id]) for case, name in found]
    return sorted(rows, key=lambda row: (not row.clock.is_overdue, row.due_on or _FAR))


def clocks_of(
    session: Session,
    case_ids: list[str],
    calendar: WorkCalendar,
    today: date,
    promise_workdays: int,
) -> dict[str, CaseClock]:
    """Return the clocks of cases by id."""
    clocks = {}
    for start in range(0, len(case_ids), _AT_ONCE):
        chunk = case_ids[start : start + _AT_ONCE]
        passages = passages_of_many(session, chunk)
        for case_id in chunk:
            walked = passages.get(case_id, [])
            clocks[case_id] = case_clock(walked, calendar, today, promise_workdays)
    return clocks


def _row(case: AwardCase, name: str, clock: CaseClock) -> WorkRow:
    return WorkRow(
        case_id=case.id,
        case_number=case.case_number,
        version=case.version,
        state=case.state,
        hold=case.hold,
        waits=WAITS_FOR[case.state],
        assignee_id=case.assignee_id,
        assignee=case.assignee,
        enterprise_name=name,
        payable_yuan=case.payable_yuan,
        clock=clock,
    )
