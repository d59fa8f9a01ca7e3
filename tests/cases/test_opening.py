"""Opening cases: one a filing, clause and enterprise, and the right people are told."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from threading import Barrier

import pytest
from sqlalchemy import func, select

from jishen.cases.opening import groups_to_open, open_group
from jishen.domain.decisions import Outcome
from jishen.domain.enterprises import ZoneStatus
from jishen.domain.filings import ListKind
from jishen.domain.notices import NoticeEvent
from jishen.domain.states import CaseState
from jishen.store import audit
from jishen.store.cases import filings_of
from jishen.store.session import Store, open_store
from jishen.store.tables import CaseFiling, DecisionRecord
from tests.cases.publishing import (
    FILER,
    STRANGER,
    TERMS,
    Batch,
    announce,
    cases_in,
    enterprise,
    identify,
    number,
    outbox_of,
    publish,
    read,
    row,
    work_through,
)
from tests.databases import PostgresqlServer
from tests.sample_registry import import_enterprises

APRIL = Batch(period="2026年4月", announced_on=date(2026, 4, 20))
LONG_AGO = Batch(period="2025年6月", announced_on=date(2025, 6, 1), is_baseline=True)


def events_of(store: Store) -> list[tuple[NoticeEvent, str]]:
    return [(message.event, message.recipient) for message in outbox_of(store)]


def evidence_of(store: Store, case_id: str) -> list[str]:
    with store.reading() as session:
        return [entry.filing_number for _, entry, _ in filings_of(session, case_id)]


def test_a_filing_of_an_enterprise_in_the_zone_opens_a_case_and_tells_it(store: Store) -> None:
    import_enterprises(store, enterprise())
    publish(store, row(1), row(2, STRANGER))

    work_through(store)

    (case,) = cases_in(store)
    assert case.state is CaseState.OPENED
    assert (case.ceiling_yuan, case.payable_yuan) == (200_000, 200_000)
    assert (case.city_half_yuan, case.district_half_yuan) == (100_000, 100_000)
    assert events_of(store) == [(NoticeEvent.FILING_SEEN, case.uscc)]


def test_five_filings_of_one_day_are_one_case_with_five_pieces_of_evidence(store: Store) -> None:
    import_enterprises(store, enterprise())
    publish(store, *(row(serial) for serial in range(1, 6)))

    work_through(store)

    (case,) = cases_in(store)
    assert sorted(evidence_of(store, case.id)) == sorted(number(serial) for serial in range(1, 6))
    assert len(outbox_of(store)) == 1


def test_a_later_filing_gives_no_further_award_and_no_second_notice(store: Store) -> None:
    import_enterprises(store, enterprise())
    publish(store, row(1))
    work_through(store)
    publish(store, row(2), batch=APRIL)

    work_through(store)

    first, second = cases_in(store)
    assert first.state is CaseState.OPENED
    assert (second.state, second.payable_yuan) == (CaseState.NO_FURTHER_AWARD, 0)
    assert len(outbox_of(store)) == 1


def test_the_same_filing_published_in_another_list_is_the_same_case(store: Store) -> None:
    import_enterprises(store, enterprise())
    publish(store, row(1))
    work_through(store)
    publish(store, row(1), batch=APRIL)

    work_through(store)

    assert len(cases_in(store)) == 1
    assert len(outbox_of(store)) == 1


def test_history_goes_to_the_backlog_and_nobody_is_told(store: Store) -> None:
    import_enterprises(store, enterprise())
    publish(store, row(1), batch=LONG_AGO)

    work_through(store)

    (case,) = cases_in(store)
    assert (case.state, case.is_backlog) == (CaseState.BACKLOG, True)
    assert outbox_of(store) == []


def test_an_older_filing_that_is_matched_later_does_not_open_a_second_live_case(
    store: Store,
) -> None:
    import_enterprises(store, enterprise())
    publish(store, row(1), batch=APRIL)
    work_through(store)
    publish(store, row(2), batch=LONG_AGO)

    work_through(store)

    states = [case.state for case in cases_in(store)]
    assert states == [CaseState.OPENED, CaseState.NO_FURTHER_AWARD]


def test_an_enterprise_without_an_address_is_not_written_to(store: Store) -> None:
    import_enterprises(store, enterprise(contact_email=""))
    publish(store, row(1))

    work_through(store)

    (case,) = cases_in(store)
    assert case.state is CaseState.OPENED
    assert outbox_of(store) == []


def test_a_zone_not_yet_determined_puts_the_case_on_hold(store: Store) -> None:
    import_enterprises(store, enterprise(zone_status=ZoneStatus.UNCERTAIN))
    publish(store, row(1))

    work_through(store)

    (case,) = cases_in(store)
    assert case.state is CaseState.ON_HOLD
    assert outbox_of(store) == []


def test_outside_the_zone_no_case_is_opened_and_the_decision_is_kept(store: Store) -> None:
    import_enterprises(store, enterprise(zone_status=ZoneStatus.OUT))
    publish(store, row(1))

    work_through(store)

    with store.reading() as session:
        outcomes = session.scalars(select(DecisionRecord.outcome)).all()
    assert cases_in(store) == []
    assert outcomes == [Outcome.NOT_ELIGIBLE]


def test_a_filing_matched_after_a_later_import_is_told_to_the_reviewers(store: Store) -> None:
    publish(store, row(1))
    work_through(store)
    import_enterprises(store, enterprise())

    work_through(store)

    (case,) = cases_in(store)
    assert set(events_of(store)) == {
        (NoticeEvent.FILING_SEEN, case.uscc),
        (NoticeEvent.CASE_WAITING, "审核组"),
    }


def test_a_corrected_zone_opens_the_case_that_was_not_opened_and_the_reviewers_are_told(
    store: Store,
) -> None:
    import_enterprises(store, enterprise(zone_status=ZoneStatus.OUT))
    publish(store, row(1))
    publish(store, row(2), batch=APRIL)
    work_through(store)

    import_enterprises(store, enterprise())
    work_through(store)

    states = [case.state for case in cases_in(store)]
    assert states == [CaseState.OPENED, CaseState.NO_FURTHER_AWARD]
    assert NoticeEvent.FILING_SEEN in {event for event, _ in events_of(store)}
    assert NoticeEvent.CASE_WAITING in {event for event, _ in events_of(store)}


def test_a_corrected_zone_asks_nothing_about_filings_that_stand_in_a_case(store: Store) -> None:
    import_enterprises(store, enterprise(zone_status=ZoneStatus.UNCERTAIN))
    publish(store, row(1))
    work_through(store)

    applied = import_enterprises(store, enterprise())

    assert applied.entries_asked_again == 0


def test_a_group_that_was_worked_through_is_not_worked_through_again(store: Store) -> None:
    import_enterprises(store, enterprise())
    publish(store, row(1))
    identify(store)
    (group,) = groups_to_open(store)
    open_group(store, group, TERMS)

    again = open_group(store, group, TERMS)

    assert again is None
    assert len(cases_in(store)) == 1


def test_a_changed_row_of_a_case_with_a_new_row_beside_it_opens_no_second_live_case(
    store: Store,
) -> None:
    import_enterprises(store, enterprise())
    attachment_id = publish(store, row(1))
    work_through(store)

    read(store, attachment_id, (row(1, remarks="应用名称变更"), row(2)), version="second")
    work_through(store)

    states = [case.state for case in cases_in(store)]
    assert states == [CaseState.OPENED, CaseState.NO_FURTHER_AWARD]
    assert len(outbox_of(store)) == 1


def test_a_row_that_names_another_filer_now_opens_a_case_of_that_one_too(store: Store) -> None:
    import_enterprises(store, enterprise(), enterprise(STRANGER, serial=2))
    attachment_id = publish(store, row(1))
    work_through(store)

    read(store, attachment_id, (row(1, STRANGER),), version="second")
    work_through(store)

    assert [case.uscc for case in cases_in(store)] == [
        enterprise().uscc,
        enterprise(STRANGER, serial=2).uscc,
    ]


def test_the_two_algorithm_lists_are_one_tier(store: Store) -> None:
    import_enterprises(store, enterprise())
    publish(store, row(1))
    publish(
        store,
        replace(row(2), list_kind=ListKind.ALGORITHM),
        batch=Batch(kind=ListKind.ALGORITHM),
    )

    work_through(store)

    (case,) = cases_in(store)
    assert len(evidence_of(store, case.id)) == 2


def open_when_all_are_ready(url: str, barrier: Barrier) -> None:
    own = open_store(url)
    groups = groups_to_open(own)
    barrier.wait(20)
    for group in groups:
        open_group(own, group, TERMS)
    own.close()


@pytest.mark.postgresql
def test_eight_openers_at_the_same_instant_open_one_case_each_enterprise(
    postgresql: PostgresqlServer,
) -> None:
    url = postgresql.migrated()
    store = open_store(url)
    filers = [f"广州样例{serial}科技有限公司" for serial in range(1, 6)]
    import_enterprises(store, *(enterprise(n, serial=i) for i, n in enumerate(filers, start=1)))
    publish(store, *(row(10 * i + j, n) for i, n in enumerate(filers) for j in range(3)))
    identify(store)
    barrier = Barrier(8)

    with ThreadPoolExecutor(8) as threads:
        running = [threads.submit(open_when_all_are_ready, url, barrier) for _ in range(8)]
        faults = [run.exception() for run in running]

    with store.reading() as session:
        evidence = session.scalar(select(func.count()).select_from(CaseFiling))
        fault_of_trail = audit.verify(session)
    cases, messages = cases_in(store), outbox_of(store)
    store.close()
    postgresql.drop(url)
    assert faults == [None] * 8
    assert [case.case_number for case in cases] == [f"HZ-2026-000{n}" for n in range(1, 6)]
    assert (evidence, len(messages), fault_of_trail) == (15, 5, None)


def open_first_of_its_own(url: str, barrier: Barrier, place: int) -> None:
    own = open_store(url)
    group = groups_to_open(own)[place]
    barrier.wait(20)
    open_group(own, group, TERMS)
    own.close()


@pytest.mark.postgresql
def test_the_first_two_cases_of_a_year_opened_at_once_get_numbers_one_and_two(
    postgresql: PostgresqlServer,
) -> None:
    url = postgresql.migrated()
    store = open_store(url)
    import_enterprises(store, enterprise(), enterprise(STRANGER, serial=2))
    publish(store, row(1), row(2, STRANGER))
    identify(store)
    barrier = Barrier(2)

    with ThreadPoolExecutor(2) as threads:
        running = [threads.submit(open_first_of_its_own, url, barrier, n) for n in range(2)]
        faults = [run.exception() for run in running]

    numbers = [case.case_number for case in cases_in(store)]
    store.close()
    postgresql.drop(url)
    assert faults == [None, None]
    assert numbers == ["HZ-2026-0001", "HZ-2026-0002"]


def test_an_announcement_made_twice_is_one(store: Store) -> None:
    first = announce(store)

    second = announce(store)

    assert first == second


def test_a_filer_of_the_same_name_elsewhere_is_nobodys_case(store: Store) -> None:
    import_enterprises(store, enterprise())
    publish(store, row(1, STRANGER), row(2, FILER + "分公司"))

    work_through(store)

    assert cases_in(store) == []
