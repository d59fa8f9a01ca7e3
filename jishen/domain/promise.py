"""How the promise is kept: figures over the clocks of cases."""

from collections.abc import Sequence
from dataclasses import dataclass

from jishen.domain.case_clock import CaseClock

_MEDIAN, _NINE_IN_TEN, _WHOLE = 50, 90, 100


@dataclass(frozen=True, slots=True)
class PromiseFigures:
    """Working days from the complete claim to the decision; None where nothing is decided."""

    decided: int
    running: int
    """Complete and not decided, paused ones too."""
    median_workdays: int | None
    p90_workdays: int | None
    same_day: int
    """Decided on the day the claim was complete."""
    decided_late: int
    running_late: int


def promise_figures(clocks: Sequence[CaseClock]) -> PromiseFigures:
    """Return the figures of these cases; those whose clock never started do not count."""
    started = [clock for clock in clocks if clock.started_on is not None]
    decided = [clock for clock in started if clock.ended_on is not None]
    running = [clock for clock in started if clock.ended_on is None]
    used = sorted(clock.used_workdays for clock in decided)
    return PromiseFigures(
        decided=len(decided),
        running=len(running),
        median_workdays=_percentile(used, _MEDIAN),
        p90_workdays=_percentile(used, _NINE_IN_TEN),
        same_day=sum(clock.is_same_day for clock in decided),
        decided_late=sum(clock.is_overdue for clock in decided),
        running_late=sum(clock.is_overdue for clock in running),
    )


def _percentile(ordered: Sequence[int], percent: int) -> int | None:
    """Return the smallest value that so many percent do not exceed (nearest rank).

    >>> _percentile([1, 2, 3, 4], 50), _percentile([1, 2, 3, 4], 90), _percentile([], 50)
    (2, 4, None)
    """
    if not ordered:
        return None
    return ordered[max(0, -(-len(ordered) * percent // _WHOLE) - 1)]
