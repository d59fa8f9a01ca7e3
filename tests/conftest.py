"""What most tests need: a database of their own, the replica of the national site, settings."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from jishen.cases.registry_terms import Applied
from jishen.settings import Settings
from jishen.store.raw import RawStore
from jishen.store.session import Store, open_store
from tests.databases import (
    GIVEN_SERVER,
    Databases,
    PostgresqlServer,
    SqliteFiles,
    postgresql_server,
)
from tests.installation import ROWS, Installation, Snapshot, first_look
from tests.replica_client import ReplicaProcess
from tests.sample_registry import import_enterprises, sample_enterprises
from tests.site_settings import settings_for

_FOR_THE_TESTS = {GIVEN_SERVER, "JISHEN_SHARED", "JISHEN_TEST_SWEEP"}


def pytest_configure() -> None:
    """Forget the product's variables of the developer's shell."""
    for name in [name for name in os.environ if name.startswith("JISHEN_")]:
        if name not in _FOR_THE_TESTS:
            del os.environ[name]


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    """SQLite databases."""
    return SqliteFiles(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresqlServer]:
    """Databases on a PostgreSQL server."""
    with postgresql_server() as server:
        yield server


@pytest.fixture(
    scope="session",
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)],
)
def databases(request: pytest.FixtureRequest) -> Databases:
    """Databases of each kind that the product runs on, one kind after the other."""
    kind: Databases = request.getfixturevalue(request.param)
    return kind


@pytest.fixture
def store_url(databases: Databases) -> Iterator[str]:
    """The URL of an empty database of the newest shape."""
    url = databases.migrated()
    yield url
    databases.drop(url)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An empty database of the newest shape, opened."""
    opened = open_store(store_url)
    yield opened
    opened.close()


@pytest.fixture
def raw(tmp_path: Path) -> RawStore:
    """An empty raw store."""
    return RawStore(tmp_path / "raw")


@pytest.fixture
def replica() -> Iterator[ReplicaProcess]:
    """A site of its own with a few rows of 2026-01, to publish, rewrite and put faults on."""
    with ReplicaProcess(periods=("2026-01",), rows=ROWS) as process:
        yield process


@pytest.fixture
def settings(store_url: str, tmp_path: Path, replica: ReplicaProcess) -> Settings:
    """Settings that watch the replica, keep everything in a new folder and send to files."""
    return settings_for(replica.url, store_url, tmp_path)


@pytest.fixture
def sample_registry(store: Store) -> Applied:
    """The sample registry, imported."""
    return import_enterprises(store, *sample_enterprises())


@pytest.fixture(scope="session")
def after_first_look(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Snapshot]:
    """An installation with the sample registry that has looked once, at 2026-01: to be copied."""
    snapshot = first_look(databases, tmp_path_factory.mktemp("first-look") / "data")
    yield snapshot
    databases.drop(snapshot.store_url)


@pytest.fixture
def installation(
    after_first_look: Snapshot, databases: Databases, tmp_path: Path, replica: ReplicaProcess
) -> Iterator[Installation]:
    """An installation of its own whose first look is done; it asks old pages again at each look."""
    own = after_first_look.copy(databases, tmp_path / "data")
    store = open_store(own.store_url)
    settings = settings_for(replica.url, own.store_url, own.data_folder, recheck_hours=0)
    yield Installation(settings, store, replica)
    store.close()
    databases.drop(own.store_url)
