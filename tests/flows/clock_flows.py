"""Small real flows for the tests of the clock: each notes what it did in a file."""

import os
import time
from pathlib import Path

from prefect import flow

import flows  # noqa: F401  ties each run's process to the launcher, as it does for the real flows

NOTES_VARIABLE = "CLOCK_NOTES"
"""Path of the file to note in; the same with `.release` lets `held` end."""
NOT_A_FLOW = "text"


def note(line: str) -> None:
    """Append a line to the file that the tests read."""
    with Path(os.environ[NOTES_VARIABLE]).open("a", encoding="utf-8") as notes:
        notes.write(line + "\n")


@flow(name="quick")
def quick() -> None:
    """Do next to nothing."""
    note("quick ran")


@flow(name="held")
def held() -> None:
    """Run until the tests release it."""
    note("held began")
    while not Path(os.environ[NOTES_VARIABLE]).with_suffix(".release").exists():
        time.sleep(0.1)


@flow(name="woken")
def woken(batch: str = "all") -> None:
    """Say which batch the event named."""
    note(f"woken for {batch}")


@flow(name="counting")
def counting(count: int = 0) -> None:
    """Take a parameter that an event can get wrong."""
    note(f"counted {count}")
