"""The way in and out, over real HTTP, without a script."""

import base64
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from jishen.access.accounts import By, Term, add_person, grant_role, set_password
from jishen.desk_settings import DeskSettings
from jishen.domain.one_time_codes import code_of, step_of
from jishen.domain.people import Role
from jishen.settings import Settings
from jishen.store.audit import Actor
from jishen.store.people import person_of
from tests.access.roster import PASSWORD, SINCE, password_hash
from tests.desk.conftest import serving_at
from tests.desk.records import NOW
from tests.desk.seeding import World

OTHER_PASSWORD = "春眠不觉晓处处闻啼鸟夜来"  # noqa: S105 (of the tests)


def put(world: World, login: str, *roles: Role, is_one_time: bool = False) -> None:
    by = By(Actor("测试"), NOW)
    with world.store.act("person") as session:
        person = add_person(session, login, "王小明", password_hash(), by)
        set_password(session, person, password_hash(), by, is_one_time=is_one_time)
        for role in roles:
            grant_role(session, person, role, by, Term(SINCE))


@pytest.fixture
def visitor(own_world: World, tmp_path: Path) -> Iterator[httpx.Client]:
    """A browser that is not signed in."""
    settings = Settings(data_folder=tmp_path)
    with serving_at(own_world, settings) as url, httpx.Client(base_url=url) as client:
        yield client


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return found[1] if found else ""


def sign_in(
    client: httpx.Client, login: str, password: str = PASSWORD, target: str = "/"
) -> httpx.Response:
    page = client.get("/sign-in", params={"next": target}).text
    return client.post(
        "/sign-in",
        data={
            "form_key": field(page, "form_key"),
            "next": field(page, "next"),
            "login": login,
            "password": password,
        },
    )


def test_a_page_asked_for_leads_to_the_form_and_then_to_the_page(
    own_world: World, visitor: httpx.Client
) -> None:
    put(own_world, "wangxm", Role.REVIEWER)

    asked = visitor.get("/notices?state=dead")
    form = visitor.get(asked.headers["location"]).text
    answer = sign_in(visitor, "wangxm", target="/notices?state=dead")

    assert asked.status_code == 303
    assert asked.headers["location"] == "/sign-in?next=/notices%3Fstate%3Ddead"
    assert field(form, "next") == "/notices?state=dead"
    assert (answer.status_code, answer.headers["location"]) == (303, "/notices?state=dead")
    assert "王小明" in visitor.get("/notices?state=dead").text


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example/",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/%2fevil",
    ],
)
def test_after_sign_in_nobody_is_sent_to_another_site(
    own_world: World, visitor: httpx.Client, target: str
) -> None:
    put(own_world, "wangxm", Role.REVIEWER)

    page = visitor.get("/sign-in", params={"next": target}).text

    assert field(page, "next") == "/"


def test_the_cookie_is_for_the_browser_alone_and_for_this_site(
    own_world: World, visitor: httpx.Client
) -> None:
    put(own_world, "wangxm", Role.REVIEWER)

    cookies = sign_in(visitor, "wangxm").headers.get_list("set-cookie")

    session = next(cookie for cookie in cookies if cookie.startswith("jishen="))
    assert "HttpOnly" in session
    assert "SameSite=lax" in session
    assert "Path=/" in session
    assert "Max-Age" not in session


def test_behind_https_the_cookie_belongs_to_the_host_and_to_https(
    own_world: World, tmp_path: Path
) -> None:
    desk = DeskSettings(public_url="https://jishen.example.gov.cn")
    settings = Settings(data_folder=tmp_path, desk=desk)

    with serving_at(own_world, settings) as url:
        cookie = httpx.get(f"{url}/sign-in").headers["set-cookie"]

    assert cookie.startswith("__Host-jishen-form=")
    assert "Secure" in cookie


@pytest.mark.parametrize(("login", "password"), [("wangxm", "wrong"), ("nobody", PASSWORD)])
def test_a_wrong_answer_does_not_tell_who_exists_and_keeps_the_name(
    own_world: World, visitor: httpx.Client, login: str, password: str
) -> None:
    put(own_world, "wangxm", Role.REVIEWER)

    answer = sign_in(visitor, login, password)

    assert answer.status_code == 422
    assert "登录名或密码不正确。" in answer.text
    assert field(answer.text, "login") == login
    assert password not in answer.text


def test_a_form_without_its_cookie_signs_nobody_in(own_world: World, visitor: httpx.Client) -> None:
    put(own_world, "wangxm", Role.REVIEWER)
    page = visitor.get("/sign-in").text
    visitor.cookies.clear()

    answer = visitor.post(
        "/sign-in",
        data={"form_key": field(page, "form_key"), "login": "wangxm", "password": PASSWORD},
    )

    assert answer.status_code == 422
    assert "jishen=" not in str(answer.headers.get_list("set-cookie"))


def test_who_signed_out_is_out(own_world: World, visitor: httpx.Client) -> None:
    put(own_world, "wangxm", Role.REVIEWER)
    sign_in(visitor, "wangxm")
    token = visitor.cookies["jishen"]
    page = visitor.get("/").text

    answer = visitor.post("/sign-out", data={"form_key": field(page, "form_key")})
    visitor.cookies.set("jishen", token)

    assert answer.headers["location"] == "/sign-in?out=1"
    assert visitor.get("/").status_code == 303


def test_a_form_of_another_site_does_not_sign_out(own_world: World, visitor: httpx.Client) -> None:
    put(own_world, "wangxm", Role.REVIEWER)
    sign_in(visitor, "wangxm")

    answer = visitor.post("/sign-out", data={"form_key": "0" * 64})

    assert answer.status_code == 403
    assert "不是本系统的页面" in answer.text
    assert visitor.get("/").status_code == 200


