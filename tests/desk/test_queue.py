"""The queue: counts, filters, search, paging."""

import httpx
import pytest
from sqlalchemy import event

from jishen.store.tables import AwardCase
from jishen.store.views.queue import CaseFilter, case_queue, loose_entries
from jishen.store.views.shared import Window
from tests.desk.seeding import World


def test_the_queue_shows_what_a_reviewer_needs_of_each_case(client: httpx.Client) -> None:
    text = client.get("/").text

    assert "HZ-2026-0001" in text
    assert "广州灵犀智能科技有限公司" in text
    assert "灵犀对话算法 等 2 项" in text
    assert "深度合成 · 2026年10月" in text
    assert "已告知企业" in text
    assert "20 万元" in text
    assert "2026-11-20" in text


def test_a_sample_enterprise_is_marked(client: httpx.Client) -> None:
    text = client.get("/?q=云帆").text

    assert '广州云帆数据有限公司 <span class="tag sample">样例</span>' in text


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("灵犀智能", "HZ-2026-0001"),
        ("广州旧名", "HZ-2026-0001"),
        ("91440105ma5aaaaa01", "HZ-2026-0001"),
        ("440105000000201250011", "HZ-2026-0002"),
        ("云帆写作", "HZ-2026-0002"),
        ("hz-2026-0002", "HZ-2026-0002"),
        ("灵犀绘画", "HZ-2026-0001"),
        ("灵犀", "HZ-2026-0001"),
        ("0%", "HZ-2026-0002"),
        ("_100", "HZ-2026-0002"),
        ("　云帆　", "HZ-2026-0002"),
    ],
)
def test_a_search_finds_the_one_case(client: httpx.Client, words: str, number: str) -> None:
    text = client.get("/", params={"q": words}).text

    assert f"/cases/{number}" in text
    assert text.count('href="/cases/HZ-') == 1


@pytest.mark.parametrize("words", ["%%", "__", "\\\\", "' OR 1=1 --", "没有的名称"])
def test_a_search_takes_wildcards_and_quotes_as_letters(client: httpx.Client, words: str) -> None:
    text = client.get("/", params={"q": words}).text

    assert "没有符合条件的案件" in text


def test_a_search_by_product_finds_every_case_with_it(client: httpx.Client) -> None:
    text = client.get("/", params={"q": "小助手"}).text

    assert text.count('href="/cases/HZ-') == 3


def test_a_search_of_one_character_is_not_carried_out_and_says_so(client: httpx.Client) -> None:
    text = client.get("/?q=云").text

    assert "请输入至少两个字" in text
    assert text.count('href="/cases/HZ-') == 3


def test_a_search_also_finds_rows_that_stand_in_no_case(client: httpx.Client) -> None:
    text = client.get("/?q=无主科技").text

    assert "没有符合条件的案件" in text
    assert "清单中含搜索词、尚未立案的条目" in text
    assert "网信算备440105000000501250011号" in text


@pytest.mark.parametrize(
    ("query", "cases"),
    [
        ("state=on_hold", 1),
        ("state=backlog", 0),
        ("list=deep_synthesis", 3),
        ("list=algorithm", 0),
        ("period=2026-10", 3),
        ("period=2026-09", 0),
        ("state=on_hold&q=灵犀", 0),
    ],
)
def test_a_filter_leaves_the_cases_it_names(client: httpx.Client, query: str, cases: int) -> None:
    assert client.get(f"/?{query}").text.count('href="/cases/HZ-') == cases


def test_links_of_the_queue_keep_the_other_filters(client: httpx.Client) -> None:
    text = client.get("/?list=deep_synthesis&q=灵犀").text

    assert "/?state=on_hold&amp;list=deep_synthesis&amp;q=%E7%81%B5%E7%8A%80" in text


def test_what_waits_elsewhere_is_counted_and_linked(client: httpx.Client) -> None:
    text = client.get("/").text

    assert '<a href="/unsure"><b>1</b>' in text
    assert '<a href="/leads"><b>1</b>' in text
    assert '<a href="/sources"><b>1</b>' in text


def test_a_long_queue_comes_in_pages_of_fifty(long_world: World) -> None:
    with long_world.store.reading() as session:
        first = case_queue(session, CaseFilter(), Window(1))
        second = case_queue(session, CaseFilter(), Window(2))

    assert (len(first.rows), first.total, first.pages, first.first, first.last) == (
        50,
        60,
        2,
        1,
        50,
    )
    assert (len(second.rows), second.first, second.last) == (10, 51, 60)
    assert not {row.case_number for row in first.rows} & {row.case_number for row in second.rows}


def test_the_queue_takes_two_queries_however_many_cases_there_are(long_world: World) -> None:
    statements = _statements_of(long_world)

    with long_world.store.reading() as session:
        case_queue(session, CaseFilter(), Window(1))

    assert len([said for said in statements if said.startswith("SELECT")]) == 2


def test_an_entry_of_a_case_is_not_listed_as_loose(world: World) -> None:
    with world.store.reading() as session:
        found = loose_entries(session, CaseFilter(words="算法"), 50)

    assert {row.title for row in found.rows} == {"相近名称算法", "无主线索算法", "外地算法"}


def test_the_seeded_world_has_three_cases(world: World) -> None:
    with world.store.reading() as session:
        assert session.query(AwardCase).count() == 3


def _statements_of(world: World) -> list[str]:
    statements: list[str] = []

    def note(*said: object) -> None:
        statements.append(str(said[2]))

    event.listen(world.store.engine, "before_cursor_execute", note)
    return statements
