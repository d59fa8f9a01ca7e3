"""The desk over real HTTP: over a small seeded world, and over an empty one."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
import uvicorn

from desk.app import create_app
from desk.context import Desk, Names
from desk.serving import listen
from jishen.desk_settings import DeskSettings
from jishen.domain.enterprises import ZoneStatus
from jishen.domain.matches import Verdict
from jishen.domain.people import Role
from jishen.settings import Settings
from tests.desk.people import put_person, session_token
from tests.desk.records import HOSTILE, NOW, POLICY_NAME, Firm, Row
from tests.desk.seeding import World, empty_world, seeded_world

NAMES = Names(
    policies={"haizhu_2024": POLICY_NAME},
    sources={
        "algorithms": "境内互联网信息服务算法备案清单",
        "deep_synthesis": "境内深度合成服务算法备案清单",
    },
)
FIRMS = [
    Firm("91440105MA5AAAAA01", "广州灵犀智能科技有限公司", former="广州旧名网络有限公司"),
    Firm("91440105MA5AAAAA02", "广州云帆数据有限公司", zone=ZoneStatus.UNCERTAIN, is_sample=True),
    Firm("91440105MA5AAAAA03", HOSTILE, email="hostile.person@example.org"),
]
ROWS = [
    Row("网信算备440105000000101250011号", "灵犀对话算法", FIRMS[0].name, FIRMS[0].uscc, version=2),
    Row("网信算备440105000000101250029号", "灵犀绘画算法", FIRMS[0].name, FIRMS[0].uscc),
    Row("网信算备440105000000201250011号", "云帆写作_100%算法", FIRMS[1].name, FIRMS[1].uscc),
    Row("网信算备440105000000301250011号", HOSTILE, HOSTILE, FIRMS[2].uscc, remarks=HOSTILE),
    Row(
        "网信算备440105000000401250011号",
        "相近名称算法",
        "广州相近科技（有限）公司",
        verdict=Verdict.UNSURE,
    ),
    Row(
        "网信算备440105000000501250011号",
        "无主线索算法",
        "广州无主科技有限公司",
        verdict=Verdict.NEGATIVE,
        is_lead=True,
    ),
    Row(
        "网信算备110108000000601250011号",
        "外地算法",
        "北京外地科技有限公司",
        verdict=Verdict.NEGATIVE,
    ),
]


@contextmanager
def serving(
    world: World, settings: Settings, at: datetime = NOW, role: Role | None = Role.REVIEWER
) -> Iterator[httpx.Client]:
    """Serve the desk on a free port of loopback, and give a client of it, signed in in a role."""
    with serving_at(world, settings, at) as url, httpx.Client(base_url=url) as client:
        if role is not None:
            person_id = put_person(world.store, f"{role}-{uuid4().hex[:8]}", role, at=at)
            client.cookies.set("jishen", session_token(world.store, person_id, at))
        yield client


@contextmanager
def serving_at(world: World, settings: Settings, at: datetime = NOW) -> Iterator[str]:
    """Serve the desk on a free port of loopback, and give its address."""
    app = create_app(Desk(settings, world.store, world.raw, NAMES, clock=lambda: at))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
    listener = listen(DeskSettings(port=0))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])))
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("desk")


@pytest.fixture(scope="session")
def world(shared_folder: Path) -> Iterator[World]:
    """A world with three enterprises, seven rows, three cases; tests only read from it."""
    world = seeded_world(shared_folder, FIRMS, ROWS)
    yield world
    world.store.close()


@pytest.fixture(scope="session")
def client(world: World, shared_folder: Path) -> Iterator[httpx.Client]:
    with serving(world, Settings(data_folder=shared_folder)) as client:
        yield client


@pytest.fixture
def own_world(tmp_path: Path) -> Iterator[World]:
    """An empty world of the test's own, to be written to."""
    world = empty_world(tmp_path)
    yield world
    world.store.close()


@pytest.fixture
def own_client(own_world: World, tmp_path: Path) -> Iterator[httpx.Client]:
    with serving(own_world, Settings(data_folder=tmp_path)) as client:
        yield client


@pytest.fixture(scope="session")
def empty_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """The desk over a database with tables and nothing in them."""
    folder = tmp_path_factory.mktemp("empty")
    world = empty_world(folder)
    with serving(world, Settings(data_folder=folder)) as client:
        yield client
    world.store.close()


@pytest.fixture(scope="session")
def long_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A world with sixty cases: more than a page of the queue."""
    firms = [Firm(_uscc(place), f"广州第{place:02d}号科技有限公司") for place in range(60)]
    rows = [
        Row(f"网信算备4401050001{place:02d}101250011号", "某算法", firm.name, firm.uscc)
        for place, firm in enumerate(firms)
    ]
    world = seeded_world(tmp_path_factory.mktemp("long"), firms, rows)
    yield world
    world.store.close()


def _uscc(place: int) -> str:
    return f"91440105MA5BBBBB{place:02d}"
