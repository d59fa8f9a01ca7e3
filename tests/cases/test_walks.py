"""Whatever people do: legal edges alone, one payout a case, pool and signatures whole."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.cases.act_terms import Acting, ActTerms, Asked, Done
from jishen.cases.checking import (
    Correction,
    accept_form,
    receive_claim,
    receive_correction,
    request_correction,
    take_case,
)
from jishen.cases.deciding import decide
from jishen.cases.leaving import hold, reject, release_hold, withdraw
from jishen.cases.reviewing import (
    confirm_city,
    dismiss_objection,
    end_notice,
    object_to,
    review,
    second_review,
    send_back,
)
from jishen.cases.voiding import void_stale_approvals
from jishen.domain.acts import CaseAct, rule_for
from jishen.domain.errors import JishenError
from jishen.domain.review import Determination
from jishen.domain.states import TRANSITIONS, CaseState
from jishen.store import audit
from jishen.store.case_history import passages_of
from jishen.store.session import Store, open_store
from jishen.store.tables import AwardCase, YearlyPool
from tests.cases.conftest import with_cases
from tests.cases.living import (
    AT,
    CLERK,
    LI,
    WANG,
    ZHANG,
    ZHOU,
    Office,
    now,
)
from tests.databases import SqliteFiles
from tests.faults.money_invariants import broken_money

NUMBERS = ("HZ-2026-0001", "HZ-2026-0002", "HZ-2026-0003")
POOL_YUAN = 350_000
"""Enough for one whole award and a part of a second, never for two."""

ITEMS = [Correction("补")]
What = Callable[[Store, Acting, int, Asked, ActTerms], Done]
WALK: dict[CaseAct, What] = {
    CaseAct.RECEIVE_CLAIM: lambda s, p, _, a, t: receive_claim(s, p, a, t),
    CaseAct.TAKE: lambda s, p, _, a, t: take_case(s, p, a, t),
    CaseAct.ACCEPT: lambda s, p, _, a, t: accept_form(s, p, a, t),
    CaseAct.REQUEST_CORRECTION: lambda s, p, _, a, t: request_correction(
        s, p, [Correction("补")], a, t
    ),
    CaseAct.RECEIVE_CORRECTION: lambda s, p, _, a, t: receive_correction(s, p, a, t),
    CaseAct.REVIEW: lambda s, p, n, a, t: review(s, p, Determination(n * 50_000), a, t),
    CaseAct.SECOND_REVIEW: lambda s, p, _, a, t: second_review(s, p, a, t),
    CaseAct.CONFIRM_CITY: lambda s, p, _, a, t: confirm_city(s, p, a, t),
    CaseAct.END_NOTICE: lambda s, p, _, a, t: end_notice(s, p, a, t),
    CaseAct.OBJECT: lambda s, p, _, a, t: object_to(s, p, a, t),
    CaseAct.DISMISS_OBJECTION: lambda s, p, _, a, t: dismiss_objection(s, p, a, t),
    CaseAct.SEND_BACK: lambda s, p, _, a, t: send_back(s, p, a, t),
    CaseAct.DECIDE: lambda s, p, _, a, t: decide(s, p, a, t),
    CaseAct.HOLD: lambda s, p, _, a, t: hold(s, p, a, t),
    CaseAct.RELEASE_HOLD: lambda s, p, _, a, t: release_hold(s, p, a, t),
    CaseAct.REJECT: lambda s, p, _, a, t: reject(s, p, "第二条", a, t),
    CaseAct.WITHDRAW: lambda s, p, _, a, t: withdraw(s, p, a, t),
}
ON_THE_WAY = (
    CaseAct.RECEIVE_CLAIM,
    CaseAct.ACCEPT,
    CaseAct.REVIEW,
    CaseAct.SECOND_REVIEW,
    CaseAct.CONFIRM_CITY,
    CaseAct.END_NOTICE,
    CaseAct.DECIDE,
    CaseAct.RELEASE_HOLD,
)
PEOPLE = (CLERK, ZHANG, LI, WANG, ZHOU)
ENDING = (CaseAct.REJECT, CaseAct.WITHDRAW)
STEPS_A_WALK = 60
CHANCE_OF_AN_END = 0.03
CHANCE_OF_ANYTHING = 0.1
CHANCE_OF_A_CHANGE = 0.05


def chosen(state: CaseState, lot: Random) -> CaseAct:
    """Return an act: mostly one that leads on from here, now and then any that is open, or any."""
    is_at_random = lot.random() < CHANCE_OF_ANYTHING
    open_ = [act for act in WALK if is_at_random or rule_for(act, state)]
    open_ = open_ if lot.random() < CHANCE_OF_AN_END else [a for a in open_ if a not in ENDING]
    leading = [act for act in open_ if act in ON_THE_WAY]
    return lot.choice([*leading * 8, *open_] or list(WALK))


@pytest.fixture(scope="module")
def three(sqlite: SqliteFiles) -> Iterator[str]:
    """Three opened cases and a pool that suffices for one and a half."""
    url = with_cases(sqlite, len(NUMBERS))
    store = open_store(url)
    with store.act("awards") as session:
        session.get_one(YearlyPool, 2026).cap_yuan = POOL_YUAN
    store.close()
    yield url
    sqlite.drop(url)


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, 2**32), st.booleans(), st.sampled_from((0, 3)))
def test_whatever_people_do_money_and_signatures_stay_whole(
    three: str,
    sqlite: SqliteFiles,
    seed: int,
    asks_city: bool,
    notice: int,
) -> None:
    url, office, lot = sqlite.copy_of(three), Office(), Random(seed)  # noqa: S311 (a walk, no secret)
    store = open_store(url)
    rules = {
        "second_review_from_yuan": 150_000,
        "asks_city": asks_city,
        "public_notice_workdays": notice,
        "most_corrections": 2,
    }
    at = AT
    for _ in range(STEPS_A_WALK):
        number, person = lot.choice(NUMBERS), lot.choice(PEOPLE)
        at += timedelta(hours=9)
        terms = office.terms(at, **rules)
        if lot.random() < CHANCE_OF_A_CHANGE:
            office.claims[now(store, number).id] = f"{at}"
        case = now(store, number)
        asked = Asked(number, case.version, "同意")
        act, amount = WALK[chosen(case.state, lot)], lot.randint(0, 4)
        _try(lambda: act(store, person, amount, asked, terms))  # noqa: B023 (called at once)
    void_stale_approvals(store, office.terms(at, **rules))

    with store.reading() as session:
        faults = [*broken_money(session), *_illegal(session)]
        is_chained = audit.verify(session) is None
        used = session.get_one(YearlyPool, 2026).used_yuan
    store.close()
    sqlite.drop(url)
    assert faults == []
    assert is_chained
    assert used <= POOL_YUAN


def _try(act: Callable[[], Done]) -> None:
    try:
        act()
    except JishenError:
        return


def _illegal(session: Session) -> list[str]:
    found = []
    for case in session.scalars(select(AwardCase)):
        walked = [CaseState.OPENED, *(p.state for p in passages_of(session, case.id))]
        found += [
            f"{case.case_number}: {before} → {to}"
            for before, to in pairwise(walked)
            if to not in TRANSITIONS[before]
        ]
    return found
