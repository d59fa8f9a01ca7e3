"""The migration of the states goes down and up with cases in them."""

import pytest
from sqlalchemy import insert, text

from jishen.domain.states import CaseState
from jishen.store import schema
from jishen.store.session import Store
from jishen.store.tables import AwardCase
from tests.cases.publishing import cases_in, enterprise, publish, row, work_through
from tests.cases.test_transitions import put_into
from tests.sample_registry import import_enterprises
from tests.store.money import SECOND_CASE, WORLD

STATES = "0011"


@pytest.mark.parametrize(
    ("state", "after"),
    [
        (CaseState.PAYMENT_REQUESTED, CaseState.ON_HOLD),
        (CaseState.WITHDRAWN, CaseState.NO_FURTHER_AWARD),
        (CaseState.OPENED, CaseState.OPENED),
    ],
)
def test_a_case_in_a_new_state_outlives_a_way_down_and_up(
    store: Store, state: CaseState, after: CaseState
) -> None:
    import_enterprises(store, enterprise())
    publish(store, row(1))
    work_through(store)
    put_into(store, cases_in(store)[0], state)

    with schema.rebuilding(store) as connection:
        schema.command.downgrade(schema._config(connection), f"{STATES}-1")  # noqa: SLF001 (as upgrade does)
    schema.upgrade(store)

    assert cases_in(store)[0].state is after
    assert schema.differences(store) == []


@pytest.mark.parametrize("state", ["withdrawn", "not_eligible", "expired"])
def test_a_case_that_ended_without_an_award_makes_room_for_another(
    store: Store, state: str
) -> None:
    with store.act("open_case") as session:
        for table, rows in WORLD:
            session.execute(insert(table), list(rows))
        session.execute(text("UPDATE award_case SET state = :s WHERE id = 'case'"), {"s": state})

    with store.act("open_case") as session:
        values = {**SECOND_CASE, "filing_key": "three", "entry_id": "three"}
        session.execute(insert(AwardCase).values(**values))

    assert len(cases_in(store)) == 3
