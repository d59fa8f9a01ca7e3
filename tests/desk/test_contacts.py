"""An enterprise's contacts: masked on every page, in clear against a reason in the trail."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from jishen.domain.people import Role
from jishen.settings import Settings
from jishen.store.tables import AuditEntry
from tests.desk.conftest import FIRMS, ROWS, serving
from tests.desk.seeding import World, seeded_world

CASE = "/cases/HZ-2026-0003"
MAIL = "hostile.person@example.org"
WHY = "电话联系企业补正材料"


@pytest.fixture
def case_world(tmp_path: Path) -> Iterator[World]:
    world = seeded_world(tmp_path, FIRMS, ROWS)
    yield world
    world.store.close()


def ask(client: httpx.Client, why: str) -> httpx.Response:
    key = re.search(r'name="form_key" value="([^"]+)"', client.get("/account").text)
    assert key is not None
    return client.post(f"{CASE}/contacts", data={"form_key": key[1], "why": why})


def reveals(world: World) -> list[AuditEntry]:
    with world.store.reading() as session:
        query = select(AuditEntry).where(AuditEntry.event == "personal.revealed")
        return list(session.scalars(query))


def test_contacts_are_shown_in_clear_against_a_reason_in_the_trail(
    case_world: World, tmp_path: Path
) -> None:
    with serving(case_world, Settings(data_folder=tmp_path)) as client:
        page = client.get(CASE).text
        answer = ask(client, WHY)

    assert MAIL not in page
    assert "查看联系方式明文" in page
    assert MAIL in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert [WHY in entry.body for entry in reveals(case_world)] == [True]
    assert MAIL not in reveals(case_world)[0].body


def test_without_a_reason_nothing_is_shown(case_world: World, tmp_path: Path) -> None:
    with serving(case_world, Settings(data_folder=tmp_path)) as client:
        answer = ask(client, "看看")

    assert answer.status_code == 409
    assert MAIL not in answer.text
    assert reveals(case_world) == []


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMIN])
def test_who_audits_or_keeps_accounts_is_not_even_offered_it(
    case_world: World, tmp_path: Path, role: Role
) -> None:
    with serving(case_world, Settings(data_folder=tmp_path), role=role) as client:
        page = client.get(CASE).text
        answer = ask(client, WHY)

    assert "查看联系方式明文" not in page
    assert answer.status_code == 403
    assert MAIL not in answer.text
    assert reveals(case_world) == []
