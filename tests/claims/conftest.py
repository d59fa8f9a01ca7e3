"""Worlds with one told enterprise, copied from one that was told once; its page over real HTTP."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from jishen.store.raw import RawStore
from jishen.store.session import open_store
from tests.claims.worlds import LATER, ClaimWorld, settings_in, told_world
from tests.databases import Databases, SqliteFiles
from tests.desk.conftest import serving
from tests.desk.seeding import World

SMALL = 100_000
"""Bytes of a file in these tests."""


@dataclass(frozen=True, slots=True)
class Template:
    """A database in which an enterprise was told, to be copied."""

    databases: Databases
    url: str
    token: str
    letters: tuple[str, ...]


def template(databases: Databases, folder: Path) -> Template:
    url = databases.migrated()
    store = open_store(url)
    world = told_world(store, folder)
    store.close()
    return Template(databases, url, world.token, world.letters)


@contextmanager
def copied(source: Template, folder: Path) -> Iterator[ClaimWorld]:
    url = source.databases.copy_of(source.url)
    store = open_store(url)
    settings = settings_in(folder, url, max_file_bytes=SMALL)
    yield ClaimWorld(store, settings, source.token, source.letters)
    store.close()
    source.databases.drop(url)


@pytest.fixture(scope="session")
def told_once(sqlite: SqliteFiles, tmp_path_factory: pytest.TempPathFactory) -> Template:
    return template(sqlite, tmp_path_factory.mktemp("told"))


@pytest.fixture(scope="session")
def told_once_on_both(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Template:
    return template(databases, tmp_path_factory.mktemp("told-on-both"))


@pytest.fixture
def told(told_once: Template, tmp_path: Path) -> Iterator[ClaimWorld]:
    """A told enterprise on SQLite."""
    with copied(told_once, tmp_path) as world:
        yield world


@pytest.fixture
def both(told_once_on_both: Template, tmp_path: Path) -> Iterator[ClaimWorld]:
    """A told enterprise on each kind of database: for what they could do differently."""
    with copied(told_once_on_both, tmp_path) as world:
        yield world


def desk_of(world: ClaimWorld, at: datetime = LATER) -> AbstractContextManager[httpx.Client]:
    """Serve the real application at an instant, and give a client of it."""
    return serving(World(world.store, RawStore(world.settings.raw_folder)), world.settings, at)


@pytest.fixture
def page(told: ClaimWorld) -> Iterator[httpx.Client]:
    """A client of the page's application."""
    with desk_of(told) as client:
        yield client
