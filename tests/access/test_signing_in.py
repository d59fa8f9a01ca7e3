"""Signing in: who is let in, what wrong answers tell, how guessing is slowed down."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, text

from jishen.access.accounts import disable_person, named_person
from jishen.access.attempts import MOST_OF_A_LOGIN, WITHIN, MustWait, begin_attempt
from jishen.access.sessions import (
    Browser,
    Missing,
    SessionRules,
    end_session,
    mark_seen,
    open_sessions,
)
from jishen.access.signing_in import Wrong
from jishen.domain.people import Role
from jishen.store.session import Store
from jishen.store.tables import DeskSession, Person
from tests.access.roster import (
    AT,
    BY,
    HERE,
    PASSWORD,
    RULES,
    enter,
    events,
    known,
    let_in,
    put,
    token_of,
    whose,
)

THERE = Browser("203.0.113.9", "curl")


@pytest.fixture
def wang(store: Store) -> Store:
    put(store, "wangxm", Role.REVIEWER)
    return store


def test_the_right_password_lets_in_and_is_in_the_trail(wang: Store) -> None:
    who = whose(wang, token_of(enter(wang, " WangXM ")))

    assert who is not None
    assert (who.login, who.roles, who.missing) == ("wangxm", {Role.REVIEWER}, None)
    assert events(wang)[-1] == "sign_in.entered"


@pytest.mark.parametrize(("login", "password"), [("wangxm", "wrong"), ("nobody", PASSWORD)])
def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(
    wang: Store, login: str, password: str
) -> None:
    assert enter(wang, login, password) == Wrong()


def test_who_is_disabled_gets_the_answer_of_a_wrong_password(wang: Store) -> None:
    with wang.act("person") as session:
        disable_person(session, named_person(session, "wangxm"), BY)

    assert enter(wang, "wangxm") == Wrong()


def test_the_token_is_not_in_the_database(wang: Store) -> None:
    token = let_in(wang, "wangxm")

    with wang.reading() as session:
        stored = session.execute(text("SELECT * FROM desk_session")).all()
    assert token not in str(stored)


def test_a_fifth_wrong_password_is_in_the_trail_and_the_right_one_must_wait(wang: Store) -> None:
    for _ in range(MOST_OF_A_LOGIN - 1):
        with wang.act("sign_in") as session:
            begin_attempt(session, "wangxm", HERE.address, AT)
    fifth = enter(wang, "wangxm", "wrong")

    assert (fifth, enter(wang, "wangxm")) == (Wrong(), MustWait(AT + WITHIN))
    assert events(wang)[-1] == "sign_in.throttled"


def test_a_hash_of_weaker_times_is_renewed_when_its_password_is_typed(wang: Store) -> None:
    person_id = known(wang, "wangxm").id
    with wang.act("person") as session:
        weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
        session.get_one(Person, person_id).password_hash = weak

    enter(wang, "wangxm")

    assert "m=65536,t=3" in (known(wang, "wangxm").password_hash or "")


def test_what_was_typed_as_login_name_is_not_in_the_database(wang: Store) -> None:
    enter(wang, PASSWORD, "wangxm")

    with wang.reading() as session:
        stored = session.execute(text("SELECT * FROM sign_in_attempt")).all()
    assert PASSWORD not in str(stored)


@pytest.mark.parametrize(
    ("later", "holds"),
    [(timedelta(minutes=30), True), (timedelta(minutes=31), False), (-timedelta(hours=2), False)],
)
def test_a_session_ends_when_idle_and_does_not_hold_before_it_began(
    wang: Store, later: timedelta, *, holds: bool
) -> None:
    token = let_in(wang, "wangxm")

    assert (whose(wang, token, AT + later) is not None) is holds


def test_a_busy_session_ends_all_the_same(wang: Store) -> None:
    token = let_in(wang, "wangxm")
    almost = AT + RULES.absolute - timedelta(minutes=1)
    who = whose(wang, token)
    assert who is not None
    with wang.act("sign_in") as session:
        mark_seen(session, who.session_id, almost)

    assert whose(wang, token, almost) is not None
    assert whose(wang, token, AT + RULES.absolute) is None


def test_a_session_can_be_ended_and_only_by_its_owner(wang: Store) -> None:
    put(wang, "lisi")
    token = let_in(wang, "wangxm")
    who = whose(wang, token)
    assert who is not None
    with wang.act("sign_in") as session:
        by_another = end_session(session, who.session_id, known(wang, "lisi"), BY)
    still = whose(wang, token)
    with wang.act("sign_in") as session:
        by_owner = end_session(session, who.session_id, known(wang, "wangxm"), BY)

    assert (by_another, by_owner) == (False, True)
    assert still is not None
    assert whose(wang, token) is None


def test_a_role_taken_away_is_gone_at_the_next_page(wang: Store) -> None:
    token = let_in(wang, "wangxm")
    with wang.act("person") as session:
        session.execute(text("UPDATE person_role SET revoked_at = granted_at"))

    who = whose(wang, token)

    assert who is not None
    assert who.roles == frozenset()


def test_somebody_elses_password_must_be_replaced_first(wang: Store) -> None:
    person_id = known(wang, "wangxm").id
    with wang.act("person") as session:
        session.get_one(Person, person_id).password_is_one_time = True

    who = whose(wang, let_in(wang, "wangxm"))

    assert who is not None
    assert who.missing is Missing.PASSWORD


def test_an_approver_must_set_up_codes_first(wang: Store) -> None:
    put(wang, "fuhe", Role.APPROVER)
    rules = SessionRules(RULES.idle, RULES.absolute, frozenset({Role.APPROVER}))

    who = whose(wang, let_in(wang, "fuhe"), rules=rules)

    assert who is not None
    assert who.missing is Missing.ENROLMENT


def test_open_sessions_are_listed_newest_first(wang: Store) -> None:
    let_in(wang, "wangxm")
    let_in(wang, "wangxm", browser=THERE, at=AT + timedelta(minutes=1))

    with wang.reading() as session:
        found = open_sessions(session, known(wang, "wangxm").id, RULES, AT + timedelta(minutes=2))
        addresses = [record.address for record in found]

    assert addresses == [THERE.address, HERE.address]


def test_a_long_browser_name_is_cut(wang: Store) -> None:
    let_in(wang, "wangxm", browser=Browser("10.1.1.1", "x" * 1000))

    with wang.reading() as session:
        assert len(session.scalars(select(DeskSession.browser)).one()) == 160
