"""The people page: what an administrator does there, what an auditor sees, what is refused."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from jishen.access.passwords import is_right
from jishen.domain.people import Role
from jishen.settings import Settings
from jishen.store.people import person_of, roles_of
from jishen.store.tables import Person
from tests.desk.conftest import serving
from tests.desk.people import put_person
from tests.desk.records import NOW
from tests.desk.seeding import World


@pytest.fixture
def admin(own_world: World, tmp_path: Path) -> Iterator[httpx.Client]:
    put_person(own_world.store, "wangxm", Role.REVIEWER, at=NOW)
    put_person(own_world.store, "guanli", Role.ADMIN, at=NOW)
    with serving(own_world, Settings(data_folder=tmp_path), role=Role.ADMIN) as client:
        yield client


def keys(client: httpx.Client, page: str = "/people") -> dict[str, str]:
    found = dict(re.findall(r'name="(form_key|action_key)" value="([^"]+)"', client.get(page).text))
    assert set(found) == {"form_key", "action_key"}
    return found


def change(client: httpx.Client, what: str, login: str = "wangxm", **fields: str) -> httpx.Response:
    return client.post(f"/people/{login}/{what}", data={**keys(client), **fields})


def known(world: World, login: str = "wangxm") -> Person:
    with world.store.reading() as session:
        person = person_of(session, login)
    assert person is not None
    return person


def roles(world: World, login: str = "wangxm") -> frozenset[Role]:
    with world.store.reading() as session:
        return roles_of(session, known(world, login).id, NOW.date())


def test_an_account_is_made_and_its_password_shown_once(
    own_world: World, admin: httpx.Client
) -> None:
    form = {**keys(admin), "login": "LiSi", "name": "李四", "role": ["reviewer", "finance"]}

    answer = admin.post("/people", data=form)
    again = admin.post("/people", data=form)

    given = re.search(r"[a-z0-9]{5}(-[a-z0-9]{5}){3}", answer.text)
    assert given is not None
    assert is_right(given[0], known(own_world, "lisi").password_hash)
    assert roles(own_world, "lisi") == {Role.REVIEWER, Role.FINANCE}
    assert (again.status_code, again.headers["location"]) == (303, "/people/lisi")
    assert given[0] not in admin.get("/people/lisi").text


def test_what_cannot_be_made_says_why_and_keeps_what_was_typed(
    own_world: World, admin: httpx.Client
) -> None:
    form = {**keys(admin), "login": "lisi", "name": "李四", "role": ["admin", "approver"]}

    answer = admin.post("/people", data=form)

    assert answer.status_code == 422
    assert "不相容角色" in answer.text
    assert 'value="李四"' in answer.text
    assert answer.text.count(" checked") == 2
    with own_world.store.reading() as session:
        assert person_of(session, "lisi") is None


def test_a_role_is_given_and_taken_away_and_both_are_on_record(
    own_world: World, admin: httpx.Client
) -> None:
    given = change(admin, "grant", role="approver", **{"from": "2026-01-01"})
    held = roles(own_world)
    change(admin, "revoke", role="approver")
    page = admin.get("/people/wangxm").text

    assert given.headers["location"] == "/people/wangxm?done=grant"
    assert held == {Role.REVIEWER, Role.APPROVER}
    assert roles(own_world) == {Role.REVIEWER}
    assert page.count(">复核</th>") == 1


@pytest.mark.parametrize(
    ("what", "fields", "fault"),
    [
        ("grant", {"role": ""}, "请选择角色"),
        ("grant", {"role": "reviewer"}, "已有“初审”"),
        ("grant", {"role": "finance", "from": "2026-13-01"}, "不是日期"),
        ("grant", {"role": "finance", "from": "2026-12-02", "until": "2026-12-01"}, "不得早于"),
        ("revoke", {"role": "finance"}, "没有“拨付”"),
        ("absence", {"until": "2020-01-01", "reason": "x"}, "最后一日"),
        ("absence", {"until": "2030-01-01", "reason": " "}, "事由"),
        ("absence-end", {"absence": "99"}, "没有编号为 99"),
        ("link", {"provider": "oidc:x", "subject": ""}, "用户标识"),
        ("unlink", {"provider": "oidc:x"}, "未关联"),
        ("enable", {}, "未停用"),
    ],
)
def test_a_change_that_cannot_be_is_told_on_the_page(
    own_world: World, admin: httpx.Client, what: str, fields: dict[str, str], fault: str
) -> None:
    answer = change(admin, what, **fields)

    assert answer.status_code == 422
    assert fault in answer.text
    assert roles(own_world) == {Role.REVIEWER}


def test_leave_with_a_deputy_is_recorded_and_taken_back(
    own_world: World, admin: httpx.Client
) -> None:
    put_person(own_world.store, "lisi", at=NOW)
    change(admin, "absence", until="2030-01-01", deputy="lisi", reason="出差")
    lent = roles(own_world, "lisi")
    page = admin.get("/people/wangxm").text
    number = re.search(r'name="absence" value="(\d+)"', page)
    assert number is not None

    change(admin, "absence-end", absence=number[1])

    assert lent == {Role.REVIEWER}
    assert roles(own_world, "lisi") == frozenset()


def test_an_account_is_disabled_and_comes_back(own_world: World, admin: httpx.Client) -> None:
    change(admin, "disable")
    is_out = known(own_world).disabled_at is not None
    change(admin, "enable")

    assert is_out
    assert known(own_world).disabled_at is None


def test_a_reset_shows_another_one_time_password(own_world: World, admin: httpx.Client) -> None:
    answer = change(admin, "password")

    given = re.search(r"[a-z0-9]{5}(-[a-z0-9]{5}){3}", answer.text)
    assert given is not None
    assert known(own_world).password_is_one_time
    assert is_right(given[0], known(own_world).password_hash)


@pytest.mark.parametrize("what", ["codes", "sessions"])
def test_codes_and_sessions_are_reset(admin: httpx.Client, what: str) -> None:
    assert change(admin, what).headers["location"] == f"/people/wangxm?done={what}"


def test_a_subject_is_linked_once(own_world: World, admin: httpx.Client) -> None:
    put_person(own_world.store, "lisi", at=NOW)
    change(admin, "link", provider="oidc:https://id.example", subject="42")

    twice = change(admin, "link", "lisi", provider="oidc:https://id.example", subject="42")

    assert "42" in admin.get("/people/wangxm").text
    assert "已关联其他人员" in twice.text


def test_nobody_changes_their_own_account_here(own_world: World, admin: httpx.Client) -> None:
    own = re.search(r'登录名</th><td class="mono">([^<]+)', admin.get("/account").text)
    assert own is not None

    answer = change(admin, "revoke", own[1], role="admin")

    assert answer.status_code == 422
    assert "不得办理本人账号" in answer.text
    assert roles(own_world, own[1]) == {Role.ADMIN}


@pytest.mark.parametrize("path", ["/people/nobody", "/people/..%2f"])
def test_somebody_unknown_is_not_found(admin: httpx.Client, path: str) -> None:
    assert admin.get(path).status_code == 404


def test_a_change_that_does_not_exist_is_not_found(admin: httpx.Client) -> None:
    assert change(admin, "promote").status_code == 404


def test_an_auditor_reads_and_is_offered_nothing(own_world: World, tmp_path: Path) -> None:
    put_person(own_world.store, "wangxm", Role.REVIEWER, at=NOW)
    with serving(own_world, Settings(data_folder=tmp_path), role=Role.AUDITOR) as client:
        pages = [client.get(path).text for path in ("/people", "/people/wangxm")]

    assert [page.count("<form") for page in pages] == [1, 1]  # sign-out
    assert "wangxm" in pages[0]


def test_a_reviewer_does_not_see_the_people(own_world: World, tmp_path: Path) -> None:
    with serving(own_world, Settings(data_folder=tmp_path)) as client:
        answer, home = client.get("/people"), client.get("/").text

    assert answer.status_code == 403
    assert 'href="/people"' not in home
