"""The migration of the rulings goes down and up with decisions in the tables."""

from sqlalchemy import column, select, table

from jishen.store import schema
from jishen.store.session import Store
from tests.cases.publishing import cases_in, enterprise, publish, row, work_through
from tests.cases.test_rulings import apply
from tests.sample_registry import import_enterprises

RULINGS = "0007"


def occasions(store: Store) -> list[str]:
    with store.reading() as session:
        return list(session.scalars(select(column("occasion")).select_from(table("decision"))))


def test_the_decision_a_case_was_opened_on_outlives_a_way_down_and_up(store: Store) -> None:
    import_enterprises(store, enterprise())
    publish(store, row(1))
    work_through(store)
    apply(store)
    before = occasions(store)

    with schema.rebuilding(store) as connection:
        schema.command.downgrade(schema._config(connection), f"{RULINGS}-1")  # noqa: SLF001 (as upgrade does)
    schema.upgrade(store)

    assert before == ["opening", "ruling:1"]
    assert occasions(store) == ["opening"]
    assert len(cases_in(store)) == 1
    assert schema.differences(store) == []
