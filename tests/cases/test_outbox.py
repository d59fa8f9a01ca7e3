"""The outbox: one sender a message, no message lost with its sender, an end to the attempts."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from jishen.cases import claiming, outbox
from jishen.cases.outbox import FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS, Result
from jishen.cases.pacing import LEASE
from jishen.domain.lanes import Elsewhere
from jishen.domain.notices import Audience, NoticeEvent
from jishen.store.session import Store, open_store
from jishen.store.tables import OutboxMessage
from jishen.store.tables.messages import OutboxState
from tests.cases.publishing import AT, outbox_of
from tests.databases import PostgresqlServer

ACCEPTED = Result("accepted", "已写入", "file", "a***", "1", "题", "文")
LATER = Result("retry_later", "连接失败", "mail", "a***", "1", "题", "文")
REFUSED = Result("refused", "地址无效", "mail", "a***", "1", "题", "文")
SECOND = timedelta(seconds=1)
EVERYTHING = Elsewhere()


def put(store: Store, about: str = "one") -> str:
    with store.act("health") as session:
        return outbox.put(
            session,
            NoticeEvent.SOURCE_FAULT,
            Audience.OPERATORS,
            "值班",
            subject={"about": about},
            at=AT,
        )


def claim(store: Store, *, at: object = AT, limit: int = 20) -> list[OutboxMessage]:
    with store.act("claim") as session:
        claimed = claiming.claim(session, EVERYTHING, at=at, limit=limit)  # type: ignore[arg-type]
        return list(claimed.messages)


def record(store: Store, message: OutboxMessage, result: Result, *, at: object = AT) -> bool:
    with store.act("record_delivery") as session:
        return outbox.record(session, message, result, at=at)  # type: ignore[arg-type]


def set_values(store: Store, key: str, **values: object) -> None:
    with store.act("claim") as session:
        message = session.get_one(OutboxMessage, key)
        for name, value in values.items():
            setattr(message, name, value)


def test_the_same_act_done_again_puts_one_message(store: Store) -> None:
    first = put(store)

    second = put(store)

    assert first == second
    assert len(outbox_of(store)) == 1


def test_another_subject_is_another_message(store: Store) -> None:
    keys = {put(store, "one"), put(store, "two")}

    assert len(keys) == 2


def test_a_claimed_message_is_leased_and_nobody_else_gets_it(store: Store) -> None:
    put(store)

    (message,) = claim(store)

    assert (message.state, message.attempts) == (OutboxState.SENDING, 1)
    assert message.lease_until == AT + LEASE
    assert claim(store) == []


def test_a_message_not_yet_due_is_not_claimed(store: Store) -> None:
    key = put(store)
    set_values(store, key, due_at=AT + SECOND)

    assert claim(store) == []
    assert len(claim(store, at=AT + SECOND)) == 1


def test_a_lease_that_ran_out_is_taken_up_under_the_same_key(store: Store) -> None:
    key = put(store)
    claim(store)

    (again,) = claim(store, at=AT + LEASE)

    assert (again.key, again.lease_number) == (key, 2)


def test_a_lease_that_has_a_second_left_is_not_taken_up(store: Store) -> None:
    put(store)
    claim(store)

    assert claim(store, at=AT + LEASE - SECOND) == []


def test_a_lease_of_a_clock_a_day_ahead_is_taken_up(store: Store) -> None:
    put(store)
    claim(store, at=AT)
    (message,) = outbox_of(store)
    set_values(store, message.key, lease_until=AT + timedelta(days=1))

    assert len(claim(store)) == 1


def test_a_sender_that_lost_its_lease_cannot_record(store: Store) -> None:
    put(store)
    (late,) = claim(store)
    claim(store, at=AT + LEASE)

    held = record(store, late, LATER, at=AT + LEASE)

    (message,) = outbox_of(store)
    assert not held
    assert (message.state, message.lease_number) == (OutboxState.SENDING, 2)


def test_what_a_sender_without_a_lease_sent_is_in_the_log_all_the_same(store: Store) -> None:
    key = put(store)
    (late,) = claim(store)
    (second,) = claim(store, at=AT + LEASE)
    record(store, late, ACCEPTED, at=AT + LEASE)
    record(store, second, ACCEPTED, at=AT + LEASE)

    with store.reading() as session:
        attempts = outbox.attempts_of(session, [key])

    assert [attempt.lease_number for attempt in attempts] == [1, 2]


def test_an_accepted_message_is_never_claimed_again(store: Store) -> None:
    put(store)
    (message,) = claim(store)

    held = record(store, message, ACCEPTED)

    (kept,) = outbox_of(store)
    assert held
    assert (kept.state, kept.accepted_at) == (OutboxState.ACCEPTED, AT)
    assert claim(store, at=AT + timedelta(days=400)) == []


def test_a_message_that_was_put_off_comes_again_after_the_wait(store: Store) -> None:
    put(store)
    (message,) = claim(store)
    record(store, message, LATER)

    (waiting,) = outbox_of(store)

    wait = (waiting.due_at - AT).total_seconds()
    assert waiting.state is OutboxState.WAITING
    assert FIRST_WAIT_SECONDS / 2 <= wait <= FIRST_WAIT_SECONDS
    assert claim(store, at=waiting.due_at - SECOND) == []
    assert len(claim(store, at=waiting.due_at)) == 1


@pytest.mark.parametrize(
    ("attempts", "longest"),
    [(1, 30), (2, 60), (3, 120), (5, 480), (6, LONGEST_WAIT_SECONDS), (199, LONGEST_WAIT_SECONDS)],
)
def test_the_wait_doubles_up_to_a_quarter_of_an_hour(attempts: int, longest: int) -> None:
    waits = [outbox.wait_seconds(attempts) for _ in range(200)]

    assert longest // 2 <= min(waits)
    assert max(waits) <= longest


def test_a_receiver_that_names_a_longer_wait_is_heeded(store: Store) -> None:
    put(store)
    (message,) = claim(store)
    asked = Result(*(getattr(LATER, f) for f in LATER.__slots__[:7]), retry_after_seconds=3600)

    record(store, message, asked)

    (waiting,) = outbox_of(store)
    assert waiting.due_at == AT + timedelta(hours=1)


def test_a_refused_message_is_dead_at_once(store: Store) -> None:
    put(store)
    (message,) = claim(store)

    record(store, message, REFUSED)

    (dead,) = outbox_of(store)
    assert (dead.state, dead.last_detail) == (OutboxState.DEAD, "地址无效")
    assert claim(store, at=AT + timedelta(days=400)) == []


@pytest.mark.parametrize(
    ("attempts_before", "state"),
    [
        (outbox.MOST_ATTEMPTS - 2, OutboxState.WAITING),
        (outbox.MOST_ATTEMPTS - 1, OutboxState.DEAD),
    ],
)
def test_a_message_is_dead_after_the_most_attempts(
    store: Store, attempts_before: int, state: OutboxState
) -> None:
    key = put(store)
    set_values(store, key, attempts=attempts_before)
    (message,) = claim(store)

    record(store, message, LATER)

    assert outbox_of(store)[0].state is state


def test_a_claim_takes_no_more_than_it_is_allowed(store: Store) -> None:
    put(store, "one")
    put(store, "two")
    put(store, "three")

    taken = [len(claim(store, limit=2)), len(claim(store, limit=2)), len(claim(store, limit=2))]

    assert taken == [2, 1, 0]


def claim_when_all_are_ready(url: str, barrier: Barrier) -> list[str]:
    own = open_store(url)
    barrier.wait(20)
    mine = [message.key for _ in range(10) for message in claim(own, limit=3)]
    own.close()
    return mine


@pytest.mark.postgresql
def test_claimers_at_the_same_instant_never_get_the_same_message(
    postgresql: PostgresqlServer,
) -> None:
    url = postgresql.migrated()
    store = open_store(url)
    keys = [put(store, str(n)) for n in range(60)]
    store.close()
    barrier = Barrier(4)

    with ThreadPoolExecutor(4) as threads:
        running = [threads.submit(claim_when_all_are_ready, url, barrier) for _ in range(4)]
        claimed = [key for run in running for key in run.result(timeout=60)]

    postgresql.drop(url)
    assert sorted(claimed) == sorted(keys)
