"""What the registry says of an enterprise reaches the matcher, the policy and open cases."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from jishen.cases.records_json import from_json
from jishen.cases.reevaluation import Reevaluated, reevaluate_all
from jishen.domain.decisions import CaseFacts, Outcome
from jishen.domain.enterprises import STATUSES_FOR_A_PERSON, Enterprise, EnterpriseStatus
from jishen.domain.matches import Verdict
from jishen.domain.registry import RegistryTaskKind
from jishen.domain.states import CaseState
from jishen.store.session import Store
from jishen.store.tables import AuditEntry, AwardCase, DecisionRecord, MatchRecord, RegistryTask
from tests.cases.publishing import (
    AT,
    TERMS,
    cases_in,
    enterprise,
    identify,
    publish,
    row,
    work_through,
)
from tests.sample_registry import import_enterprises

LATER = AT + timedelta(days=1)
ENDED = enterprise(status=EnterpriseStatus.DEREGISTERED, status_on=date(2026, 3, 10))


def match_of(store: Store) -> MatchRecord:
    with store.reading() as session:
        return session.scalars(select(MatchRecord).where(MatchRecord.is_current)).one()


def facts_of(store: Store) -> CaseFacts:
    with store.reading() as session:
        found = session.scalars(select(DecisionRecord).order_by(DecisionRecord.id.desc())).first()
    assert found is not None
    return from_json(CaseFacts, found.facts)


def again(store: Store) -> list[Reevaluated]:
    return reevaluate_all(store, replace(TERMS, at=LATER + timedelta(minutes=10)))


def learn(store: Store, known: Enterprise) -> None:
    import_enterprises(store, known, at=LATER)


@pytest.mark.parametrize("status", sorted(STATUSES_FOR_A_PERSON - {EnterpriseStatus.VOID}))
def test_an_enterprise_that_has_ended_or_left_is_a_question_and_opens_no_case(
    store: Store, status: EnterpriseStatus
) -> None:
    import_enterprises(store, enterprise(status=status, status_on=date(2026, 3, 10)))
    publish(store, row(1))

    work_through(store)

    match = match_of(store)
    assert (match.verdict, match.rule) == (Verdict.UNSURE, "ended-enterprise/1")
    assert match.uscc == ENDED.uscc
    assert "2026-03-10" in str(match.reasons)
    assert cases_in(store) == []


def test_a_void_row_is_nobody_to_the_matcher_and_its_twin_is_matched(store: Store) -> None:
    import_enterprises(store, enterprise(), enterprise(serial=2, status=EnterpriseStatus.VOID))
    publish(store, row(1))

    work_through(store)

    match = match_of(store)
    assert (match.verdict, match.uscc) == (Verdict.POSITIVE, enterprise().uscc)


@pytest.mark.parametrize("status", [EnterpriseStatus.IN_BUSINESS, EnterpriseStatus.UNKNOWN])
def test_an_enterprise_in_business_opens_its_case(store: Store, status: EnterpriseStatus) -> None:
    import_enterprises(store, enterprise(status=status))
    publish(store, row(1))

    work_through(store)

    assert match_of(store).verdict is Verdict.POSITIVE
    assert len(cases_in(store)) == 1


def test_the_facts_of_a_case_hold_the_day_of_moving_in_and_the_state(store: Store) -> None:
    place = enterprise(moved_in_on=date(2025, 6, 1), status=EnterpriseStatus.IN_BUSINESS)
    import_enterprises(store, place)
    publish(store, row(1))

    work_through(store)

    facts = facts_of(store)
    assert (facts.moved_in_on, facts.enterprise_status) == (date(2025, 6, 1), place.status)


def test_an_open_case_is_worked_out_anew_when_its_enterprise_ends(store: Store) -> None:
    import_enterprises(store, enterprise())
    publish(store, row(1))
    work_through(store)

    learn(store, ENDED)
    done = again(store)

    (case,) = cases_in(store)
    assert [(each.before, each.after) for each in done] == [(Outcome.ELIGIBLE, Outcome.ON_HOLD)]
    assert case.state is CaseState.ON_HOLD
    with store.reading() as session:
        events = session.scalars(select(AuditEntry.event)).all()
    assert "case.reevaluated" in events
    assert again(store) == []


def test_an_open_case_is_worked_out_anew_when_its_enterprise_turns_out_to_have_moved_in(
    store: Store,
) -> None:
    import_enterprises(store, enterprise())
    publish(store, row(1))
    work_through(store)

    learn(store, enterprise(moved_in_on=date(2026, 3, 20)))
    done = again(store)

    assert len(done) == 1
    assert facts_of(store).moved_in_on == date(2026, 3, 20)


def test_a_first_word_that_an_enterprise_is_in_business_asks_nothing_again(store: Store) -> None:
    import_enterprises(store, enterprise())
    publish(store, row(1))
    work_through(store)

    learn(store, enterprise(status=EnterpriseStatus.IN_BUSINESS))

    assert again(store) == []


def test_a_filing_without_a_case_is_judged_again_when_its_enterprise_ends(store: Store) -> None:
    import_enterprises(store, enterprise())
    publish(store, row(1))
    identify(store)

    learn(store, ENDED)
    identify(store, LATER)

    assert match_of(store).verdict is Verdict.UNSURE


def test_a_case_that_somebody_has_approved_becomes_a_task_and_stays_as_it_is(store: Store) -> None:
    import_enterprises(store, enterprise())
    publish(store, row(1))
    work_through(store)
    with store.act("release") as session:  # the way there is another test's matter
        session.scalars(select(AwardCase)).one().state = CaseState.PAYMENT_REQUESTED

    learn(store, ENDED)

    with store.reading() as session:
        task = session.scalars(select(RegistryTask)).one()
    assert task.kind is RegistryTaskKind.CASE_TOUCHED
    assert task.detail == {"case_number": cases_in(store)[0].case_number, "changed": ["status"]}
    assert again(store) == []
