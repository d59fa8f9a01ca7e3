"""Only the edges of the table, and only from the version that was seen."""

from itertools import product

import pytest

from jishen.cases.transitions import change_state
from jishen.domain.errors import TransitionRefused
from jishen.domain.states import TRANSITIONS, CaseState
from jishen.store.audit import trail_of
from jishen.store.session import Store
from jishen.store.tables import AwardCase
from tests.cases.publishing import (
    AT,
    MACHINE,
    cases_in,
    enterprise,
    publish,
    row,
    work_through,
)
from tests.sample_registry import import_enterprises

LEGAL = [(before, to) for before, after in TRANSITIONS.items() for to in sorted(after)]
ILLEGAL = [edge for edge in product(CaseState, CaseState) if edge not in LEGAL]


@pytest.fixture
def case(store: Store) -> AwardCase:
    import_enterprises(store, enterprise())
    publish(store, row(1))
    work_through(store)
    (opened,) = cases_in(store)
    return opened


def put_into(store: Store, case: AwardCase, state: CaseState) -> AwardCase:
    with store.act("open_case") as session:
        kept = session.get_one(AwardCase, case.id)
        kept.state = state
        return kept


def move(store: Store, case: AwardCase, to: CaseState) -> None:
    with store.act("record_delivery") as session:
        change_state(session, case, to, at=AT, actor=MACHINE, event="test.moved", body={})


@pytest.mark.parametrize(("before", "to"), LEGAL)
def test_a_legal_edge_is_walked_and_written_down(
    store: Store, case: AwardCase, before: CaseState, to: CaseState
) -> None:
    moving = put_into(store, case, before)

    move(store, moving, to)

    with store.reading() as session:
        now, trail = session.get_one(AwardCase, case.id), trail_of(session, case.id)
    assert (now.state, now.version) == (to, moving.version + 1)
    assert trail[-1].body == f'{{"from":"{before}","to":"{to}"}}'


@pytest.mark.parametrize(("before", "to"), ILLEGAL)
def test_an_illegal_edge_is_refused(
    store: Store, case: AwardCase, before: CaseState, to: CaseState
) -> None:
    moving = put_into(store, case, before)

    with pytest.raises(TransitionRefused, match="不能转为"):
        move(store, moving, to)

    (kept,) = cases_in(store)
    assert kept.state is before


def test_a_case_that_somebody_else_moved_meanwhile_is_not_moved(
    store: Store, case: AwardCase
) -> None:
    seen_before = put_into(store, case, CaseState.BACKLOG)
    move(store, seen_before, CaseState.OPENED)

    with pytest.raises(TransitionRefused, match="已被他人办理"):
        move(store, seen_before, CaseState.ON_HOLD)

    (kept,) = cases_in(store)
    assert kept.state is CaseState.OPENED
