"""What `jishen doctor` says of people and their way in."""

from datetime import date
from pathlib import Path

import pytest

from commands.doctor_people import people_said
from flows.running import now
from jishen.access.accounts import By, Term, add_person, grant_role
from jishen.desk_settings import DeskSettings
from jishen.domain.people import Role
from jishen.settings import Settings
from jishen.store import schema
from jishen.store.audit import Actor
from jishen.store.session import open_store

LOCAL = DeskSettings()


def settings(folder: Path, desk: DeskSettings = LOCAL, *, has_admin: bool = True) -> Settings:
    found = Settings(data_folder=folder, desk=desk)
    store = open_store(found.store_url)
    schema.upgrade(store)
    if has_admin:
        by = By(Actor("张三", is_person=True), now())
        with store.act("person") as session:
            person = add_person(session, "guanli", "吴管理", "", by)
            grant_role(session, person, Role.ADMIN, by, Term(date(2026, 1, 1)))
    store.close()
    return found


def levels(found: Settings) -> dict[str, str]:
    return {what: level for what, level, _, _ in people_said(found)}


def test_with_an_administrator_on_this_machine_all_is_well(tmp_path: Path) -> None:
    assert levels(settings(tmp_path)) == {"系统管理员": "ok"}


def test_nobody_who_lets_people_in_is_missing(tmp_path: Path) -> None:
    assert levels(settings(tmp_path, has_admin=False)) == {"系统管理员": "missing"}


def test_a_database_that_is_not_there_yet_has_no_administrator(tmp_path: Path) -> None:
    assert levels(Settings(data_folder=tmp_path)) == {"系统管理员": "missing"}


def test_approvers_without_codes_are_noted(tmp_path: Path) -> None:
    found = settings(tmp_path, DeskSettings(code_roles=(Role.ADMIN,)))

    assert levels(found)["动态口令"] == "note"


@pytest.mark.parametrize(
    ("host", "url", "is_said"),
    [
        ("10.1.2.4", "", True),
        ("10.1.2.3", "http://desk.example", True),
        ("localhost", "", False),
        ("10.1.2.4", "https://desk.example", False),
    ],
)
def test_passwords_in_the_clear_are_missing_https(
    tmp_path: Path, host: str, url: str, *, is_said: bool
) -> None:
    found = settings(tmp_path, DeskSettings(host=host, public_url=url))

    assert ("办理台地址" in levels(found)) is is_said
