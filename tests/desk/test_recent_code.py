"""Before a decision on money the one-time code is asked for again."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import update

from jishen.access.sessions import form_key_of
from jishen.domain.one_time_codes import code_of, step_of
from jishen.domain.people import Role
from jishen.sealing import Place, seal_or_new
from jishen.settings import Settings
from jishen.store.tables import DeskSession, Person
from tests.desk.conftest import FIRMS, ROWS, serving_at
from tests.desk.people import put_person, session_token
from tests.desk.records import NOW
from tests.desk.seeding import World, seeded_world

DECIDE = "/cases/HZ-2026-0001/acts/decide"
NOTHING_TO_DECIDE = 409
SECRET = bytes(20)


@pytest.fixture
def approver(tmp_path: Path) -> Iterator[tuple[World, str]]:
    """A world with cases, and the session of an approver who has codes and typed one now."""
    world = seeded_world(tmp_path, FIRMS, ROWS)
    person_id = put_person(world.store, "fuhe", Role.APPROVER, at=NOW)
    seal = seal_or_new(Settings(data_folder=tmp_path).key_file)
    with world.store.act("person") as session:
        person = session.get_one(Person, person_id)
        person.totp_confirmed_at = NOW
        place = Place("person", "totp_sealed", person_id)
        person.totp_sealed = seal.seal(SECRET.hex(), place)
    yield world, session_token(world.store, person_id, NOW)
    world.store.close()


def in_use(world: World, minutes: int) -> None:
    with world.store.act("sign_in") as session:
        session.execute(update(DeskSession).values(seen_at=NOW + timedelta(minutes=minutes)))


@pytest.mark.parametrize(("minutes", "status"), [(0, 409), (30, 409), (31, 303)])
def test_the_form_opens_with_a_recent_code_alone(
    approver: tuple[World, str], tmp_path: Path, minutes: int, status: int
) -> None:
    world, token = approver
    in_use(world, minutes)

    with serving_at(world, Settings(data_folder=tmp_path), NOW + timedelta(minutes=minutes)) as url:
        answer = httpx.get(f"{url}{DECIDE}", cookies={"jishen": token})

    assert answer.status_code == status


def test_after_the_code_the_form_opens(approver: tuple[World, str], tmp_path: Path) -> None:
    world, token = approver
    in_use(world, 45)
    later = NOW + timedelta(minutes=45)

    with (
        serving_at(world, Settings(data_folder=tmp_path), later) as url,
        httpx.Client(base_url=url, cookies={"jishen": token}) as client,
    ):
        to_code = client.get(DECIDE).headers["location"]
        page = client.get(to_code).text
        form = {
            "form_key": form_key_of(token),
            "next": DECIDE,
            "code": code_of(SECRET, step_of(later)),
        }
        back = client.post("/sign-in/code", data=form)
        opened = httpx.get(f"{url}{DECIDE}", cookies={"jishen": back.cookies["jishen"]})

    assert to_code == f"/sign-in/code?next={DECIDE}"
    assert "须再次输入动态口令" in page
    assert back.headers["location"] == DECIDE
    assert opened.status_code == NOTHING_TO_DECIDE


def test_a_form_that_took_too_long_keeps_its_text(
    approver: tuple[World, str], tmp_path: Path
) -> None:
    world, token = approver
    in_use(world, 61)
    form = {"form_key": form_key_of(token), "opinion": "同意按上限核定"}

    with serving_at(world, Settings(data_folder=tmp_path), NOW + timedelta(minutes=61)) as url:
        answer = httpx.post(f"{url}{DECIDE}", data=form, cookies={"jishen": token})

    assert answer.status_code == 401
    assert "请再次输入动态口令" in answer.text
    assert "同意按上限核定" in answer.text
