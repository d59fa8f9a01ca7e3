"""Every route × every role, and signed out: made from the routes themselves."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from desk.app import create_app
from desk.context import Desk
from desk.rights import OPEN_PREFIX, Rights, rights_matrix
from jishen.domain.people import ROLE_NAMES, Role
from jishen.settings import Settings
from jishen.store.raw import RawStore
from jishen.store.session import open_store
from tests.desk.conftest import NAMES, serving_at
from tests.desk.people import put_person, session_token
from tests.desk.records import NOW
from tests.desk.seeding import World, empty_world

TABLE = Path(__file__).resolve().parents[2] / "docs" / "rights.md"
NOBODY, WITHOUT_ROLE = "signed out", "no role"
ASKERS = (*Role, WITHOUT_ROLE, NOBODY)


def matrix() -> dict[tuple[str, str], Rights]:
    store = open_store("sqlite://")
    found = rights_matrix(create_app(Desk(Settings(), store, RawStore(Path("raw")), NAMES)))
    store.close()
    return found


MATRIX = matrix()


def lets_in(rights: Rights, asker: str) -> bool:
    if rights.is_open:
        return True
    if asker == NOBODY:
        return False
    return not rights.roles or asker in rights.roles


@pytest.fixture(scope="module")
def people_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, str]]:
    folder = tmp_path_factory.mktemp("matrix")
    world = empty_world(folder)
    with serving_at(world, Settings(data_folder=folder)) as url:
        yield world, url
    world.store.close()


@pytest.fixture(scope="module", params=ASKERS)
def asker(
    request: pytest.FixtureRequest, people_world: tuple[World, str]
) -> Iterator[tuple[str, httpx.Client]]:
    """Each role in turn, somebody without a role, somebody without a session: with a client."""
    world, url = people_world
    name = str(request.param)
    with httpx.Client(base_url=url) as client:
        if name != NOBODY:
            roles = [Role(name)] if name != WITHOUT_ROLE else []
            person_id = put_person(world.store, f"p{ASKERS.index(name)}", *roles, at=NOW)
            client.cookies.set("jishen", session_token(world.store, person_id, NOW))
        yield name, client


@pytest.mark.parametrize(("method", "path"), sorted(MATRIX))
def test_a_route_lets_in_whom_it_declares_and_nobody_else(
    asker: tuple[str, httpx.Client], method: str, path: str
) -> None:
    name, client = asker
    filled = re.sub(r"\{[^}]+\}", "1", path)

    # A form without its key gets through the door of the route, and no further.
    answer = client.request(method, filled, data={"x": "1"} if method == "POST" else None)

    is_at_the_door = answer.status_code == 401 or answer.headers.get("location", "").startswith(
        "/sign-in"
    )
    is_refused = is_at_the_door or "无权办理" in answer.text
    assert is_refused is not lets_in(MATRIX[method, path], name)
    assert answer.status_code < 500


def test_only_these_routes_need_no_session() -> None:
    is_open = {path for (_, path), rights in MATRIX.items() if rights.is_open}

    assert {path for path in is_open if not path.startswith(OPEN_PREFIX)} == {
        "/favicon.ico",
        "/healthz",
        "/sign-in",
        "/sign-in/with/{means}",
        "/sign-in/with/{means}/back",
        "/static/{name}",
    }


def test_every_method_but_get_and_post_is_unknown() -> None:
    assert {method for method, _ in MATRIX} == {"GET", "POST"}


def test_the_table_in_the_docs_is_the_matrix() -> None:
    lines = [
        "# Rights of every route",
        "",
        "Made from the routes; `tests/desk/test_rights_matrix.py` compares, and tries every cell.",
        "",
        f"| route | {' | '.join(ROLE_NAMES[role] for role in Role)} | no role | signed out |",
        f"|---|{'---|' * len(ASKERS)}",
        *(
            f"| {method} `{path}` | "
            + " | ".join("●" if lets_in(rights, asker) else "" for asker in ASKERS)
            + " |"
            for (method, path), rights in sorted(
                MATRIX.items(), key=lambda item: (item[0][1], item[0][0])
            )
        ),
    ]
    text = "\n".join(lines) + "\n"

    if not TABLE.exists():
        TABLE.write_text(text, encoding="utf-8")
        pytest.fail("docs/rights.md was missing and is written: read it and commit it")
    assert TABLE.read_text(encoding="utf-8") == text, (
        "remove docs/rights.md and run this test again"
    )
