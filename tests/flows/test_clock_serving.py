"""A launcher at work: the lock of dependencies, events, busy deployments (slow: real processes)."""

import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.events import announce
from tests.flows.conftest import PATIENCE, Clock, wait_until

pytestmark = pytest.mark.xdist_group("processes")  # one after the other


def test_the_api_lists_deployments(clock: Clock) -> None:
    """Answers 422 when FastAPI is too new for this Prefect, and the server cannot start at all."""
    listed = clock.ask("/deployments/filter")

    assert listed.status_code == 200
    assert {deployment["name"] for deployment in listed.json()} == {
        "quick",
        "held",
        "endless",
        "woken",
        "counting",
    }


def test_a_cron_deployment_gets_scheduled_runs(clock: Clock) -> None:
    """Never comes when SQLAlchemy is too new for this Prefect."""
    wait_until(lambda: "Scheduled" in clock.states("quick"), PATIENCE, "a scheduled run")


def test_each_event_starts_its_flow_once_and_a_broken_one_starts_a_sweep(clock: Clock) -> None:
    """Slow: three flow runs, of which one waits for another of the same deployment."""
    with temporary_settings({PREFECT_API_URL: clock.api}):
        announce("test.called", "batch.2026-04", {"batch": "二〇二六年四月"})
        announce("test.called", "batch.2026-05", {"batch": "二〇二六年五月"})
        announce("test.counted", "batch.2026-05", {"count": "许多"})

    wait_until(
        lambda: clock.states("woken") == ["Completed"] * 2, PATIENCE, "both events were handled"
    )
    wait_until(lambda: clock.states("counting") == ["Completed"], PATIENCE, "the sweep ran")
    assert sorted(note for note in clock.notes if note.startswith(("woken", "counted"))) == [
        "counted 0",
        "woken for 二〇二六年五月",
        "woken for 二〇二六年四月",
    ]
