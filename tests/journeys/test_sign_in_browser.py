"""The way in with a real browser: on a telephone, by the keyboard, without a script."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from jishen.access.accounts import By, Term, add_person, grant_role, set_password
from jishen.domain.people import Role
from jishen.settings import Settings
from jishen.store.audit import Actor
from tests.access.roster import PASSWORD, SINCE, password_hash
from tests.desk.conftest import FIRMS, ROWS, serving_at
from tests.desk.records import NOW
from tests.desk.seeding import seeded_world

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CASE = "/cases/HZ-2026-0001"

pytestmark = [
    pytest.mark.xdist_group("processes"),
    pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The desk over a small world with one reviewer who has a password."""
    folder = tmp_path_factory.mktemp("browser")
    world = seeded_world(folder, FIRMS, ROWS)
    by = By(Actor("测试"), NOW)
    with world.store.act("person") as session:
        person = add_person(session, "wangxm", "王小明", password_hash(), by)
        set_password(session, person, password_hash(), by, is_one_time=False)
        grant_role(session, person, Role.REVIEWER, by, Term(SINCE))
    with serving_at(world, Settings(data_folder=folder)) as url:
        yield url
    world.store.close()


@pytest.fixture(params=[False, True], ids=["no script", "script"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, java_script_enabled=bool(request.param)
    )
    yield context.new_page()
    context.close()


def type_in(page: Page, login: str, password: str) -> None:
    """Fill the form by the keyboard alone, once the page has given its first field the focus."""
    page.locator("input:focus").wait_for()
    page.keyboard.type(login)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_from_a_notices_link_over_sign_in_to_the_case_and_out(page: Page, desk: str) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))

    page.goto(f"{desk}{CASE}")
    at_the_door = page.title()
    type_in(page, "wangxm", PASSWORD)
    at_the_case = (page.url, page.locator(".self a").inner_text())
    page.get_by_role("button", name="退出").click()
    page.goto(f"{desk}{CASE}")

    assert at_the_door == "登录 · 即审"
    assert at_the_case == (f"{desk}{CASE}", "王小明")
    assert page.title() == "登录 · 即审"
    assert complaints == []


def test_a_wrong_password_is_said_first_and_the_name_is_kept(page: Page, desk: str) -> None:
    page.goto(f"{desk}/sign-in")
    type_in(page, "wangxm", "wrong password")

    assert page.get_by_role("alert").inner_text() == "登录名或密码不正确。"
    assert page.get_by_label("登录名").input_value() == "wangxm"
    assert page.title().startswith("未能登录")


def test_the_page_fits_a_telephone(page: Page, desk: str) -> None:
    page.goto(f"{desk}/sign-in")

    box = page.locator(".door").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
