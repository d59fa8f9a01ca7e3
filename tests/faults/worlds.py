"""Worlds to die in, and the figures of a sweep."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from jishen.settings import Settings
from jishen.store.session import Store, open_store
from tests.databases import Databases
from tests.faults.forge import Forge
from tests.faults.invariants import Outcome, outcome_of
from tests.installation import Snapshot
from tests.replica_client import ReplicaProcess
from tests.site_settings import settings_for


@dataclass(slots=True)
class Tally:
    """The figures of a sweep."""

    deaths: int = 0
    failures: int = 0
    points: set[str] = field(default_factory=set)
    second_copies: int = 0
    seconds: float = 0.0
    slowest: float = 0.0


TALLY = Tally()


@dataclass(frozen=True, slots=True)
class World:
    """An installation before a script, the script, and how it ends where nobody dies."""

    forge: Forge
    script: str
    settings: Settings
    store: Store
    expected: Outcome

    def run(self, failpoint: str = "", mistake: str = "") -> int:
        """Run the script in a child; return its exit code, negative for the signal."""
        return self.forge.run(self.script, self.settings, failpoint, mistake)


@dataclass(frozen=True, slots=True)
class Worlds:
    """Makes a world of its own for each test: copies of the same beginnings, sites to look at."""

    forge: Forge
    databases: Databases
    sites: dict[str, ReplicaProcess]
    beginnings: dict[str, Snapshot]

    @contextmanager
    def copy(self, script: str, folder: Path) -> Iterator[tuple[Settings, Store]]:
        """Give a copy of a script's beginning; its database is dropped afterwards."""
        own = self.beginnings[script].copy(self.databases, folder)
        store = open_store(own.store_url)
        yield settings_for(self.sites[script].url, own.store_url, own.data_folder), store
        store.close()
        self.databases.drop(own.store_url)

    def outcome_without_deaths(self, script: str, folder: Path) -> Outcome:
        """Run a script where nobody dies; return what it came to."""
        with self.copy(script, folder) as (settings, store):
            code = self.forge.run(script, settings)
            if code != 0:
                message = f"the script {script} ended with {code} where nobody dies"
                raise RuntimeError(message)
            return outcome_of(store, settings)
