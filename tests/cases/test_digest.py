"""The reviewers' digest: once for every version that brings something, when all is decided."""

from dataclasses import replace
from datetime import timedelta

from jishen.cases.digest import due_digests, put_digest
from jishen.cases.notice_facts import Surroundings, facts_of
from jishen.domain.filings import ListKind
from jishen.domain.notices import BatchDigest, NoticeEvent, Office
from jishen.store.session import Store
from tests.cases.doubting import BROKEN, read_with_doubts
from tests.cases.publishing import (
    AT,
    MACHINE,
    Batch,
    announce,
    enterprise,
    identify,
    open_waiting,
    outbox_of,
    publish,
    read,
    row,
    work_through,
)
from tests.sample_registry import import_enterprises

TEN = tuple(row(serial) for serial in range(1, 11))


AROUND = Surroundings(Office("某局", ""), "https://desk.example", {}, {}, {}, frozenset())


def write_digests(store: Store) -> int:
    return sum(
        put_digest(store, due, at=AT, actor=MACHINE, reviewers=("审核组", "分管领导"))
        for due in due_digests(store)
    )


def digests_of(store: Store) -> list[str]:
    return [
        message.recipient
        for message in outbox_of(store)
        if message.event is NoticeEvent.BATCH_DIGEST
    ]


def test_every_reviewer_is_told_of_a_batch_once(store: Store) -> None:
    publish(store, *TEN)
    work_through(store)

    write_digests(store)
    write_digests(store)

    assert sorted(digests_of(store)) == ["分管领导", "审核组"]


def test_a_batch_with_an_entry_not_judged_is_not_told_yet(store: Store) -> None:
    publish(store, *TEN)

    assert due_digests(store) == []


def test_a_batch_with_a_filing_not_decided_is_not_told_yet(store: Store) -> None:
    import_enterprises(store, enterprise())
    publish(store, *TEN)
    identify(store)

    before = due_digests(store)
    open_waiting(store)

    assert before == []
    assert len(due_digests(store)) == 1


def test_a_batch_with_a_matched_registration_gets_its_digest(store: Store) -> None:
    # It waited for ever: a 登记 is never put to the policy, so its match counted as work to do.
    import_enterprises(store, enterprise())
    publish(store, replace(row(1), list_kind=ListKind.GENERATIVE_AI_REGISTRATION))
    work_through(store)

    assert write_digests(store) == 2


def test_history_is_not_told(store: Store) -> None:
    publish(store, *TEN, batch=Batch(is_baseline=True))
    work_through(store)

    assert due_digests(store) == []


def test_a_change_of_a_list_of_history_is_told(store: Store) -> None:
    attachment_id = publish(store, *TEN, batch=Batch(is_baseline=True))
    read(store, attachment_id, (row(1, title="改名算法"), *TEN[1:]), version="second")
    work_through(store)

    assert len(due_digests(store)) == 1


def test_a_list_that_is_changed_back_to_its_first_bytes_is_told_again(store: Store) -> None:
    attachment_id = publish(store, *TEN)
    work_through(store)
    write_digests(store)
    read(store, attachment_id, (row(1, title="改名算法"), *TEN[1:]), version="second")
    work_through(store)
    write_digests(store)

    read(store, attachment_id, TEN, version="first", at=AT + timedelta(days=2))
    work_through(store)
    write_digests(store)

    assert len(digests_of(store)) == 6


def test_two_runs_at_once_write_one_digest(store: Store) -> None:
    publish(store, *TEN)
    work_through(store)
    (due,) = due_digests(store)

    first = put_digest(store, due, at=AT, actor=MACHINE, reviewers=("审核组",))
    second = put_digest(store, due, at=AT, actor=MACHINE, reviewers=("审核组",))

    assert (first, second) == (1, 0)


def test_the_digest_counts_the_places_that_wait_for_a_person(store: Store) -> None:
    attachment_id = announce(store)
    read_with_doubts(store, attachment_id, [row(1)], [BROKEN])
    identify(store)
    write_digests(store)

    (message, *_) = outbox_of(store)
    with store.reading() as session:
        facts = facts_of(session, message, AROUND)

    assert isinstance(facts, BatchDigest)
    assert (facts.new_entries, facts.doubts) == (1, 1)
    assert facts.doubts_url == "https://desk.example/doubts"
