"""The case page: evidence and decision on one page, personal data masked."""

import httpx
import pytest
from sqlalchemy import event

from desk.case_page import row_changes
from desk.wording import cell_names
from jishen.domain.filings import ListKind
from jishen.store.views.case_file import case_file
from tests.desk.records import OFFICIAL_PAGE, POLICY_NAME
from tests.desk.seeding import World

CASE = "/cases/HZ-2026-0001"


@pytest.fixture(scope="module")
def text(client: httpx.Client) -> str:
    return client.get(CASE).text


@pytest.mark.parametrize(
    "said",
    [
        "广州灵犀智能科技有限公司",
        "已告知企业",
        "第三条第（二）项",
        "200,000 元",
        "20 万元",
        "贰拾万元整",
        "壹拾万元整",
        "核定（暂按上限）",
        "应付（上限）",
    ],
)
def test_the_head_says_who_what_and_how_much(text: str, said: str) -> None:
    assert said in text


@pytest.mark.parametrize(
    "said",
    [
        f'href="{OFFICIAL_PAGE}" rel="noreferrer noopener external"',
        "http://127.0.0.1:9/c_1.htm",
        "实际取自",
        "2026-11-20（公告页面发布日期）",
        "2026-11-22 11:00:00",
    ],
)
def test_the_announcement_is_shown_with_where_and_when_it_was_fetched(text: str, said: str) -> None:
    assert said in text


def test_both_originals_can_be_downloaded_by_their_digest(text: str, world: World) -> None:
    assert f'href="/evidence/{world.page_sha256}"' in text
    assert f'href="/evidence/{world.docx_sha256}"' in text


@pytest.mark.parametrize(
    "said",
    [
        "第 1 行",
        "服务提供者",
        "小助手(APP)",
        "应用于文本生成场景，根据用户输入的文本，\n生成回答。",
        "网信算备440105000000101250011号",
        "备案编号校验位不符",
    ],
)
def test_the_row_is_shown_as_printed_with_its_flags_in_words(text: str, said: str) -> None:
    assert said in text


@pytest.mark.parametrize("said", ["第 2 版", "<del>旧备注</del>", "<ins>（空）</ins>"])
def test_a_changed_row_shows_what_changed(text: str, said: str) -> None:
    assert said in text


def test_the_other_filings_of_the_case_stand_beside_the_leading_one(text: str) -> None:
    assert "本案其他备案" in text
    assert "灵犀绘画算法" in text


@pytest.mark.parametrize(
    "said",
    ["确认为同一企业", "current-name/1", "一致</span> 与现名一致。", "不详</span> 名册未载区划"],
)
def test_the_match_is_explained_side_by_side(text: str, said: str) -> None:
    assert said in text


@pytest.mark.parametrize(
    "said",
    ["广州旧名网络有限公司（至 2025-06-30）", "91440105MA5AAAAA01", "琶洲大道", "在示范区内"],
)
def test_the_enterprise_is_shown_with_its_former_names_and_zone(text: str, said: str) -> None:
    assert said in text


@pytest.mark.parametrize("secret", ["欧阳明", "13812345678", "legal@example.com"])
def test_no_contact_is_shown_in_clear(text: str, secret: str) -> None:
    assert secret not in text


@pytest.mark.parametrize("masked", ["欧**", "*********78", "l***@example.com"])
def test_a_contact_can_be_recognised(text: str, masked: str) -> None:
    assert masked in text


@pytest.mark.parametrize(
    "said",
    [
        "“同时符合本条各条件的，按就高补差原则执行，不重复奖励”",
        "max(0, 200,000 − 0) = 200,000 元",
        "0 元（奖励台账）",
        POLICY_NAME,
        "ab" * 32,
    ],
)
def test_the_decision_is_traced_step_by_step(text: str, said: str) -> None:
    assert said in text


def test_open_questions_stand_on_top_and_lead_to_their_step(client: httpx.Client) -> None:
    text = client.get("/cases/HZ-2026-0002").text

    assert "须核实的问题（1）" in text
    assert '注册地址是否在第九条示范区范围内？ <a href="#step-2">见第九条</a>' in text
    assert '<li id="step-2" class="open">' in text


def test_without_open_questions_there_is_no_empty_box(text: str) -> None:
    assert "须核实的问题" not in text


def test_a_notice_is_accepted_by_the_service_and_no_more(text: str) -> None:
    assert "已被服务接收" in text
    assert "已送达" not in text


def test_the_trail_shows_who_did_what_with_hashes(text: str, world: World) -> None:
    with world.store.reading() as session:
        file = case_file(session, "HZ-2026-0001")

    assert file is not None
    assert [entry.event for entry in file.trail] == ["case.opened", "enterprise.notified"]
    assert file.trail[0].hash in text
    assert "自动立案" in text


def test_the_case_page_takes_a_fixed_number_of_queries(world: World) -> None:
    statements: list[str] = []
    event.listen(
        world.store.engine,
        "before_cursor_execute",
        lambda *said: statements.append(str(said[2])),
    )

    with world.store.reading() as session:
        case_file(session, "HZ-2026-0001")

    assert len([said for said in statements if said.startswith("SELECT")]) == 10


def test_a_row_of_one_version_has_no_changes(world: World) -> None:
    with world.store.reading() as session:
        file = case_file(session, "HZ-2026-0002")

    assert file is not None
    assert row_changes(file.versions, cell_names(ListKind.DEEP_SYNTHESIS)) == []
