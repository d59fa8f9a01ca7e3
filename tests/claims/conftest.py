"""Worlds with one told enterprise, on both databases; its page over real HTTP."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from jishen.store.raw import RawStore
from jishen.store.session import Store, open_store
from tests.claims.worlds import LATER, ClaimWorld, told_world
from tests.databases import SqliteFiles
from tests.desk.conftest import serving
from tests.desk.seeding import World


@pytest.fixture
def told(store: Store, tmp_path: Path) -> ClaimWorld:
    """A told enterprise on each kind of database."""
    return told_world(store, tmp_path)


@pytest.fixture
def page_world(sqlite: SqliteFiles, tmp_path: Path) -> Iterator[ClaimWorld]:
    """A told enterprise on SQLite: the pages do not know which database there is."""
    url = sqlite.migrated()
    store = open_store(url)
    yield told_world(store, tmp_path, max_file_bytes=100_000)
    store.close()


def desk_of(world: ClaimWorld, at: datetime = LATER) -> AbstractContextManager[httpx.Client]:
    """Serve the real application at an instant, and give a client of it."""
    return serving(World(world.store, RawStore(world.settings.raw_folder)), world.settings, at)


@pytest.fixture
def page(page_world: ClaimWorld) -> Iterator[httpx.Client]:
    """A client of the page's application."""
    with desk_of(page_world) as client:
        yield client
