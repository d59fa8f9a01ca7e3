"""`jishen people` as a person runs it: the first administrator, roles, disabling, resets."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commands.demo_people import PEOPLE
from commands.people import people
from jishen.access.passwords import is_right
from jishen.domain.access_errors import PersonFault
from jishen.domain.people import excluding_roles
from jishen.settings import SETTINGS_FILE_VARIABLE, load_settings
from jishen.store.people import person_of
from jishen.store.session import open_store
from jishen.store.tables import Person

BY = ("--by", "张三")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("JISHEN_DATA_FOLDER", str(tmp_path / "data"))
    monkeypatch.delenv(SETTINGS_FILE_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    load_settings.cache_clear()
    yield tmp_path
    load_settings.cache_clear()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(people, list(arguments))


def known(login: str) -> Person:
    store = open_store(load_settings().store_url)
    with store.reading() as session:
        person = person_of(session, login)
    store.close()
    assert person is not None
    return person


def password_in(said: str) -> str:
    found = re.search(r"一次性密码\s*(\S+)", said)
    assert found is not None
    return found[1]


def test_the_first_administrator_is_made_on_an_empty_machine() -> None:
    result = run("add", "guanli", "--name", "吴管理", "--role", "admin", *BY)

    assert result.exit_code == 0
    assert is_right(password_in(result.output), known("guanli").password_hash)
    assert known("guanli").password_is_one_time
    assert run("list").output == "guanli　吴管理　系统管理　在用　无动态口令\n"


def test_nobody_is_there_until_somebody_is_made() -> None:
    assert "尚无人员" in run("list").output


def test_roles_that_exclude_one_another_make_no_account() -> None:
    result = run("add", "wangxm", "--name", "王", "--role", "admin", "--role", "approver", *BY)

    assert isinstance(result.exception, PersonFault)
    assert "尚无人员" in run("list").output


def test_a_role_is_given_for_a_term_and_taken_away() -> None:
    run("add", "wangxm", "--name", "王小明", "--role", "reviewer", *BY)

    given = run("role", "wangxm", "--grant", "approver", "--from", "2999-01-01", *BY)
    taken = run("role", "wangxm", "--revoke", "reviewer", *BY)

    assert given.output == "wangxm　王小明　初审、复核（自 2999-01-01 起）　在用　无动态口令\n"
    assert taken.output == "wangxm　王小明　复核（自 2999-01-01 起）　在用　无动态口令\n"


def test_an_account_is_disabled_and_comes_back() -> None:
    run("add", "wangxm", "--name", "王小明", *BY)

    assert "已停用" in run("disable", "wangxm", *BY).output
    assert "在用" in run("disable", "wangxm", "--undo", *BY).output


def test_a_reset_gives_another_password_that_must_be_replaced() -> None:
    first = password_in(run("add", "wangxm", "--name", "王小明", *BY).output)

    second = password_in(run("password", "wangxm", *BY).output)

    assert first != second
    assert is_right(second, known("wangxm").password_hash)


def test_codes_are_reset() -> None:
    run("add", "wangxm", "--name", "王小明", *BY)

    assert "无动态口令" in run("totp", "wangxm", *BY).output


@pytest.mark.parametrize("arguments", [("disable", "nobody"), ("password", "nobody")])
def test_somebody_unknown_is_named(arguments: tuple[str, ...]) -> None:
    result = run(*arguments, *BY)

    assert isinstance(result.exception, PersonFault)
    assert "没有登录名为“nobody”的人员" in str(result.exception)


def test_the_demonstration_has_one_person_for_each_role() -> None:
    assert len({role for _, _, role in PEOPLE}) == 5
    assert all(excluding_roles({role}) is None for _, _, role in PEOPLE)
