"""A stored decision comes out of its stored facts again, to the byte, or it is told."""

import json

import pytest
from sqlalchemy import column, select, table, text, update

from jishen.cases.recomputing import Comparison, recompute
from jishen.store.session import Store
from tests.cases.publishing import POLICY, cases_in, enterprise, publish, row, work_through
from tests.sample_registry import import_enterprises

POLICIES = {POLICY.policy_id: POLICY.decide}


@pytest.fixture
def decided(store: Store) -> Store:
    """A store with one case and one decision."""
    import_enterprises(store, enterprise())
    publish(store, row(1))
    work_through(store)
    return store


def compared(store: Store) -> list[Comparison]:
    with store.reading() as session:
        return [each.comparison for each in recompute(session, POLICIES)]


def rewrite(store: Store, name: str, before: str, after: str) -> None:
    """Change a stored decision behind the product's back."""
    cell = column(name)
    with store.act("entries") as session:
        stored = session.execute(select(cell).select_from(table("decision"))).scalar_one()
        changed = {name: stored.replace(before, after)}
        session.execute(update(table("decision", cell)).values(changed))


def test_an_untouched_decision_is_the_same(decided: Store) -> None:
    assert compared(decided) == [Comparison.SAME]


def test_a_changed_amount_is_found(decided: Store) -> None:
    rewrite(decided, "decision", '"payable_yuan":200000', '"payable_yuan":900000')

    assert compared(decided) == [Comparison.DIFFERENT]


def test_a_changed_fact_is_found(decided: Store) -> None:
    rewrite(decided, "facts", '"zone_status":"in"', '"zone_status":"out"')

    assert compared(decided) == [Comparison.DIFFERENT]


def test_a_decision_of_other_files_that_says_the_same_is_no_fault(decided: Store) -> None:
    rewrite(decided, "decision", POLICY.sha256, "0" * 64)
    rewrite(decided, "policy_sha256", POLICY.sha256, "0" * 64)

    assert compared(decided) == [Comparison.SAME_BY_OTHER_FILES]


def test_a_decision_of_other_files_that_says_something_else_is_told_apart(decided: Store) -> None:
    rewrite(decided, "decision", '"payable_yuan":200000', '"payable_yuan":150000')
    rewrite(decided, "policy_sha256", POLICY.sha256, "0" * 64)

    assert compared(decided) == [Comparison.DIFFERENT_BY_OTHER_FILES]


def test_facts_that_are_no_facts_are_told(decided: Store) -> None:
    rewrite(decided, "facts", '"zone_status":"in"', '"zone_status":"inside"')

    assert compared(decided) == [Comparison.NOT_READABLE]


def test_a_decision_of_an_unknown_policy_is_told(decided: Store) -> None:
    rewrite(decided, "policy_id", POLICY.policy_id, "shenzhen_1999")

    assert compared(decided) == [Comparison.UNKNOWN_POLICY]


def test_one_case_can_be_recomputed_alone(decided: Store) -> None:
    (case,) = cases_in(decided)

    with decided.reading() as session:
        found = list(recompute(session, POLICIES, case.case_number))
        other = list(recompute(session, POLICIES, "HZ-1999-0001"))

    assert [each.case_number for each in found] == [case.case_number]
    assert other == []


def test_the_stored_text_is_canonical(decided: Store) -> None:
    with decided.reading() as session:
        stored = session.execute(text("SELECT decision FROM decision")).scalar_one()

    again = json.dumps(
        json.loads(stored), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    assert again == stored
