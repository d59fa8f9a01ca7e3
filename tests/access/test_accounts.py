"""Accounts: made, given roles, disabled; what must not be is refused; every act is in the trail."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from jishen.access.accounts import (
    By,
    Term,
    add_person,
    disable_person,
    enable_person,
    grant_role,
    named_person,
    revoke_role,
)
from jishen.domain.access_errors import PersonFault
from jishen.domain.people import Role
from jishen.store import audit
from jishen.store.people import day_of, grants_of, holders_of, roles_of
from jishen.store.session import Store
from jishen.store.tables import AuditEntry
from tests.access.roster import AT, BY, SINCE, events, let_in, password_hash, put, whose


def test_an_account_is_made_with_its_roles_and_every_act_is_in_the_trail(store: Store) -> None:
    person_id = put(store, "wangxm", Role.REVIEWER, Role.APPROVER)

    with store.reading() as session:
        assert roles_of(session, person_id, day_of(AT)) == {Role.REVIEWER, Role.APPROVER}
        assert audit.verify(session) is None
    assert events(store) == ["person.added", "password.set", "role.granted", "role.granted"]


def test_the_trail_holds_no_password_and_no_name(store: Store) -> None:
    put(store, "wangxm", Role.REVIEWER)

    with store.reading() as session:
        bodies = " ".join(session.scalars(select(AuditEntry.body)))
    assert "wangxm" in bodies
    assert "wangxm某" not in bodies
    assert "argon2" not in bodies


def test_a_login_name_is_given_once(store: Store) -> None:
    put(store, "wangxm")

    with pytest.raises(PersonFault, match="已有人使用"), store.act("person") as session:
        add_person(session, "wangxm", "另一人", password_hash(), BY)


@pytest.mark.parametrize(
    ("first", "second"), [(Role.ADMIN, Role.APPROVER), (Role.APPROVER, Role.ADMIN)]
)
def test_who_keeps_the_accounts_cannot_be_made_an_approver(
    store: Store, first: Role, second: Role
) -> None:
    put(store, "wangxm", first)

    with pytest.raises(PersonFault, match="不相容角色"), store.act("person") as session:
        grant_role(session, named_person(session, "wangxm"), second, BY, Term(SINCE))

    assert events(store).count("role.granted") == 1


def test_a_role_that_was_taken_away_stays_on_record_and_can_be_given_again(store: Store) -> None:
    person_id = put(store, "wangxm", Role.REVIEWER)

    with store.act("person") as session:
        person = named_person(session, "wangxm")
        revoke_role(session, person, Role.REVIEWER, BY)
        session.flush()
        assert roles_of(session, person_id, day_of(AT)) == frozenset()
        grant_role(session, person, Role.REVIEWER, BY, Term(SINCE))

    with store.reading() as session:
        assert len(grants_of(session, [person_id])[person_id]) == 2


def test_a_role_holds_from_its_first_day_to_its_last(store: Store) -> None:
    person_id = put(store, "wangxm")
    today = day_of(AT)
    with store.act("person") as session:
        term = Term(today, today + timedelta(days=1))
        grant_role(session, named_person(session, "wangxm"), Role.FINANCE, BY, term)

    with store.reading() as session:
        held = [
            bool(roles_of(session, person_id, today + timedelta(days=days)))
            for days in range(-1, 3)
        ]
    assert held == [False, True, True, False]


def test_a_role_that_ran_out_can_be_given_anew(store: Store) -> None:
    person_id = put(store, "wangxm")
    with store.act("person") as session:
        person = named_person(session, "wangxm")
        grant_role(session, person, Role.FINANCE, BY, Term(SINCE, SINCE))

        grant_role(session, person, Role.FINANCE, BY, Term(day_of(AT)))

    with store.reading() as session:
        assert roles_of(session, person_id, day_of(AT)) == {Role.FINANCE}


def test_a_role_is_not_given_twice(store: Store) -> None:
    put(store, "wangxm", Role.REVIEWER)

    with pytest.raises(PersonFault, match="已有“初审”"), store.act("person") as session:
        grant_role(session, named_person(session, "wangxm"), Role.REVIEWER, BY, Term(SINCE))


def test_the_last_who_keeps_the_accounts_stays(store: Store) -> None:
    put(store, "guanli", Role.ADMIN)

    with pytest.raises(PersonFault, match="唯一在任的系统管理员"), store.act("person") as session:
        disable_person(session, named_person(session, "guanli"), BY)
    with pytest.raises(PersonFault, match="唯一在任的系统管理员"), store.act("person") as session:
        revoke_role(session, named_person(session, "guanli"), Role.ADMIN, BY)


def test_one_of_two_who_keep_the_accounts_may_go(store: Store) -> None:
    put(store, "guanli", Role.ADMIN)
    put(store, "guanli2", Role.ADMIN)

    with store.act("person") as session:
        disable_person(session, named_person(session, "guanli"), BY)

    with store.reading() as session:
        assert [p.login for p in holders_of(session, Role.ADMIN, day_of(AT))] == ["guanli2"]


def test_who_is_disabled_is_out_at_once_and_may_come_back(store: Store) -> None:
    put(store, "wangxm", Role.REVIEWER)
    token = let_in(store, "wangxm")

    with store.act("person") as session:
        disable_person(session, named_person(session, "wangxm"), BY)
    is_out = whose(store, token) is None
    with store.act("person") as session:
        enable_person(session, named_person(session, "wangxm"), By(BY.actor, AT))

    assert is_out
    assert whose(store, token) is None
    assert whose(store, let_in(store, "wangxm")) is not None
