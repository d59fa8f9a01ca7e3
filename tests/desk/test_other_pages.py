"""Batches, judgements, sources, notices and the audit trail."""

import httpx
import pytest

from jishen.store.views.batches import batch_lines
from jishen.store.views.sources import fetches_by_source
from tests.desk.seeding import World


@pytest.mark.parametrize(
    ("show", "rows"),
    [
        ("", 7),
        ("positive", 4),
        ("unsure", 1),
        ("lead", 1),
        ("negative", 2),
        ("unjudged", 0),
        ("changed", 1),
        ("missing", 0),
    ],
)
def test_a_batch_shows_the_rows_asked_for(
    client: httpx.Client, world: World, show: str, rows: int
) -> None:
    text = client.get(f"/batches/{world.attachment_id}?show={show}").text

    assert text.count('data-l="行号"') == rows


@pytest.mark.parametrize(
    "count",
    ["全部 <b>7</b>", "匹配企业 <b>4</b>", "待人工判断 <b>1</b>", "线索 <b>1</b>", "立案 3 件"],
)
def test_a_batch_is_counted(client: httpx.Client, world: World, count: str) -> None:
    assert count in client.get(f"/batches/{world.attachment_id}").text


def test_a_row_leads_to_the_case_it_is_evidence_in(client: httpx.Client, world: World) -> None:
    text = client.get(f"/batches/{world.attachment_id}?show=positive").text

    assert text.count('href="/cases/HZ-2026-0001"') == 2


def test_the_list_of_batches_counts_each(world: World) -> None:
    with world.store.reading() as session:
        (line,) = batch_lines(session)

    assert (line.counts.rows, line.counts.positive, line.counts.cases) == (7, 4, 3)
    assert not line.is_baseline


def test_an_unsure_match_is_shown_with_reasons_and_candidates(client: httpx.Client) -> None:
    text = client.get("/unsure").text

    assert "广州相近科技（有限）公司" in text
    assert "名册中没有同名企业。" in text
    assert "广州相近科技有限公司" in text
    assert "去除括号后同名" in text


def test_the_characters_in_which_a_candidate_differs_are_marked(client: httpx.Client) -> None:
    text = client.get("/unsure").text

    assert "广州相近科技<mark>（</mark>有限<mark>）</mark>公司" in text


def test_a_lead_is_shown_with_its_reasons(client: httpx.Client) -> None:
    text = client.get("/leads").text

    assert "广州无主科技有限公司" in text
    assert "名册中没有同名企业。" in text
    assert "北京外地科技有限公司" not in text


@pytest.mark.parametrize(
    "said",
    [
        "境内互联网信息服务算法备案清单",
        "访问被拒或要求人机验证",
        "网站返回 403",
        "处置：网站要求人机验证或拒绝访问。",
        "自 2026-11-22 13:50:00 起",
        "2026-11-19 14:00:00",
    ],
)
def test_a_source_at_fault_says_what_since_when_and_what_to_do(
    client: httpx.Client, said: str
) -> None:
    assert said in client.get("/sources").text


def test_a_source_never_looked_at_is_listed_all_the_same(empty_client: httpx.Client) -> None:
    text = empty_client.get("/sources").text

    assert "境内深度合成服务算法备案清单" in text
    assert text.count("尚未巡查") == 2


def test_the_newest_fetches_of_every_source_come_in_one_query(world: World) -> None:
    with world.store.reading() as session:
        found = fetches_by_source(session, 1)

    assert {key: len(fetches) for key, fetches in found.items()} == {
        "algorithms": 1,
        "deep_synthesis": 1,
    }


def test_a_notice_shows_its_text_and_its_state_in_words(client: httpx.Client, world: World) -> None:
    text = client.get(f"/notices/{world.notice_keys[0]}").text

    assert "已被服务接收" in text
    assert "现将有关事项告知如下。" in text
    assert "0123456789ab" in text
    assert "邮件" in text


def test_a_refusal_is_shown_without_the_address_in_it(client: httpx.Client, world: World) -> None:
    text = client.get(f"/notices/{world.notice_keys[1]}").text

    assert "发送失败，已停止" in text
    assert "550 no such user &lt;l***@example.com&gt;" in text
    assert "legal@example.com" not in text


@pytest.mark.parametrize(("state", "rows"), [("accepted", 1), ("dead", 1), ("sending", 0)])
def test_the_outbox_can_be_narrowed_to_a_state(client: httpx.Client, state: str, rows: int) -> None:
    assert client.get(f"/notices?state={state}").text.count('data-l="收件人"') == rows


def test_the_trail_can_be_narrowed_to_an_event(client: httpx.Client) -> None:
    text = client.get("/audit?event=case.opened").text

    assert text.count('data-l="序号"') == 3


def test_the_chain_is_walked_when_asked_for(client: httpx.Client) -> None:
    assert "校验通过" in client.get("/audit?verify=1").text
    assert "校验通过" not in client.get("/audit").text


def test_an_audit_entry_is_shown_in_full(client: httpx.Client) -> None:
    text = client.get("/audit/2").text

    assert "本条哈希" in text
    assert "上一条哈希" in text


def test_notices_page_shows_how_each_channel_does(client: httpx.Client) -> None:
    health = client.get("/notices").text.partition("渠道状况")[2]

    assert "文件（未外发）" in health
    assert health.count('data-l="成功率"') == 1
    assert "正常" in health
