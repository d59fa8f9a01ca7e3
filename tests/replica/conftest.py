"""Replica processes for the tests: one well site to read from, one to put faults upon."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.replica_client import ReplicaProcess

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def site() -> Iterator[ReplicaProcess]:
    """A whole site with both months; tests only read from it."""
    with ReplicaProcess(periods=("2026-01", "2026-03")) as replica:
        yield replica


@pytest.fixture
def small_site() -> Iterator[ReplicaProcess]:
    """A site of its own with a few rows of 2026-01, to publish and rewrite on."""
    with ReplicaProcess(periods=("2026-01",), rows=20) as replica:
        yield replica


@pytest.fixture(scope="session")
def _faulty_process() -> Iterator[ReplicaProcess]:
    with ReplicaProcess(periods=("2026-01",), rows=20) as replica:
        yield replica


@pytest.fixture
def faulty(_faulty_process: ReplicaProcess) -> Iterator[ReplicaProcess]:
    """A site to put faults upon; healed after each test."""
    yield _faulty_process
    _faulty_process.up()
    _faulty_process.heal()
    _faulty_process.validators(on=True)
    _faulty_process.reset_log()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared data beside the repository; tests that need it are skipped without it."""
    folder = Path(os.environ.get("JISHEN_SHARED", ROOT.parent / "shared")) / "data"
    if not folder.is_dir():
        pytest.skip("the shared data is not on this machine")
    return folder
