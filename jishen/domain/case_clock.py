"""The clock of a case: working days from the complete claim to the decision, with its pauses."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from jishen.domain.states import CaseState
from jishen.domain.workdays import Due, WorkCalendar

PAUSING_STATES = frozenset({CaseState.CORRECTION_REQUESTED, CaseState.ON_HOLD})
"""The office cannot act: the enterprise corrects, or a condition or the budget is waited for."""

_ENDS = frozenset(
    {
        CaseState.DECIDED,
        CaseState.NOT_ELIGIBLE,
        CaseState.NO_FURTHER_AWARD,
        CaseState.WITHDRAWN,
        CaseState.EXPIRED,
    }
)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Passage:
    """A case came into a state on a day (Asia/Shanghai)."""

    state: CaseState
    on: date


@dataclass(frozen=True, slots=True)
class CaseClock:
    """How long a decision takes, in working days; nothing runs before the claim is complete."""

    started_on: date | None
    """The day the form check was passed: it does not count itself."""
    ended_on: date | None
    """The day of the decision, whichever it was."""
    used_workdays: int
    paused_workdays: int
    is_paused: bool
    due: Due | None
    """The last day of the promise, pauses until today added; None before the start."""
    is_overdue: bool
    is_same_day: bool
    """Decided on the day the claim was complete (the fast track)."""

    @property
    def is_running(self) -> bool:
        """Tell whether the office's time is running now."""
        return self.started_on is not None and self.ended_on is None and not self.is_paused


_NOT_STARTED = CaseClock(None, None, 0, 0, False, None, False, False)


def case_clock(
    passages: Sequence[Passage], calendar: WorkCalendar, today: date, promise_workdays: int
) -> CaseClock:
    """Return the clock of a case from its passages, in the order in which they happened.

    The clock starts when a case first comes from the form check into substantive review. A working
    day on which the case stood still at its end does not count. A reopened decision does not exist:
    after the end nothing runs.
    """
    start = next((p.on for p in passages if p.state is CaseState.SUBSTANTIVE_REVIEW), None)
    if start is None:
        return _NOT_STARTED
    since = [p for p in passages if p.on >= start]
    ended = next((p.on for p in since if p.state in _ENDS), None)
    last = ended or max(today, start)
    standing = _standing(passages, start, last)
    counted = [day for day in _days_after(start, last) if calendar.is_workday(day)]
    paused = sum(day in standing for day in counted)
    used = len(counted) - paused
    due = calendar.due(start, promise_workdays + paused)
    return CaseClock(
        started_on=start,
        ended_on=ended,
        used_workdays=used,
        paused_workdays=paused,
        is_paused=ended is None and passages[-1].state in PAUSING_STATES,
        due=due,
        is_overdue=used > promise_workdays,
        is_same_day=ended == start,
    )


def _standing(passages: Sequence[Passage], start: date, last: date) -> frozenset[date]:
    """Return the days after the start at whose end the case stood still."""
    spans = [(p.state, p.on, following.on) for p, following in pairwise(passages)]
    spans.append((passages[-1].state, passages[-1].on, last + _DAY))
    return frozenset(
        day
        for state, begins_on, ends_on in spans
        if state in PAUSING_STATES
        for day in _days_after(max(begins_on, start) - _DAY, ends_on - _DAY)
    )


def _days_after(start: date, end: date) -> Iterator[date]:
    day = start
    while day < end:
        day += _DAY
        yield day
