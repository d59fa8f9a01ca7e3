"""The registry's pages: found by two characters, by former name, by code; masked, with history."""

import re
from pathlib import Path

import httpx
import pytest

from jishen.cases.registry import apply_rows
from jishen.cases.registry_terms import ImportTerms, RegistryFile
from jishen.domain.enterprises import Enterprise, EnterpriseKind, EnterpriseStatus, FormerName
from jishen.domain.people import Role
from jishen.domain.registry import row_of
from jishen.sealing import Seal
from jishen.settings import Settings
from jishen.store.audit import Actor
from tests.desk.conftest import FIRMS, serving
from tests.desk.records import NOW
from tests.desk.seeding import World
from tests.unit.commands.registry_files import uscc_of

SEAL = Seal((b"k" * 32,))
REPORT = "registry-20261125-090000-0123abcd.xlsx"
HEAD = Enterprise(uscc_of(1), "广州总部科技有限公司", kind=EnterpriseKind.COMPANY)
BRANCH = Enterprise(
    uscc_of(2),
    "广州总部科技有限公司海珠分公司",
    kind=EnterpriseKind.BRANCH,
    head_office=HEAD.uscc,
    street="琶洲街道",
    legal_representative="欧阳明",
    contact_phone="13812345678",
)


def put(world: World, *firms: Enterprise, report: str = "", source: str = "市场监管局") -> None:
    file = RegistryFile("名册.csv", "5" * 64, len(firms), 0, source=source)
    terms = ImportTerms(NOW, Actor("张三"), SEAL, before_commit=lambda _: report)
    apply_rows(world.store, file, [row_of(firm) for firm in firms], terms)


@pytest.mark.parametrize("words", ["灵犀", "旧名网络", "91440105MA5AAAAA01", "91440105ma5aaaaa01"])
def test_an_enterprise_is_found_by_name_former_name_and_code(
    client: httpx.Client, words: str
) -> None:
    text = client.get("/registry", params={"q": words}).text

    assert FIRMS[0].name in text
    assert FIRMS[1].name not in text


def test_one_character_is_too_little_to_search_for(client: httpx.Client) -> None:
    text = client.get("/registry", params={"q": "灵"}).text

    assert "请输入至少两个字" in text


def test_the_page_of_an_enterprise_has_sources_links_history_and_no_personal_data(
    own_world: World, own_client: httpx.Client
) -> None:
    put(own_world, HEAD, BRANCH)
    moved = Enterprise(
        BRANCH.uscc,
        "广州总部科技有限公司琶洲分公司",
        former_names=(FormerName(BRANCH.name, None),),
        status=EnterpriseStatus.MOVED_OUT,
    )
    put(own_world, moved, source="迁移登记")

    text = own_client.get(f"/registry/enterprises/{BRANCH.uscc}").text

    assert "迁移登记" in text
    assert "市场监管局" in text
    assert f'隶属企业：<a href="/registry/enterprises/{HEAD.uscc}">' in text
    assert "曾用名" in text
    assert "欧**" in text
    assert "*********78" in text
    assert "欧阳明" not in text
    assert "13812345678" not in text
    assert "sealed:" not in text
    assert "变更历史" in text
    head = own_client.get(f"/registry/enterprises/{HEAD.uscc}").text
    assert f'分支机构：<a href="/registry/enterprises/{BRANCH.uscc}">' in head


def test_a_task_is_shown_with_the_ways_to_settle_it(
    own_world: World, own_client: httpx.Client
) -> None:
    put(own_world, HEAD)
    put(own_world, Enterprise(HEAD.uscc, "<b>另一名称</b>有限公司"))

    text = own_client.get("/registry/tasks").text

    assert "同一信用代码出现另一名称" in text
    assert "来源行所载“&lt;b&gt;另一名称&lt;/b&gt;有限公司”" in text
    assert 'action="/registry/tasks/1"' in text
    page = own_client.get(f"/registry/enterprises/{HEAD.uscc}").text
    assert "待处理任务 1" in page


def settle(client: httpx.Client, **fields: str) -> httpx.Response:
    page = client.get("/registry/tasks").text
    keys = dict(re.findall(r'name="(form_key|action_key)" value="([^"]+)"', page))
    return client.post("/registry/tasks/1", data={**keys, **fields})


def test_a_task_is_settled_at_the_desk_with_a_reason(
    own_world: World, own_client: httpx.Client
) -> None:
    put(own_world, HEAD)
    put(own_world, Enterprise(HEAD.uscc, "广州新名科技有限公司"))

    without = settle(own_client, settlement="renamed", why=" ")
    answer = settle(own_client, settlement="renamed", why="变更通知书", renamed_on="2026-04-10")

    assert (without.status_code, answer.status_code) == (409, 303)
    assert "须写明经办人与理由" in without.text
    page = own_client.get(f"/registry/enterprises/{HEAD.uscc}").text
    assert "<h1>广州新名科技有限公司" in page
    assert "使用至 2026-04-09" in page
    assert "变更通知书" in own_client.get("/registry/tasks?show_all=1").text


def test_only_those_who_review_may_settle(own_world: World, tmp_path: Path) -> None:
    put(own_world, HEAD)
    put(own_world, Enterprise(HEAD.uscc, "广州新名科技有限公司"))

    with serving(own_world, Settings(data_folder=tmp_path), role=Role.AUDITOR) as auditor:
        page = auditor.get("/registry/tasks").text
        form_key = re.findall(r'name="form_key" value="([^"]+)"', page)[0]
        data = {"form_key": form_key, "action_key": "x", "settlement": "rejected", "why": "x"}
        answer = auditor.post("/registry/tasks/1", data=data)

    assert "由初审或复核人员处理" in page
    assert answer.status_code == 403


def test_the_report_of_an_import_can_be_fetched_and_nothing_beside_it(
    own_world: World, own_client: httpx.Client, tmp_path: Path
) -> None:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / REPORT).write_bytes(b"report")
    (tmp_path / "secret").write_bytes(b"secret")
    put(own_world, HEAD, report=REPORT)
    put(own_world, BRANCH, report="../secret")

    good = own_client.get("/registry/imports/1/report.xlsx")
    bad = own_client.get("/registry/imports/2/report.xlsx")

    assert (good.status_code, good.content) == (200, b"report")
    assert "attachment" in good.headers["content-disposition"]
    assert bad.status_code == 404
