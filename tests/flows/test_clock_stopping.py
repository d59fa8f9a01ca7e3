"""What is left when the launcher is killed, fails or stops (slow: real processes, real kills)."""

import asyncio
import os
import signal
import subprocess
import sys

import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings

from commands.launcher import run_now
from tests.flows.conftest import PATIENCE, ROOT, Clock, is_gone, wait_until

pytestmark = pytest.mark.xdist_group("processes")  # one after the other

PARENT_OF_A_SLEEPER = """
import os, signal, subprocess
from functools import partial
from flows.lifeline import die_with

tie = partial(die_with, os.getpid(), signal.SIGTERM)
sleeper = subprocess.Popen(["sleep", "60"], preexec_fn=tie)
print(sleeper.pid, flush=True)
sleeper.wait()
"""


def test_after_a_power_cut_the_slot_is_free_and_missed_runs_do_not_start_together(
    clock: Clock,
) -> None:
    """Slow: launcher and server are killed in the middle of a run, and started again."""
    clock.run("held")
    wait_until(lambda: "held began" in clock.notes, PATIENCE, "a run is on")
    with temporary_settings({PREFECT_API_URL: clock.api}):
        second = asyncio.run(run_now("held", 30))
    automations = clock.automations()
    clock.run("quick", in_seconds=4)
    clock.run("quick", in_seconds=4)
    clock.run("quick", in_seconds=4)
    clock.cut_power()

    clock.start()
    clock.run("held")

    wait_until(lambda: "held began" in clock.notes, PATIENCE, "the deployment runs again")
    clock.release()
    wait_until(lambda: "Completed" in clock.states("held"), PATIENCE, "the new run completes")
    assert second == "Cancelled"
    assert clock.states("held") == ["Cancelled", "Completed", "Crashed"]
    assert clock.notes.count("quick ran") == 1
    assert clock.automations() == automations


def test_a_dead_server_ends_the_launcher_with_an_error(clock: Clock) -> None:
    """Slow when a launcher must be started first."""
    os.kill(clock.server(), signal.SIGKILL)

    code = clock.wait()

    assert code == 1
    assert "Prefect 服务意外退出（返回 -9）" in clock.log
    assert clock.processes() == []


def test_stopping_leaves_no_process_behind(clock: Clock) -> None:
    """Slow: a launcher is started, and stopped while a run is on that will not end by itself."""
    clock.run("endless")
    wait_until(lambda: "Running" in clock.states("endless"), PATIENCE, "a run is on")

    clock.kill(signal.SIGTERM)

    assert clock.wait() == 0
    assert clock.processes() == []


def test_a_child_dies_with_its_parent() -> None:
    parent = subprocess.Popen(  # noqa: S603  our own script
        [sys.executable, "-c", PARENT_OF_A_SLEEPER], cwd=ROOT, stdout=subprocess.PIPE
    )
    assert parent.stdout is not None
    sleeper = int(parent.stdout.readline())

    parent.kill()
    parent.wait()

    wait_until(lambda: is_gone(sleeper), PATIENCE, "the child is gone")
