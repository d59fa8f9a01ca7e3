"""A chain that was tampered with is reported on the page."""

from datetime import timedelta

import httpx

from jishen.store import audit
from jishen.store.audit import Actor
from tests.desk.records import NOW
from tests.desk.seeding import World


def test_a_rewritten_entry_is_reported_with_its_place(
    own_world: World, own_client: httpx.Client
) -> None:
    with own_world.store.act("health") as session:
        audit.append(session, at=NOW, actor=Actor("甲"), event="case.opened", body={"n": 1})
        audit.append(
            session, at=NOW + timedelta(1), actor=Actor("乙"), event="case.opened", body={"n": 2}
        )
    with own_world.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE audit_entry SET body = '{}' WHERE sequence = 2")

    page = own_client.get("/audit?verify=1").text

    assert "校验不通过" in page
    assert "自第 2 条起：内容与哈希不符（记录被改写）" in page


def test_a_long_body_is_cut_in_the_list_and_whole_on_its_own_page(
    own_world: World, own_client: httpx.Client
) -> None:
    with own_world.store.act("health") as session:
        audit.append(
            session, at=NOW, actor=Actor("甲"), event="entries.judged", body={"all": ["字"] * 500}
        )

    assert own_client.get("/audit").text.count("字") < 100
    assert own_client.get("/audit/1").text.count("字") >= 500
