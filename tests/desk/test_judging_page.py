"""A reviewer judges an unsure match at the desk."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from jishen.domain.matches import Verdict
from jishen.domain.people import Role
from jishen.settings import Settings
from jishen.store.entries import current_match
from jishen.store.tables import FilingEntry
from tests.desk.conftest import FIRMS, ROWS, serving
from tests.desk.seeding import World, seeded_world

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@pytest.fixture
def office(tmp_path: Path) -> Iterator[tuple[World, httpx.Client]]:
    world = seeded_world(tmp_path, FIRMS, ROWS)
    with serving(world, Settings(data_folder=tmp_path)) as client:
        yield world, client
    world.store.close()


def unsure_entry(world: World) -> str:
    with world.store.reading() as session:
        return session.scalars(
            select(FilingEntry.id).where(FilingEntry.title == "相近名称算法")
        ).one()


def verdict_of(world: World, entry: str) -> tuple[Verdict, str | None]:
    with world.store.reading() as session:
        match = current_match(session, entry)
        assert match is not None
        return match.verdict, match.uscc


def judge(client: httpx.Client, path: str, **fields: str) -> httpx.Response:
    page = client.get(path).text.partition("<main")[2]
    hidden = {name: unescape(value) for name, value in HIDDEN.findall(page.partition("</form>")[0])}
    return client.post(path, data=hidden | fields)


def test_the_list_leads_to_the_form_and_the_answer_is_kept(office) -> None:
    world, client = office
    entry = unsure_entry(world)
    path = f"/entries/{entry}/judge"

    listed = client.get("/unsure").text
    done = judge(client, path, whose="other", uscc=FIRMS[0].uscc.lower(), why="经查为同一企业")
    page = client.get(done.headers["location"]).text

    assert f'href="{path}"' in listed
    assert done.status_code == 303
    assert verdict_of(world, entry) == (Verdict.POSITIVE, FIRMS[0].uscc)
    assert "经查为同一企业" in page
    assert "历次人工判断" in page


def test_a_refused_judgement_keeps_what_was_typed(office) -> None:
    world, client = office
    entry = unsure_entry(world)

    page = judge(client, f"/entries/{entry}/judge", whose="other", uscc="123", why="看起来像")

    assert page.status_code == 409
    assert "企业名册中没有统一社会信用代码 123" in page.text
    assert ">看起来像</textarea>" in page.text
    assert verdict_of(world, entry)[0] is Verdict.UNSURE


def test_without_a_choice_nothing_is_judged(office) -> None:
    world, client = office
    entry = unsure_entry(world)

    page = judge(client, f"/entries/{entry}/judge", why="看起来像")

    assert page.status_code == 409
    assert "请选择判断结论" in page.text


def test_a_judgement_is_undone_with_a_reason(office) -> None:
    world, client = office
    entry = unsure_entry(world)
    path = f"/entries/{entry}/judge"
    judge(client, path, whose="negative", why="不是")
    page = client.get(path).text
    form = page.partition(f'action="{path}/undo"')[2]
    hidden = {name: unescape(value) for name, value in HIDDEN.findall(form)}

    done = client.post(f"{path}/undo", data=hidden | {"why": "看错了"})

    assert done.status_code == 303
    assert "看错了" in client.get(path).text
    with world.store.reading() as session:
        assert session.get_one(FilingEntry, entry).needs_match


def test_an_auditor_sees_and_does_not_judge(office, tmp_path: Path) -> None:
    world, client = office
    path = f"/entries/{unsure_entry(world)}/judge"
    form = {"form_key": "x", "action_key": "k"}

    with serving(world, Settings(data_folder=tmp_path), role=Role.AUDITOR) as auditor:
        page = auditor.get(path)
        answer = auditor.post(path, data=form)

    assert client.get("/entries/nothing/judge").status_code == 404
    assert page.status_code == 200
    assert "确认判断" not in page.text
    assert answer.status_code == 403
