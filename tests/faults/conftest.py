"""Worlds to die in: the forge, sites that nobody changes, the outcome of a run without deaths."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from jishen.failpoints import POINTS
from tests.databases import Databases
from tests.faults.forge import Forge
from tests.faults.invariants import Outcome, second_copies
from tests.faults.scripts import BAD_ANSWER, FIRST_LOOK, LIFE, NEWS
from tests.faults.worlds import TALLY, World, Worlds
from tests.installation import ROWS, Snapshot
from tests.replica_client import ReplicaProcess

FAULTY_PAGE = "/www.cac.gov.cn/wxzw/wxfb/"


@pytest.fixture(scope="session")
def forge() -> Iterator[Forge]:
    with Forge() as running:
        yield running


@pytest.fixture(scope="session")
def sites() -> Iterator[dict[str, ReplicaProcess]]:
    """The site that each script looks at; no test changes one."""
    with (
        ReplicaProcess(periods=("2026-01",), rows=ROWS) as first,
        ReplicaProcess(periods=("2026-01", "2026-03"), rows=ROWS) as news,
        ReplicaProcess(periods=("2026-01",), rows=ROWS) as faulty,
    ):
        faulty.fault("bot_check", path_prefix=FAULTY_PAGE)
        yield {FIRST_LOOK: first, NEWS: news, BAD_ANSWER: faulty, LIFE: first}


@pytest.fixture(scope="session")
def worlds(
    forge: Forge,
    databases: Databases,
    sites: dict[str, ReplicaProcess],
    after_first_look: Snapshot,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Worlds]:
    """The installation that each script begins with, to be copied."""
    nothing = Snapshot(databases.migrated(), tmp_path_factory.mktemp("nothing"))
    beginnings = {
        FIRST_LOOK: nothing,
        NEWS: after_first_look,
        BAD_ANSWER: after_first_look,
        LIFE: after_first_look,
    }
    yield Worlds(forge, databases, sites, beginnings)
    databases.drop(nothing.store_url)


@pytest.fixture(scope="session")
def expected(worlds: Worlds, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """What each script comes to where nobody dies."""
    folder = tmp_path_factory.mktemp("expected")
    return {
        script: worlds.outcome_without_deaths(script, folder / script)
        for script in worlds.beginnings
    }


@pytest.fixture
def script(request: pytest.FixtureRequest) -> str:
    """The script that a test dies in, given by its parameter."""
    return str(request.param)


@pytest.fixture
def world(
    worlds: Worlds, script: str, expected: dict[str, Outcome], tmp_path: Path
) -> Iterator[World]:
    """A world of its own before the script."""
    started = time.monotonic()
    folder = tmp_path / "data"
    with worlds.copy(script, folder) as (settings, store):
        yield World(worlds.forge, script, settings, store, expected[script])
    TALLY.second_copies += second_copies(settings)
    shutil.rmtree(folder)
    took = time.monotonic() - started
    TALLY.seconds += took
    TALLY.slowest = max(TALLY.slowest, took)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what the sweep came to."""
    if TALLY.deaths:
        terminalreporter.write_line(
            f"kill sweep: {TALLY.deaths} deaths and {TALLY.failures} failures at "
            f"{len(TALLY.points)} of {len(POINTS)} points in {TALLY.seconds:.0f} s "
            f"(slowest {TALLY.slowest:.1f} s), {TALLY.second_copies} second copies under one key"
        )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = [item for item in items if not _is_swept_on_sqlite_alone(item.name)]


def _is_swept_on_sqlite_alone(name: str) -> bool:
    """Tell whether this is left to SQLite.

    PostgreSQL dies after every commit of the main script, around every call that leaves it, and
    on both sides of a commit where cases are opened, messages are sent and money is; SQLite on both
    sides everywhere, also at later passages, in people's other acts, in the first look and the bad
    answer, and has the failures that are not deaths. Of all this the suite takes IN_EVERY_RUN.
    """
    scripts = (FIRST_LOOK, NEWS, BAD_ANSWER, LIFE)
    of_the_sweep = tuple(f"[postgresql-{script}-" for script in scripts)
    on_postgresql = (f"-{NEWS}-", f"-{LIFE}-decide_case.", f"-{LIFE}-acknowledge.")
    is_death_in_the_main_script = "nothing_is_lost" in name and any(
        f"[postgresql{part}" in name for part in on_postgresql
    )
    is_rolled_back = ".before_commit-" in name and not any(part in name for part in _BOTH_SIDES)
    return any(part in name for part in of_the_sweep) and not (
        is_death_in_the_main_script and name.endswith("-1]") and not is_rolled_back
    )


_BOTH_SIDES = (
    "-entries.",
    "-open_case.",
    "-digest.",
    "-claim.",
    "-record_delivery.",
    "-submit_claim.",
    f"-{LIFE}-",
)
