"""A form that acts: once for each key, by whom it may be at that moment, and losing no text."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier

import httpx
import pytest
import uvicorn
from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import select

from desk.acting import Act, attempt, carry_out
from desk.app import create_app
from desk.context import Desk
from desk.forms import OwnForm
from desk.rights import acts, rights_matrix
from desk.serving import listen
from jishen.access.accounts import By, disable_person, named_person, revoke_role
from jishen.access.sessions import form_key_of
from jishen.desk_settings import DeskSettings
from jishen.domain.errors import TransitionRefused
from jishen.domain.people import Role
from jishen.settings import Settings
from jishen.store import audit
from jishen.store.audit import Actor
from jishen.store.raw import RawStore
from jishen.store.session import Store, open_store
from jishen.store.tables import Absence, AuditEntry
from tests.databases import Databases
from tests.desk.conftest import NAMES
from tests.desk.people import SINCE, put_person, session_token
from tests.desk.records import NOW
from tests.desk.seeding import World

BY = By(Actor("管理"), NOW)
OPINION = "材料齐全，建议按上限核定。"
probe = APIRouter()


@probe.post("/probe")
@acts(Role.APPROVER)
def act(request: Request, form: OwnForm) -> Response:
    """A form of the tests' own, as the case page's are: it writes one entry, or refuses."""

    def do(act: Act) -> str:
        if form.text("opinion") == "refuse":
            message = "案件已由林某于 10:00 办理"
            raise TransitionRefused(message)
        audit.append(act.session, at=act.at, actor=act.actor, event="probe", body={})
        return "/account?done=probe"

    return carry_out(request, form, "person", do)


@probe.post("/probe-without-key")
@acts(Role.APPROVER)
def act_by_itself(request: Request, form: OwnForm) -> Response:
    """A form whose act has a transaction of its own."""

    def do() -> str:
        message = f"不能办理 {form.text('opinion')}"
        raise TransitionRefused(message)

    return attempt(request, form, do)


class Browser:
    """A client that is signed in, and what its forms must bring."""

    def __init__(self, url: str, token: str) -> None:
        self.client = httpx.Client(base_url=url, cookies={"jishen": token})
        self.form_key = form_key_of(token)

    def send(self, key: str = "k1", opinion: str = OPINION, **headers: str) -> httpx.Response:
        data = {"form_key": self.form_key, "action_key": key, "opinion": opinion}
        return self.client.post("/probe", data=data, headers=headers)


@contextmanager
def serving_probe(store: Store, folder: Path) -> Iterator[str]:
    app = create_app(
        Desk(Settings(data_folder=folder), store, RawStore(folder), NAMES, clock=lambda: NOW)
    )
    app.include_router(probe)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
    listener = listen(DeskSettings(port=0))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])))
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture
def url(own_world: World, tmp_path: Path) -> Iterator[str]:
    with serving_probe(own_world.store, tmp_path) as address:
        yield address


@pytest.fixture
def approver(own_world: World, url: str) -> Browser:
    person_id = put_person(own_world.store, "fuhe", Role.APPROVER, at=NOW)
    return Browser(url, session_token(own_world.store, person_id, NOW))


def probes(store: Store) -> list[str]:
    with store.reading() as session:
        return list(session.scalars(select(AuditEntry.actor).where(AuditEntry.event == "probe")))


def test_a_form_acts_in_the_name_of_its_person(own_world: World, approver: Browser) -> None:
    answer = approver.send()

    assert (answer.status_code, answer.headers["location"]) == (303, "/account?done=probe")
    assert probes(own_world.store) == ["fuhe某（fuhe）"]


def test_the_same_form_again_gets_the_same_answer_and_acts_once(
    own_world: World, approver: Browser
) -> None:
    answers = [approver.send() for _ in range(3)]

    assert {answer.headers["location"] for answer in answers} == {"/account?done=probe"}
    assert len(probes(own_world.store)) == 1


def test_the_same_key_with_another_content_is_refused_and_the_text_kept(
    own_world: World, approver: Browser
) -> None:
    approver.send()

    answer = approver.send(opinion="另一条意见")

    assert answer.status_code == 409
    assert "另一条意见" in answer.text
    assert len(probes(own_world.store)) == 1


def test_another_persons_key_is_refused(own_world: World, url: str, approver: Browser) -> None:
    approver.send()
    other = put_person(own_world.store, "fuhe2", Role.APPROVER, at=NOW)

    answer = Browser(url, session_token(own_world.store, other, NOW)).send()

    assert answer.status_code == 409


def test_a_form_without_an_action_key_does_nothing(own_world: World, approver: Browser) -> None:
    assert approver.send(key="").status_code == 400
    assert probes(own_world.store) == []


def test_a_refused_act_leaves_its_key_free_and_the_text_on_the_page(
    own_world: World, approver: Browser
) -> None:
    answer = approver.send(opinion="refuse")

    assert answer.status_code == 409
    assert "案件已由林某于 10:00 办理" in answer.text
    assert "refuse" in answer.text
    assert approver.send().status_code == 303
    assert len(probes(own_world.store)) == 1


def test_an_act_with_its_own_transaction_is_refused_alike(approver: Browser) -> None:
    data = {"form_key": approver.form_key, "opinion": OPINION}

    answer = approver.client.post("/probe-without-key", data=data)

    assert answer.status_code == 409
    assert OPINION in answer.text


def test_a_role_taken_away_while_the_form_is_open_is_gone(
    own_world: World, approver: Browser
) -> None:
    with own_world.store.act("person") as session:
        revoke_role(session, named_person(session, "fuhe"), Role.APPROVER, BY)

    answer = approver.send()

    assert answer.status_code == 403
    assert "复核" in answer.text
    assert probes(own_world.store) == []


def test_who_was_disabled_while_the_form_was_open_is_out_and_the_text_is_kept(
    own_world: World, approver: Browser
) -> None:
    with own_world.store.act("person") as session:
        disable_person(session, named_person(session, "fuhe"), BY)

    answer = approver.send()

    assert answer.status_code == 401
    assert OPINION in answer.text
    assert approver.form_key not in answer.text
    assert probes(own_world.store) == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 303),
        ({"sec-fetch-site": "none"}, 303),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 303),
        ({}, 303),
    ],
)
def test_a_browser_that_says_the_form_is_another_sites_is_believed(
    own_world: World, approver: Browser, headers: dict[str, str], status: int
) -> None:
    assert approver.send(**headers).status_code == status
    assert len(probes(own_world.store)) == (status == 303)


def test_a_browser_that_names_our_own_origin_is_let_through(approver: Browser, url: str) -> None:
    assert approver.send(origin=url).status_code == 303


@pytest.mark.parametrize("key", ["", "0" * 64])
def test_without_the_sessions_key_a_form_does_nothing(
    own_world: World, approver: Browser, key: str
) -> None:
    approver.form_key = key

    assert approver.send().status_code == 403
    assert probes(own_world.store) == []


def test_what_a_form_brings_too_much_is_ignored(own_world: World, approver: Browser) -> None:
    data = {
        "form_key": approver.form_key,
        "action_key": "k1",
        "actor": "别人",
        "role": "admin",
        "person_id": "1",
    }

    approver.client.post("/probe", data=data)

    assert probes(own_world.store) == ["fuhe某（fuhe）"]


def test_a_deputy_acts_under_their_own_name(own_world: World, url: str) -> None:
    away = put_person(own_world.store, "wangwu", Role.APPROVER, at=NOW)
    deputy = put_person(own_world.store, "lisi", Role.REVIEWER, at=NOW)
    with own_world.store.act("person") as session:
        session.add(
            Absence(
                person_id=away,
                deputy_id=deputy,
                starts_on=SINCE,
                ends_on=NOW.date(),
                reason="出差",
                recorded_at=NOW,
                recorded_by="管理",
            )
        )

    answer = Browser(url, session_token(own_world.store, deputy, NOW)).send()

    assert answer.status_code == 303
    assert probes(own_world.store) == ["lisi某（lisi）代wangwu某（wangwu）"]


def test_a_route_that_acts_and_does_not_say_who_may_stops_the_start() -> None:
    silent = APIRouter()

    @silent.post("/silent")
    def act() -> None:
        """Act, for whomever."""

    app = create_app(Desk(Settings(), open_store("sqlite://"), RawStore(Path("raw")), NAMES))
    app.include_router(silent)

    with pytest.raises(TypeError, match=r"POST.*/silent acts and does not say who may"):
        rights_matrix(app)


def test_a_form_sent_many_times_at_one_moment_acts_once(
    databases: Databases, tmp_path: Path
) -> None:
    address = databases.migrated()
    store = open_store(address)
    person_id = put_person(store, "fuhe", Role.APPROVER, at=NOW)
    token = session_token(store, person_id, NOW)
    start = Barrier(8)

    def send(url: str) -> int:
        browser = Browser(url, token)
        start.wait()
        return browser.send().status_code

    with serving_probe(store, tmp_path) as url, ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(send, [url] * 8))

    assert statuses == [303] * 8
    assert len(probes(store)) == 1
    store.close()
    databases.drop(address)
