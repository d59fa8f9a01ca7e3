"""Identification: every entry is judged once, and again when the registry learned of its filer."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from jishen.domain.enterprises import FormerName
from jishen.domain.filings import INFORMING_FLAGS, LISTS_FOR_A_PERSON, ListKind, RowFlag
from jishen.domain.matches import Verdict
from jishen.store.entries import current_match
from jishen.store.session import Store
from jishen.store.tables import FilingEntry, MatchRecord
from tests.cases.publishing import (
    FILER,
    STRANGER,
    Batch,
    cases_in,
    enterprise,
    identify,
    publish,
    read,
    row,
    work_through,
)
from tests.sample_registry import import_enterprises


def verdict_of(store: Store, serial: int = 1) -> Verdict | None:
    with store.reading() as session:
        entry_id = session.scalar(
            select(FilingEntry.id).where(FilingEntry.row_number == serial).limit(1)
        )
        match = current_match(session, entry_id or "")
        return match.verdict if match else None


def rounds_of(store: Store) -> list[tuple[int, bool]]:
    with store.reading() as session:
        found = session.execute(select(MatchRecord.round, MatchRecord.is_current))
        return sorted((number, is_current) for number, is_current in found)


def test_an_entry_is_judged_once(store: Store) -> None:
    import_enterprises(store, enterprise())
    publish(store, row(1), row(2, STRANGER))

    first, second = identify(store), identify(store)

    assert (first.positive, first.negative, first.total) == (1, 1, 2)
    assert second.total == 0


def test_more_entries_than_one_transaction_takes_are_all_judged(store: Store) -> None:
    publish(store, *(row(serial, STRANGER) for serial in range(1, 1102)))

    judged = identify(store)

    assert judged.total == 1101


def test_an_import_asks_again_about_entries_that_bear_the_name(store: Store) -> None:
    publish(store, row(1), row(2, STRANGER))
    identify(store)

    applied = import_enterprises(store, enterprise())

    judged = identify(store)
    assert applied.entries_asked_again == 1
    assert (judged.positive, judged.total) == (1, 1)
    assert rounds_of(store) == [(1, False), (1, True), (2, True)]


def test_an_import_that_adds_a_former_name_asks_again(store: Store) -> None:
    import_enterprises(store, enterprise("广州样例新名科技有限公司"))
    publish(store, row(1))
    identify(store)

    until = date(2026, 12, 31)
    import_enterprises(
        store, enterprise("广州样例新名科技有限公司", former_names=(FormerName(FILER, until),))
    )
    identify(store)

    assert verdict_of(store) is Verdict.POSITIVE


def test_an_import_asks_again_about_entries_whose_name_only_comes_near(store: Store) -> None:
    near = FILER.replace("样例", "洋例")
    publish(store, row(1, near), row(2, STRANGER))
    identify(store)

    applied = import_enterprises(store, enterprise())

    judged = identify(store)
    assert applied.entries_asked_again == 1
    assert (judged.unsure, judged.total) == (1, 1)


def test_the_same_import_again_asks_about_nothing(store: Store) -> None:
    import_enterprises(store, enterprise())
    publish(store, row(1), row(2, STRANGER))
    identify(store)

    applied = import_enterprises(store, enterprise())

    assert (applied.unchanged, applied.entries_asked_again) == (1, 0)


def test_an_entry_that_is_somebodys_is_not_asked_about_again(store: Store) -> None:
    import_enterprises(store, enterprise())
    publish(store, row(1))
    identify(store)

    applied = import_enterprises(store, enterprise(contact_email="other@sample.example"))

    assert (applied.changed, applied.entries_asked_again) == (1, 0)


def test_two_enterprises_of_one_name_are_a_question(store: Store) -> None:
    import_enterprises(store, enterprise(), enterprise(serial=2))
    publish(store, row(1))

    work_through(store)

    assert verdict_of(store) is Verdict.UNSURE
    assert cases_in(store) == []


@pytest.mark.parametrize("flag", sorted(set(RowFlag) - INFORMING_FLAGS))
def test_a_row_in_doubt_is_a_question(store: Store, flag: RowFlag) -> None:
    import_enterprises(store, enterprise())
    publish(store, replace(row(1), flags=(flag,)))

    work_through(store)

    assert verdict_of(store) is Verdict.UNSURE
    assert cases_in(store) == []


@pytest.mark.parametrize("flag", sorted(INFORMING_FLAGS))
def test_a_row_whose_flag_only_informs_is_no_question(store: Store, flag: RowFlag) -> None:
    import_enterprises(store, enterprise())
    publish(store, replace(row(1), flags=(flag,)))

    work_through(store)

    assert verdict_of(store) is Verdict.POSITIVE
    assert len(cases_in(store)) == 1


@pytest.mark.parametrize("kind", sorted(LISTS_FOR_A_PERSON))
def test_an_entry_of_a_list_that_the_policy_does_not_name_is_a_question(
    store: Store, kind: ListKind
) -> None:
    import_enterprises(store, enterprise())
    publish(store, replace(row(1), list_kind=kind))

    work_through(store)

    assert verdict_of(store) is Verdict.UNSURE
    assert cases_in(store) == []


@pytest.mark.parametrize("kind", [ListKind.GENERATIVE_AI_REGISTRATION, ListKind.CANCELLATION])
def test_a_registration_and_a_cancellation_are_matched_and_open_no_case(
    store: Store, kind: ListKind
) -> None:
    import_enterprises(store, enterprise())
    publish(store, replace(row(1), list_kind=kind))

    work_through(store)

    assert verdict_of(store) is Verdict.POSITIVE
    assert cases_in(store) == []


def test_a_number_of_the_district_without_an_enterprise_is_a_lead(store: Store) -> None:
    publish(store, row(1), batch=Batch(is_baseline=True))

    judged = identify(store)

    assert judged.leads == 1


def test_a_changed_filer_is_judged_again_and_the_first_judgement_is_kept(store: Store) -> None:
    import_enterprises(store, enterprise())
    attachment_id = publish(store, row(1))
    identify(store)

    read(store, attachment_id, (row(1, STRANGER),), version="second")
    identify(store)

    assert verdict_of(store) is Verdict.NEGATIVE
    assert rounds_of(store) == [(1, False), (2, True)]
