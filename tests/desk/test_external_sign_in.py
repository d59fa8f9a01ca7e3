"""Sign-in by OIDC and WeCom against a real server on loopback: linked people alone get in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from sqlalchemy import func, select

from jishen.access.accounts import By, disable_person, named_person
from jishen.access.external import MOST_A_MINUTE, begin
from jishen.access.identities import link_identity
from jishen.desk_settings import DeskSettings, OidcSettings, WecomSettings
from jishen.domain.people import Role
from jishen.settings import Settings
from jishen.store.audit import Actor
from jishen.store.tables import AuditEntry, DeskSession, Person
from tests.desk.conftest import serving_at
from tests.desk.identity_server import (
    APP_SECRET,
    CLIENT,
    CORPORATION,
    SECRET,
    IdentityServer,
    serving_identities,
)
from tests.desk.people import put_person
from tests.desk.records import NOW
from tests.desk.seeding import World

BY = By(Actor("管理"), NOW)


@dataclass
class Place:
    """A browser at the desk, and the server it is sent to."""

    client: httpx.Client
    world: World
    server: IdentityServer

    def leave(self, means: str = "oidc", target: str = "/notices") -> dict[str, str]:
        """Press the button; return what the browser is sent away with."""
        answer = self.client.get(f"/sign-in/with/{means}", params={"next": target})
        assert answer.status_code == 303
        parts = urlsplit(answer.headers["location"])
        return dict(parse_qsl(parts.query))

    def come_back(
        self, query: dict[str, str], means: str = "oidc", **changes: str
    ) -> httpx.Response:
        """Consent there and come back."""
        answer = {"code": self.server.authorize(query), "state": query["state"], **changes}
        return self.client.get(f"/sign-in/with/{means}/back", params=answer)

    def sessions(self) -> int:
        with self.world.store.reading() as session:
            return session.scalar(select(func.count()).select_from(DeskSession)) or 0


@pytest.fixture(scope="module")
def identities() -> Iterator[IdentityServer]:
    with serving_identities(NOW) as server:
        yield server


@pytest.fixture
def place(own_world: World, tmp_path: Path, identities: IdentityServer) -> Iterator[Place]:
    identities.claims, identities.signed_with, identities.algorithm = {}, None, "RS256"
    identities.wecom_answer = {"errcode": 0, "userid": "42"}
    desk = DeskSettings(
        oidc=OidcSettings(issuer=identities.url, client_id=CLIENT, client_secret=SECRET),
        wecom=WecomSettings(
            corp_id=CORPORATION, agent_id="1000002", secret=APP_SECRET, api_url=identities.url
        ),
    )
    put_person(own_world.store, "wangxm", Role.REVIEWER, at=NOW)
    with own_world.store.act("person") as session:
        person = named_person(session, "wangxm")
        link_identity(session, person, f"oidc:{identities.url}", "42", BY)
        link_identity(session, person, f"wecom:{CORPORATION}", "42", BY)
    with (
        serving_at(own_world, Settings(data_folder=tmp_path, desk=desk)) as url,
        httpx.Client(base_url=url) as client,
    ):
        yield Place(client, own_world, identities)


@pytest.mark.parametrize("means", ["oidc", "wecom"])
def test_who_is_linked_comes_in_and_to_the_page_asked_for(place: Place, means: str) -> None:
    answer = place.come_back(place.leave(means), means)

    assert (answer.status_code, answer.headers["location"]) == (303, "/notices")
    assert "wangxm某" in place.client.get("/notices").text


def test_the_buttons_are_on_the_page_and_keep_the_page_asked_for(place: Place) -> None:
    page = place.client.get("/sign-in", params={"next": "/notices"}).text

    assert 'href="/sign-in/with/oidc?next=%2Fnotices">用统一身份认证登录' in page
    assert "用企业微信登录" in page


def test_a_sign_in_is_bound_by_state_nonce_and_challenge(place: Place) -> None:
    first, second = place.leave(), place.leave()

    assert first["code_challenge_method"] == "S256"
    assert first["scope"] == "openid"
    assert first["redirect_uri"].endswith("/sign-in/with/oidc/back")
    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name]


def test_inside_wecom_the_sign_in_is_silent_and_elsewhere_a_page(place: Place) -> None:
    inside = place.client.get("/sign-in/with/wecom", headers={"user-agent": "Mozilla wxwork/4.1"})
    outside = place.client.get("/sign-in/with/wecom")

    assert inside.headers["location"].endswith("#wechat_redirect")
    assert parse_qs(urlsplit(inside.headers["location"]).query)["scope"] == ["snsapi_base"]
    assert "login_type=CorpApp" in outside.headers["location"]


@pytest.mark.parametrize("means", ["oidc", "wecom"])
def test_who_is_not_linked_is_not_let_in_and_no_account_is_made(place: Place, means: str) -> None:
    place.server.claims = {"sub": "43"}
    place.server.wecom_answer = {"errcode": 0, "userid": "43"}

    answer = place.come_back(place.leave(means), means)

    assert answer.status_code == 403
    assert "尚未关联" in answer.text
    assert "43" in answer.text
    assert place.sessions() == 0
    with place.world.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 1
        assert "sign_in.unlinked" in set(session.scalars(select(AuditEntry.event)))


def test_who_was_disabled_is_not_let_in(place: Place) -> None:
    with place.world.store.act("person") as session:
        disable_person(session, named_person(session, "wangxm"), BY)

    assert place.come_back(place.leave()).status_code == 403
    assert place.sessions() == 0


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"},
        {"aud": "another-client"},
        {"aud": [CLIENT, "another-client"]},
        {"aud": [CLIENT, "another-client"], "azp": "another-client"},
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"sub": ""},
        {"sub": None},
        {"exp": int(NOW.timestamp()) - 120},
        {"exp": None},
        {"iat": int(NOW.timestamp()) - 900},
        {"iat": int(NOW.timestamp()) + 900},
        {"discovered_issuer": "https://evil.example"},
    ],
)
def test_a_token_that_does_not_hold_lets_nobody_in(place: Place, claims: dict[str, Any]) -> None:
    query = place.leave()
    place.server.claims = claims

    answer = place.come_back(query)

    assert answer.status_code == 403
    assert "未通过校验" in answer.text
    assert place.sessions() == 0


def test_a_token_signed_by_another_key_lets_nobody_in(place: Place) -> None:
    place.server.signed_with = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    assert place.come_back(place.leave()).status_code == 403


@pytest.mark.parametrize(("algorithm", "key"), [("none", ""), ("HS256", SECRET * 8)])
def test_a_token_without_a_signature_of_the_providers_own_lets_nobody_in(
    place: Place, algorithm: str, key: str
) -> None:
    place.server.algorithm, place.server.signed_with = algorithm, key

    assert place.come_back(place.leave()).status_code == 403
    assert place.sessions() == 0


def test_a_sign_in_ends_once(place: Place) -> None:
    query = place.leave()
    place.come_back(query)
    place.client.cookies.delete("jishen")

    assert place.come_back(query).status_code == 403


def test_a_sign_in_of_another_browser_does_not_end_here(place: Place) -> None:
    query = place.leave()
    place.client.cookies.clear()

    answer = place.come_back(query)

    assert answer.status_code == 403
    assert "不是从本浏览器发起的" in answer.text
    assert place.sessions() == 0


def test_a_sign_in_begun_with_one_system_does_not_end_with_the_other(place: Place) -> None:
    assert place.come_back(place.leave("oidc"), "wecom").status_code == 403


@pytest.mark.parametrize(
    "changes", [{"state": "0" * 64}, {"state": ""}, {"code": ""}, {"code": "x"}]
)
def test_what_was_not_begun_here_does_not_end_here(place: Place, changes: dict[str, str]) -> None:
    assert place.come_back(place.leave(), **changes).status_code == 403
    assert place.sessions() == 0


def test_somebody_outside_the_corporation_is_not_let_in(place: Place) -> None:
    place.server.wecom_answer = {"errcode": 0, "openid": "o-guest"}

    answer = place.come_back(place.leave("wecom"), "wecom")

    assert answer.status_code == 403
    assert "不是本单位成员" in answer.text


def test_after_sign_in_nobody_is_sent_to_another_site(place: Place) -> None:
    answer = place.come_back(place.leave(target="https://evil.example/"))

    assert answer.headers["location"] == "/"


def test_more_than_so_many_a_minute_are_not_begun(place: Place) -> None:
    with place.world.store.act("sign_in") as session:
        for number in range(MOST_A_MINUTE):
            begin(session, "oidc:x", f"browser {number}", "/", NOW - timedelta(seconds=59))
            session.flush()

    answer = place.client.get("/sign-in/with/oidc")

    assert answer.status_code == 403
    assert "请求过多" in answer.text


def test_a_system_that_does_not_answer_is_told_without_detail(
    own_world: World, tmp_path: Path
) -> None:
    oidc = OidcSettings(issuer="http://127.0.0.1:9", client_id=CLIENT, client_secret=SECRET)
    settings = Settings(data_folder=tmp_path, desk=DeskSettings(oidc=oidc))

    with serving_at(own_world, settings) as url:
        answer = httpx.get(f"{url}/sign-in/with/oidc")

    assert answer.status_code == 403
    assert "没有答复" in answer.text
    assert SECRET not in answer.text


@pytest.mark.parametrize("issuer", ["http://id.example", "ftp://127.0.0.1", ""])
def test_only_https_is_asked_beyond_this_machine(
    own_world: World, tmp_path: Path, issuer: str
) -> None:
    oidc = OidcSettings(issuer=issuer, client_id=CLIENT)
    settings = Settings(data_folder=tmp_path, desk=DeskSettings(oidc=oidc))

    with serving_at(own_world, settings) as url:
        answer = httpx.get(f"{url}/sign-in/with/oidc")

    assert answer.status_code == (403 if issuer else 404)


def test_a_system_trusted_with_the_second_factor_spares_the_code(
    own_world: World, tmp_path: Path, identities: IdentityServer
) -> None:
    identities.claims, identities.signed_with, identities.algorithm = {}, None, "RS256"
    put_person(own_world.store, "fuhe", Role.APPROVER, at=NOW)
    with own_world.store.act("person") as session:
        link_identity(session, named_person(session, "fuhe"), f"oidc:{identities.url}", "42", BY)
    oidc = OidcSettings(issuer=identities.url, client_id=CLIENT, client_secret=SECRET)
    trusted = DeskSettings(oidc=oidc.model_copy(update={"is_second_factor": True}))
    where = []

    for desk in (DeskSettings(oidc=oidc), trusted):
        with (
            serving_at(own_world, Settings(data_folder=tmp_path, desk=desk)) as url,
            httpx.Client(base_url=url) as client,
        ):
            place = Place(client, own_world, identities)
            place.come_back(place.leave())
            where.append(client.get("/").headers.get("location", "in"))

    assert where == ["/account/codes", "in"]
