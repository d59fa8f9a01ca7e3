"""The desk over a small seeded world, and over an empty one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from desk.app import create_app
from desk.context import Desk, Names
from jishen.domain.enterprises import ZoneStatus
from jishen.domain.matches import Verdict
from jishen.settings import Settings
from tests.desk.seeding import NOW, POLICY_NAME, Firm, Row, World, empty_world, seeded_world

NAMES = Names(
    policies={"haizhu_2024": POLICY_NAME},
    sources={
        "algorithms": "境内互联网信息服务算法备案清单",
        "deep_synthesis": "境内深度合成服务算法备案清单",
    },
)
HOSTILE = "<script>alert(1)</script>{{7*7}}\u202e司公限有"

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


def client_of(world: World, settings: Settings) -> TestClient:
    """Return a client of the desk over a world, at the tests' fixed time."""
    app = create_app(Desk(settings, world.store, world.raw, NAMES, clock=lambda: NOW))
    return TestClient(app, base_url="http://127.0.0.1:8600", raise_server_exceptions=False)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_folder=tmp_path)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A world with three enterprises, seven rows, three cases."""
    world = seeded_world(tmp_path, FIRMS, ROWS)
    yield world
    world.store.close()


@pytest.fixture
def client(world: World, settings: Settings) -> TestClient:
    return client_of(world, settings)


@pytest.fixture
def empty_client(tmp_path: Path, settings: Settings) -> Iterator[TestClient]:
    """The desk over a database with tables and nothing in them."""
    world = empty_world(tmp_path)
    yield client_of(world, settings)
    world.store.close()
