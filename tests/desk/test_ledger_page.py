"""The ledger's page: pool and gauge, halves, every enterprise, another year, an empty one."""

from datetime import date

import httpx

from jishen.cases.awards import Award, AwardsFile, import_awards, open_pool
from tests.desk.conftest import NOW
from tests.desk.seeding import World

FILE = AwardsFile("样例.csv", "a" * 64, 1, 0)
GIVEN = Award(
    "91110000600037341L",
    "样例甲公司",
    5,
    NOW.year,
    date(2026, 5, 6),
    300_001,
    150_000,
    150_001,
    "文1",
)


def test_the_pool_its_halves_and_every_enterprise_are_shown(
    own_world: World, own_client: httpx.Client
) -> None:
    open_pool(own_world.store, NOW.year, 280_000_000, at=NOW, by="李经办", why="第十一条")
    import_awards(own_world.store, FILE, [GIVEN], at=NOW, by="李经办")

    text = own_client.get("/ledger").text

    assert "280,000,000 元" in text
    assert "市级 150,000 元，区级 150,001 元" in text
    assert "样例甲公司" in text
    assert "<meter" in text


def test_open_cases_that_exceed_the_pool_are_said_to_hold(
    world: World, client: httpx.Client
) -> None:
    open_pool(world.store, NOW.year, 1, at=NOW, by="李经办", why="第十一条")

    text = client.get("/ledger").text

    assert "一律暂缓，不作部分拨付" in text


def test_a_year_without_anything_says_so(own_client: httpx.Client) -> None:
    text = own_client.get("/ledger?year=2030").text

    assert "台账未载，余额不详" in text
    assert "本年度没有奖励记录" in text


def test_the_case_page_shows_the_map_of_its_policy(client: httpx.Client) -> None:
    text = client.get("/cases/HZ-2026-0001").text

    assert "<svg" in text
    assert "不是官方地图" in text
