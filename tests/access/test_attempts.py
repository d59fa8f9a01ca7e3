"""Guessing is slowed down, nobody for ever, and nobody by somebody else."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from jishen.access.attempts import (
    ENTERED,
    HALF,
    MOST_OF_A_LOGIN,
    MOST_OF_AN_ADDRESS,
    WITHIN,
    Admitted,
    MustWait,
    begin_attempt,
    end_attempt,
)
from jishen.store.session import Store
from jishen.store.tables import SignInAttempt
from tests.access.roster import AT

HERE, THERE = "10.1.1.1", "203.0.113.9"


def attempt(
    store: Store,
    login: str = "wangxm",
    *,
    address: str = HERE,
    at: datetime = AT,
    outcome: str = "",
) -> Admitted | MustWait:
    with store.act("sign_in") as session:
        begun = begin_attempt(session, login, address, at)
        if outcome and isinstance(begun, Admitted):
            end_attempt(session, begun.attempt.id, outcome)
    return begun


def fail(store: Store, times: int, address: str = HERE) -> None:
    for _ in range(times):
        assert isinstance(attempt(store, address=address), Admitted)


def test_an_attempt_stands_as_failed_until_it_is_told_otherwise(store: Store) -> None:
    attempt(store)

    with store.reading() as session:
        assert list(session.scalars(select(SignInAttempt.outcome))) == ["failed"]


def test_after_five_failures_the_next_one_must_wait(store: Store) -> None:
    fail(store, MOST_OF_A_LOGIN)

    assert attempt(store) == MustWait(AT + WITHIN)


def test_the_fifth_is_told_that_it_is_the_last(store: Store) -> None:
    fail(store, MOST_OF_A_LOGIN - 1)

    fifth = attempt(store)

    assert isinstance(fifth, Admitted)
    assert fifth.is_last


def test_nobody_waits_for_ever_and_trying_does_not_make_it_longer(store: Store) -> None:
    fail(store, MOST_OF_A_LOGIN)
    attempt(store, at=AT + WITHIN / 2)

    assert isinstance(attempt(store, at=AT + WITHIN), Admitted)


def test_entering_forgets_the_failures_before_it(store: Store) -> None:
    fail(store, MOST_OF_A_LOGIN - 1)
    attempt(store, outcome=ENTERED)
    fail(store, MOST_OF_A_LOGIN - 1)

    assert isinstance(attempt(store), Admitted)


def test_a_right_password_alone_forgets_nothing_where_a_code_is_asked_for(store: Store) -> None:
    fail(store, MOST_OF_A_LOGIN - 1)
    attempt(store, outcome=HALF)
    fail(store, 1)

    assert isinstance(attempt(store), MustWait)


def test_a_stranger_cannot_lock_somebody_out_of_their_own_place(store: Store) -> None:
    attempt(store, outcome=ENTERED)
    fail(store, MOST_OF_A_LOGIN, THERE)

    assert isinstance(attempt(store, address=THERE), MustWait)
    assert isinstance(attempt(store, address=HERE), Admitted)


def test_at_their_own_place_guessing_is_slowed_down_too(store: Store) -> None:
    attempt(store, outcome=ENTERED)
    fail(store, MOST_OF_A_LOGIN, HERE)

    assert isinstance(attempt(store, address=HERE), MustWait)


def test_a_place_is_somebodys_for_thirty_days(store: Store) -> None:
    attempt(store, at=AT - timedelta(days=31), outcome=ENTERED)
    fail(store, MOST_OF_A_LOGIN, THERE)

    assert isinstance(attempt(store, address=HERE), MustWait)


def test_an_address_that_tries_many_names_must_wait(store: Store) -> None:
    for place in range(MOST_OF_AN_ADDRESS):
        attempt(store, f"name{place}")

    assert isinstance(attempt(store), MustWait)
    assert isinstance(attempt(store, address=THERE), Admitted)


@pytest.mark.parametrize("typed", ["WangXM", " wangxm ", "wangxm"])
def test_a_name_is_the_same_however_it_is_typed(store: Store, typed: str) -> None:
    fail(store, MOST_OF_A_LOGIN)

    assert isinstance(attempt(store, typed), MustWait)
