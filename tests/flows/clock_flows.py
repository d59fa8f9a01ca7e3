"""Small real flows for the tests of the clock: each notes what it did in a file."""

import os
import time
from pathlib import Path

from prefect import flow

from flows.events import announce

NOTES_VARIABLE = "CLOCK_NOTES"


def note(line: str) -> None:
    with Path(os.environ[NOTES_VARIABLE]).open("a", encoding="utf-8") as notes:
        notes.write(f"{line} {time.time():.3f} {os.getpid()}\n")


@flow(name="quick")
def quick() -> None:
    note("quick")


@flow(name="long")
def long() -> None:
    note("long")
    time.sleep(300)


@flow(name="stubborn")
def stubborn() -> None:
    note("stubborn")
    while True:
        try:
            time.sleep(300)
        except BaseException:  # noqa: BLE001, S112  what a flow in foreign code looks like
            continue


@flow(name="woken")
def woken(batch: str = "all") -> None:
    note(f"woken[{batch}]")


@flow(name="counting")
def counting(count: int = 0) -> None:
    note(f"counting[{count}]")


@flow(name="caller")
def caller() -> None:
    announce("test.called", "batch.2026-05", {"batch": "来自流程"})
    note("caller")


NOT_A_FLOW = 1
