"""Leave and deputies: for their days, in the roles that may be lent, under one's own name."""

from datetime import timedelta

import pytest

from jishen.access.absences import absences_of, record_absence, revoke_absence
from jishen.access.accounts import Term, disable_person, named_person
from jishen.access.rights import acting
from jishen.domain.access_errors import NotAllowed, PersonFault
from jishen.domain.people import Role
from jishen.store.people import HeldRole, day_of, held_roles
from jishen.store.session import Store
from tests.access.roster import AT, BY, events, put

TODAY = day_of(AT)
WEEK = Term(TODAY, TODAY + timedelta(days=6))


def go_away(store: Store, login: str, deputy: str | None, term: Term = WEEK) -> None:
    with store.act("person") as session:
        stand_in = named_person(session, deputy) if deputy else None
        record_absence(session, named_person(session, login), stand_in, term, "出差", BY)


def held(store: Store, person_id: str, days: int = 0) -> tuple[HeldRole, ...]:
    with store.reading() as session:
        return held_roles(session, person_id, TODAY + timedelta(days=days))


@pytest.mark.parametrize(("days", "is_lent"), [(-1, False), (0, True), (6, True), (7, False)])
def test_a_deputy_has_the_roles_on_the_days_of_the_absence(
    store: Store, days: int, *, is_lent: bool
) -> None:
    put(store, "wangwu", Role.APPROVER)
    deputy = put(store, "lisi", Role.REVIEWER)
    go_away(store, "wangwu", "lisi")

    lent = HeldRole(Role.APPROVER, "wangwu某（wangwu）")
    assert (lent in held(store, deputy, days)) is is_lent
    assert HeldRole(Role.REVIEWER) in held(store, deputy, days)


def test_a_deputy_acts_under_their_own_name_for_the_one_who_is_away(store: Store) -> None:
    put(store, "wangwu", Role.APPROVER)
    deputy = put(store, "lisi", Role.REVIEWER)
    go_away(store, "wangwu", "lisi")

    with store.act("person") as session:
        as_deputy = acting(session, deputy, (Role.APPROVER,), AT)
        as_oneself = acting(session, deputy, (Role.APPROVER, Role.REVIEWER), AT)

    assert as_deputy.name == "lisi某（lisi）代wangwu某（wangwu）"
    assert as_oneself.name == "lisi某（lisi）"


def test_who_comes_back_early_takes_the_roles_back(store: Store) -> None:
    put(store, "wangwu", Role.APPROVER)
    deputy = put(store, "lisi", Role.REVIEWER)
    go_away(store, "wangwu", "lisi")
    with store.act("person") as session:
        person = named_person(session, "wangwu")
        number = absences_of(session, person.id)[0].id
        revoke_absence(session, person, number, BY)

    with pytest.raises(NotAllowed), store.act("person") as session:
        acting(session, deputy, (Role.APPROVER,), AT)
    assert events(store)[-2:] == ["absence.recorded", "absence.revoked"]


def test_the_deputy_of_somebody_who_was_disabled_has_nothing_from_them(store: Store) -> None:
    put(store, "wangwu", Role.APPROVER)
    deputy = put(store, "lisi", Role.REVIEWER)
    go_away(store, "wangwu", "lisi")
    with store.act("person") as session:
        disable_person(session, named_person(session, "wangwu"), BY)

    assert held(store, deputy) == (HeldRole(Role.REVIEWER),)


def test_nobody_deputises_for_who_audits_or_keeps_the_accounts(store: Store) -> None:
    put(store, "guanli", Role.ADMIN)
    deputy = put(store, "lisi")
    go_away(store, "guanli", "lisi")

    assert held(store, deputy) == ()


def test_what_ones_own_roles_exclude_is_not_lent(store: Store) -> None:
    put(store, "wangwu", Role.APPROVER)
    put(store, "bofu", Role.FINANCE)

    with pytest.raises(PersonFault, match="不相容角色"):
        go_away(store, "wangwu", "bofu")


def test_a_deputys_deputy_has_nothing(store: Store) -> None:
    put(store, "wangwu", Role.APPROVER)
    put(store, "lisi", Role.REVIEWER)
    third = put(store, "zhaoliu")
    go_away(store, "wangwu", "lisi")
    go_away(store, "lisi", "zhaoliu")

    assert held(store, third) == (HeldRole(Role.REVIEWER, "lisi某（lisi）"),)


@pytest.mark.parametrize(
    ("deputy", "term", "fault"),
    [
        ("wangwu", WEEK, "是本人"),
        ("gone", WEEK, "已停用"),
        (None, Term(TODAY), "最后一日"),
        (None, Term(TODAY, TODAY - timedelta(days=1)), "最后一日"),
    ],
)
def test_an_absence_that_cannot_be_is_refused(
    store: Store, deputy: str | None, term: Term, fault: str
) -> None:
    put(store, "wangwu", Role.APPROVER)
    put(store, "gone")
    with store.act("person") as session:
        disable_person(session, named_person(session, "gone"), BY)

    with pytest.raises(PersonFault, match=fault):
        go_away(store, "wangwu", deputy, term)