def test_a_one_time_password_leads_to_the_form_for_another(
    own_world: World, visitor: httpx.Client
) -> None:
    put(own_world, "wangxm", Role.REVIEWER, is_one_time=True)
    sign_in(visitor, "wangxm")

    asked = visitor.get("/notices")
    page = visitor.get(asked.headers["location"]).text
    answer = visitor.post(
        "/account/password",
        data={
            "form_key": field(page, "form_key"),
            "next": field(page, "next"),
            "current": PASSWORD,
            "new": OTHER_PASSWORD,
            "again": OTHER_PASSWORD,
        },
    )

    assert asked.headers["location"] == "/account/password?next=/notices"
    assert "请先设置您自己的密码" in page
    assert answer.headers["location"] == "/notices"
    assert visitor.get("/notices").status_code == 200


def test_an_approver_sets_up_codes_and_then_needs_one(
    own_world: World, visitor: httpx.Client
) -> None:
    put(own_world, "fuhe", Role.APPROVER)
    sign_in(visitor, "fuhe")

    to_codes = visitor.get("/").headers["location"]
    start = visitor.get(to_codes).text
    shown = visitor.post("/account/codes", data={"form_key": field(start, "form_key")}).text
    secret = secret_in(visitor)
    done = visitor.post(
        "/account/codes",
        data={"form_key": field(shown, "form_key"), "code": code_of(secret, step_of(NOW))},
    )

    assert to_codes == "/account/codes"
    assert "<svg" in shown
    assert done.status_code == 303
    assert visitor.get("/").status_code == 200
    assert '<svg class="qr"' not in visitor.get("/account/codes").text
    visitor.cookies.clear()
    assert sign_in(visitor, "fuhe").status_code == 303
    assert visitor.get("/").headers["location"] == "/sign-in/code"
    page = visitor.get("/sign-in/code").text
    form = {"form_key": field(page, "form_key")}
    assert visitor.post("/sign-in/code", data={**form, "code": "000000"}).status_code == 422
    next_code = code_of(secret, step_of(NOW) + 1)
    assert visitor.post("/sign-in/code", data={**form, "code": next_code}).status_code == 303
    assert visitor.get("/").status_code == 200


def secret_in(visitor: httpx.Client) -> bytes:
    letters = re.search(
        r'密钥：<span class="mono">([A-Z2-7 ]+)', visitor.get("/account/codes").text
    )
    assert letters is not None
    return base64.b32decode(letters[1].replace(" ", ""))


def test_an_idle_session_ends(own_world: World, tmp_path: Path) -> None:
    put(own_world, "wangxm", Role.REVIEWER)
    settings = Settings(data_folder=tmp_path)
    with serving_at(own_world, settings) as url, httpx.Client(base_url=url) as client:
        sign_in(client, "wangxm")
        token = client.cookies["jishen"]
    later = NOW + timedelta(minutes=31)

    with serving_at(own_world, settings, later) as url:
        answer = httpx.get(f"{url}/", cookies={"jishen": token})

    assert answer.status_code == 303


def test_another_browser_can_be_shown_the_door(own_world: World, visitor: httpx.Client) -> None:
    put(own_world, "wangxm", Role.REVIEWER)
    sign_in(visitor, "wangxm")
    other = visitor.cookies["jishen"]
    visitor.cookies.clear()
    sign_in(visitor, "wangxm")
    page = visitor.get("/account").text
    address = re.search(r'action="(/account/sessions/[^"]+)"', page)
    assert address is not None

    visitor.post(address[1], data={"form_key": field(page, "form_key")})
    visitor.cookies.set("jishen", other)

    assert visitor.get("/").status_code == 303


@pytest.mark.parametrize("path", ["/", "/cases/HZ-2026-0001", "/audit", "/evidence/" + "0" * 64])
def test_without_a_session_no_page_opens(visitor: httpx.Client, path: str) -> None:
    answer = visitor.get(path)

    assert answer.status_code == 303
    assert answer.text == ""
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/healthz", "/sign-in", "/static/desk.css", "/favicon.ico"])
def test_what_is_open_stays_open(visitor: httpx.Client, path: str) -> None:
    assert visitor.get(path).status_code == 200


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        (b"{}", "application/json", 415),
        (b"x" * 300_000, "application/x-www-form-urlencoded", 413),
        (b"login=%ff", "application/x-www-form-urlencoded", 400),
        (b"login=a&login=b", "application/x-www-form-urlencoded", 400),
        (b"a&b", "application/x-www-form-urlencoded", 400),
        (
            "&".join(f"a{n}=1" for n in range(600)).encode(),
            "application/x-www-form-urlencoded",
            400,
        ),
    ],
)
def test_a_form_that_is_none_is_refused(
    visitor: httpx.Client, content: bytes, media_type: str, status: int
) -> None:
    page = visitor.get("/sign-in").text
    key = f"form_key={field(page, 'form_key')}&".encode() if status == 400 else b""

    answer = visitor.post("/sign-in", content=key + content, headers={"content-type": media_type})

    assert answer.status_code == status


def test_a_sign_in_is_written_down_with_its_person(own_world: World, visitor: httpx.Client) -> None:
    put(own_world, "wangxm", Role.AUDITOR)

    sign_in(visitor, "wangxm")

    assert "王小明（wangxm）" in visitor.get("/audit").text
    with own_world.store.reading() as session:
        assert person_of(session, "wangxm") is not None
