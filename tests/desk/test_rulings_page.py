"""`/rulings`: what the text leaves open, what was ruled, and what a ruling would change."""

import httpx
import pytest

from jishen.cases.redeciding import RedecidingTerms
from jishen.cases.rulings import apply_ruling
from jishen.store.audit import Actor
from rules import POLICIES
from tests.desk.records import NOW
from tests.desk.seeding import World, propose_one

ENTRY = POLICIES["haizhu_2024"]


@pytest.mark.parametrize(
    "said",
    [
        "高校、医院、事业单位等是否属于第二条市场主体？",
        '暂缓，逐案认定 <span class="tag warn">默认</span>',
        "样例复函〔2026〕1号",
        "张三登记，尚未适用",
    ],
)
def test_the_register_shows_questions_readings_and_rulings(client: httpx.Client, said: str) -> None:
    assert said in client.get("/rulings").text


@pytest.mark.parametrize("said", ["试算：", "HZ-2026-0001", "适用后结论", "读法：属于。"])
def test_a_ruling_is_tried_on_every_undecided_case(
    client: httpx.Client, world: World, said: str
) -> None:
    assert said in client.get(f"/rulings/{world.ruling_id}").text


def test_an_applied_ruling_is_the_reading_that_holds(
    own_world: World, own_client: httpx.Client
) -> None:
    propose_one(own_world)
    terms = RedecidingTerms("haizhu_2024", ENTRY.decide, Actor("自动立案"), NOW, ())

    apply_ruling(own_world.store, own_world.ruling_id, terms, by="李四")

    text = own_client.get("/rulings").text
    assert '属于 <span class="tag">解释</span>' in text
    assert "李四于" in text
    assert "没有未决案件" in own_client.get(f"/rulings/{own_world.ruling_id}").text
