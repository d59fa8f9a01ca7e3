"""Rights are read and held inside the act: real people, real roles, both databases."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from jishen.access.accounts import disable_person, named_person, revoke_role
from jishen.access.rights import acting
from jishen.cases.act_terms import Acting
from jishen.cases.deciding import decide
from jishen.domain.access_errors import NotAllowed
from jishen.domain.people import Role
from jishen.domain.states import CaseState
from jishen.store.session import Store, open_store
from jishen.store.tables import AuditEntry, Payout
from tests.access.roster import BY, put
from tests.cases.living import AT, Office, asked, now, open_cases, walk_to
from tests.cases.test_act_races import at_once
from tests.databases import Databases

NUMBER = "HZ-2026-0001"


@pytest.fixture
def waiting(databases: Databases) -> Iterator[Store]:
    """A case that waits for an approver."""
    url = databases.migrated()
    store = open_store(url)
    open_cases(store)
    walk_to(store, NUMBER, CaseState.AWAITING_DECISION, Office().terms())
    yield store
    store.close()
    databases.drop(url)


def events(store: Store) -> list[str]:
    with store.reading() as session:
        return list(session.scalars(select(AuditEntry.event).order_by(AuditEntry.sequence)))


def test_f16_a_role_that_is_taken_away_at_the_same_instant_counts_before_or_after_never_halfway(
    waiting: Store, office: Office
) -> None:
    approver = Acting(put(waiting, "wangw", Role.APPROVER), "王五")
    terms, form = replace(office.terms(), rights=acting), asked(waiting, NUMBER)

    def take_away() -> None:
        with waiting.act("person") as session:
            revoke_role(session, named_person(session, "wangw"), Role.APPROVER, BY)

    came = at_once([take_away, lambda: decide(waiting, approver, form, terms)])

    with waiting.reading() as session:
        is_paid = session.get(Payout, now(waiting, NUMBER).id) is not None
    happened = events(waiting)
    refused = [result for result in came if isinstance(result, NotAllowed)]
    assert is_paid is not bool(refused)
    assert is_paid is ("act.decide" in happened)
    assert not is_paid or happened.index("act.decide") < happened.index("role.revoked")


def test_f16_a_disabled_person_is_refused_though_the_form_is_open(
    waiting: Store, office: Office
) -> None:
    approver = Acting(put(waiting, "wangw", Role.APPROVER), "王五", frozenset({Role.APPROVER}))
    terms, form = replace(office.terms(), rights=acting), asked(waiting, NUMBER)
    with waiting.act("person") as session:
        disable_person(session, named_person(session, "wangw"), BY)

    with pytest.raises(NotAllowed, match="已停用"):
        decide(waiting, approver, form, terms)

    assert now(waiting, NUMBER).state is CaseState.AWAITING_DECISION


def test_a_signature_bears_name_and_login(waiting: Store, office: Office) -> None:
    approver = Acting(put(waiting, "wangw", Role.APPROVER), "王五")
    at = replace(office.terms(), rights=acting, at=max(AT, BY.at))

    done = decide(waiting, approver, asked(waiting, NUMBER), at)

    assert done.by == "wangw某（wangw）"
