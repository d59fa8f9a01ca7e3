"""Die at every point, restart, run clean: one case each, every notice sent, nothing doubled."""

import os
import signal
from typing import TypeAlias

import pytest

from jishen.failpoints import POINTS
from tests.faults.invariants import (
    broken,
    differences,
    is_told,
    outcome_of,
    without_alarms,
)
from tests.faults.scripts import BAD_ANSWER, FIRST_LOOK, LIFE, NEWS
from tests.faults.worlds import TALLY, World
from tests.flows.path_world import let_leases_run_out

OF_LOOKING = ("announcements", "attachments", "entries", "health")
OF_WORKING = ("match", "open_case")
OF_TELLING = ("digest", "claim", "record_delivery")
CALLS = ("fetch", "keep_raw")
OF_PEOPLE = ("case_act", "decide_case", "void_approvals", "payment_export", "acknowledge")
ELSEWHERE = {"registry", *OF_PEOPLE}
"""What the main script does not do."""


FAILING_IN_EVERY_RUN = ("keep_raw", "entries", "open_case", "record_delivery", "decide_case")
IS_WHOLE = os.environ.get("JISHEN_TEST_SWEEP") == "whole"
Case: TypeAlias = tuple[str, str, int] | tuple[str, str, str]


def _is_of_main_script(case: Case) -> bool:
    return case[0] == NEWS


def both_sides(*names: str) -> list[str]:
    return [point for name in names for point in POINTS if point.partition(".")[0] == name]


DEATHS = [
    *((FIRST_LOOK, point, 1) for point in both_sides("registry", *OF_LOOKING, *OF_WORKING, *CALLS)),
    *((NEWS, point, 1) for point in POINTS if point.partition(".")[0] not in ELSEWHERE),
    *(
        (NEWS, point, 2)
        for point in both_sides(*OF_LOOKING, *OF_WORKING, *OF_TELLING, *CALLS, "send")
    ),
    *(
        (BAD_ANSWER, point, 1)
        for point in both_sides("health", "claim", "send", "record_delivery", "keep_raw")
    ),
    *((BAD_ANSWER, point, nth) for point in both_sides("health") for nth in (2, 3)),
    *((LIFE, point, 1) for point in both_sides(*OF_PEOPLE)),
    *((LIFE, "case_act.after_commit", nth) for nth in (4, 9)),
]
"""Script, point, how often it is passed before: death at every point, in every script."""

FAILURES = [
    *((NEWS, point, action) for point in both_sides("keep_raw") for action in ("raise", "full")),
    *(
        (NEWS, point, "full")
        for point in POINTS
        if point.endswith(".before_commit") and point.partition(".")[0] not in ELSEWHERE
    ),
    *((LIFE, point, "full") for point in both_sides(*OF_PEOPLE) if "before" in point),
    (FIRST_LOOK, "registry.before_commit", "raise"),
    (FIRST_LOOK, "entries.before_commit", "raise"),
    (NEWS, "open_case.before_commit", "raise"),
]
"""Script, point, what goes wrong there: an error, or a disk that is full."""


IN_EVERY_RUN = {
    *{case[1]: case for case in sorted(DEATHS, key=_is_of_main_script) if case[2] == 1}.values(),
    *(case for case in FAILURES if case[1].partition(".")[0] in FAILING_IN_EVERY_RUN),
}
"""What the suite takes of both: a death at every point, once, in the main script where it passes
there, and failures where rows, cases, money and messages are written. With JISHEN_TEST_SWEEP=whole
all are taken."""

PUT_OFF = {"link.before_commit"}
"""One letter that cannot be written waits and is tried again; an hour later it is an alarm."""


def taken(cases: list[Case]) -> list[Case]:
    """Return what this run takes."""
    return [case for case in cases if IS_WHOLE or case in IN_EVERY_RUN]


def test_the_sweep_dies_at_every_point_there_is() -> None:
    swept = {point for _, point, _ in taken(DEATHS)}

    assert swept == set(POINTS)


@pytest.mark.parametrize(("script", "point", "nth"), taken(DEATHS), indirect=["script"])
def test_after_a_death_and_a_restart_nothing_is_lost_and_nothing_doubled(
    world: World, point: str, nth: int
) -> None:
    died = world.run(f"{point}=kill@{nth}")
    broken_by_death = broken(world.store, world.settings)
    let_leases_run_out(world.store)

    restarted = world.run()

    TALLY.deaths += died == -signal.SIGKILL
    TALLY.points.add(point)
    assert died == -signal.SIGKILL
    assert broken_by_death == []
    assert restarted == 0
    assert broken(world.store, world.settings) == []
    assert differences(outcome_of(world.store, world.settings), world.expected) == []


@pytest.mark.parametrize(("script", "point", "action"), taken(FAILURES), indirect=["script"])
def test_a_failure_is_loud_and_the_next_run_makes_it_good(
    world: World, point: str, action: str
) -> None:
    failed = world.run(f"{point}={action}")
    is_loud = failed == 1 or is_told(world.store)
    broken_by_failure = broken(world.store, world.settings)
    let_leases_run_out(world.store)

    restarted = world.run()

    TALLY.failures += 1
    assert is_loud or point in PUT_OFF
    assert broken_by_failure == []
    assert restarted == 0
    assert broken(world.store, world.settings) == []
    come_to = without_alarms(outcome_of(world.store, world.settings))
    assert differences(come_to, without_alarms(world.expected)) == []
