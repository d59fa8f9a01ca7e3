"""A test installation whose first look is done, and copies of it."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from jishen.settings import Settings
from jishen.store.session import Store, open_store
from tests.databases import Databases
from tests.flows.path_world import look_and_advance
from tests.replica_client import ReplicaProcess
from tests.sample_registry import import_enterprises, sample_enterprises
from tests.site_settings import settings_for

ROWS = 20
"""Rows a list on the small sites: enough for every kind of case, quick to read."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A database that nobody has open, and the data folder beside it."""

    store_url: str
    data_folder: Path

    def copy(self, databases: Databases, data_folder: Path) -> "Snapshot":
        """Copy both, the folder to one that is not there yet."""
        shutil.copytree(self.data_folder, data_folder)
        return Snapshot(databases.copy_of(self.store_url), data_folder)


@dataclass(frozen=True, slots=True)
class Installation:
    """An installation that watches a site of its own."""

    settings: Settings
    store: Store
    site: ReplicaProcess


def first_look(databases: Databases, data_folder: Path) -> Snapshot:
    """Import the sample registry and take the first look, at 2026-01."""
    url = databases.migrated()
    store = open_store(url)
    import_enterprises(store, *sample_enterprises())
    with ReplicaProcess(periods=("2026-01",), rows=ROWS) as site:
        look_and_advance(settings_for(site.url, url, data_folder))
    store.close()
    return Snapshot(url, data_folder)
