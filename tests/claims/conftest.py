"""Worlds with one told enterprise, copied from one told once; its page without a socket."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from desk.app import create_app
from desk.context import Desk
from jishen.store.raw import RawStore
from jishen.store.session import open_store
from tests.claims.worlds import LATER, ClaimWorld, settings_in, told_world
from tests.databases import Databases, SqliteFiles
from tests.desk.conftest import NAMES, serving
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


class InProcess(httpx.BaseTransport):
    """Asks the application without a socket: a test needs no server of its own."""

    def __init__(self, world: ClaimWorld, at: datetime) -> None:
        raw = RawStore(world.settings.raw_folder)
        desk = Desk(world.settings, world.store, raw, NAMES, clock=lambda: at)
        self._app = httpx.ASGITransport(create_app(desk), raise_app_exceptions=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return asyncio.run(self._ask(request))

    async def _ask(self, request: httpx.Request) -> httpx.Response:
        answer = await self._app.handle_async_request(request)
        return httpx.Response(
            answer.status_code, headers=answer.headers, content=await answer.aread()
        )


@contextmanager
def desk_of(world: ClaimWorld, at: datetime = LATER) -> Iterator[httpx.Client]:
    """Give a client of the real application at an instant; nobody is signed in."""
    with httpx.Client(transport=InProcess(world, at), base_url="http://127.0.0.1") as client:
        yield client


@contextmanager
def served_desk_of(world: ClaimWorld, at: datetime = LATER) -> Iterator[httpx.Client]:
    """Give a client of the real application behind its real server."""
    served = World(world.store, RawStore(world.settings.raw_folder))
    with serving(served, world.settings, at, role=None) as client:
        yield client


@pytest.fixture
def page(told: ClaimWorld) -> Iterator[httpx.Client]:
    """A client of the page's application."""
    with desk_of(told) as client:
        yield client
