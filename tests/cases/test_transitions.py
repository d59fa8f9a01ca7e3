"""Only the edges of the table, and only from the version that was seen."""

from itertools import product

import pytest

from jishen.cases.transitions import change_state
from jishen.domain.errors import TransitionRefused
from jishen.domain.states import TRANSITIONS, CaseState, Hold
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
        kept.hold = kept.held_from = None
        kept.state = state
        return kept


def move(store: Store, case: AwardCase, to: CaseState, hold: Hold = Hold.POLICY) -> None:
    with store.act("record_delivery") as session:
        change_state(
            session, case, to, at=AT, actor=MACHINE, event="test.moved", body={}, hold=hold
        )


def walk(store: Store, case: AwardCase, before: CaseState, to: CaseState) -> bool:
    """Put a case into a state and move it; return whether it went as asked and is written down."""
    moving = put_into(store, case, before)
    move(store, moving, to)
    with store.reading() as session:
        now, trail = session.get_one(AwardCase, case.id), trail_of(session, case.id)
    is_moved = (now.state, now.version) == (to, moving.version + 1)
    return is_moved and trail[-1].body == f'{{"from":"{before}","to":"{to}"}}'


def is_refused(store: Store, case: AwardCase, before: CaseState, to: CaseState) -> bool:
    """Put a case into a state and try to move it; return whether it was refused and stayed."""
    moving = put_into(store, case, before)
    with pytest.raises(TransitionRefused, match="不能转为"):
        move(store, moving, to)
    return cases_in(store)[0].state is before


def test_every_legal_edge_is_walked_and_written_down(store: Store, case: AwardCase) -> None:
    failed = [edge for edge in LEGAL if not walk(store, case, *edge)]

    assert failed == []


def test_every_illegal_edge_is_refused(store: Store, case: AwardCase) -> None:
    failed = [edge for edge in ILLEGAL if not is_refused(store, case, *edge)]

    assert failed == []


def test_a_case_that_somebody_else_moved_meanwhile_is_not_moved(
    store: Store, case: AwardCase
) -> None:
    seen_before = put_into(store, case, CaseState.BACKLOG)
    move(store, seen_before, CaseState.OPENED)

    with pytest.raises(TransitionRefused, match="已被他人办理"):
        move(store, seen_before, CaseState.ON_HOLD)

    (kept,) = cases_in(store)
    assert kept.state is CaseState.OPENED


def test_a_held_case_remembers_where_it_stood_until_it_goes_on(
    store: Store, case: AwardCase
) -> None:
    move(store, put_into(store, case, CaseState.FORM_CHECK), CaseState.ON_HOLD, Hold.PERSON)
    (held,) = cases_in(store)
    move(store, held, CaseState.FORM_CHECK)

    (freed,) = cases_in(store)
    assert (held.hold, held.held_from) == (Hold.PERSON, CaseState.FORM_CHECK)
    assert (freed.hold, freed.held_from) == (None, None)
