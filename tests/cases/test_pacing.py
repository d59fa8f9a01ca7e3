"""A channel's pace is kept by however many senders; a channel at fault is left alone; order."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, select

from jishen.cases import claiming, outbox
from jishen.cases.claiming import Claimed
from jishen.cases.outbox import Result
from jishen.cases.pacing import HELD, LEASE, PACED
from jishen.domain.lanes import Lane, Pace
from jishen.domain.notices import Audience, NoticeEvent
from jishen.store.session import Store, open_store
from jishen.store.tables import ChannelState, DeliveryAttempt, OutboxMessage
from jishen.store.tables.messages import OutboxState
from jishen.store.views.channels import channel_health
from tests.cases.publishing import AT, outbox_of
from tests.databases import SqliteFiles

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
DUTY = frozenset({(Audience.OPERATORS, "值班")})
THREE_A_MINUTE = Lane("wecom_bot", (Pace(3, 60),), recipients=DUTY)
UNPACED = Lane("mail", recipients=DUTY)


def put(
    store: Store, about: str, *, source: str | None = None, at: datetime = AT, to: str = "值班"
) -> str:
    with store.act("health") as session:
        return outbox.put(
            session,
            NoticeEvent.SOURCE_FAULT,
            Audience.OPERATORS,
            to,
            subject={"about": about},
            source_key=source,
            at=at,
        )


def put_many(store: Store, count: int) -> None:
    for number in range(count):
        put(store, str(number))


def claim(store: Store, lane: Lane = THREE_A_MINUTE, at: datetime = AT, limit: int = 20) -> Claimed:
    with store.act("claim") as session:
        return claiming.claim(session, lane, at=at, limit=limit)


def answer(
    outcome: str, channel: str = "wecom_bot", *, wait: int | None = None, down: bool = False
) -> Result:
    return Result(outcome, "应答", channel, "值**", "1", "题", "文", wait, down)


def record(store: Store, message: OutboxMessage, result: Result, at: datetime = AT) -> None:
    with store.act("record_delivery") as session:
        outbox.record(session, message, result, at=at)


def accept(store: Store, claimed: Claimed, at: datetime = AT) -> None:
    for message in claimed.messages:
        record(store, message, answer("accepted"), at)


def test_no_more_are_taken_than_the_pace_allows_and_the_rest_get_a_time(store: Store) -> None:
    put_many(store, 5)

    first = claim(store)
    accept(store, first, AT + SECOND)
    second = claim(store, at=AT + SECOND)

    waiting = [m for m in outbox_of(store) if m.state is OutboxState.WAITING]
    assert len(first.messages) == 3
    assert (second.messages, second.next_at) == ((), AT + SECOND + MINUTE)
    assert {(m.due_at, m.attempts, m.last_detail) for m in waiting} == {
        (AT + SECOND + MINUTE, 0, PACED)
    }


def test_pace_counts_from_the_answer_and_not_from_the_asking(store: Store) -> None:
    put_many(store, 6)
    accept(store, claim(store), AT + 30 * SECOND)

    early = claim(store, at=AT + MINUTE)
    on_time = claim(store, at=AT + 30 * SECOND + MINUTE)

    assert early.messages == ()
    assert len(on_time.messages) == 3


def test_what_is_on_its_way_counts_although_nothing_is_known_of_it(store: Store) -> None:
    put_many(store, 6)
    claim(store)

    assert claim(store, at=AT + 2 * MINUTE).messages == ()
    assert len(claim(store, at=AT + LEASE).messages) == 0
    assert len(claim(store, at=AT + LEASE + MINUTE + SECOND).messages) == 3


def test_messages_given_back_untried_free_their_places_and_are_not_counted(store: Store) -> None:
    put_many(store, 3)
    claimed = claim(store)

    with store.act("claim") as session:
        claiming.give_back(session, claimed.messages, due_at=AT)

    again = claim(store)
    assert len(again.messages) == 3
    assert {message.attempts for message in again.messages} == {1}


def test_another_channel_is_not_slowed_down(store: Store) -> None:
    put_many(store, 6)
    claim(store)

    assert len(claim(store, UNPACED).messages) == 3


def feed_for_five_minutes(url: str, started: int) -> None:
    own = open_store(url)
    for step in range(started, 300, 4):
        at = AT + step * SECOND
        accept(own, claim(own, Lane("wecom_bot", (Pace(18, 60),), recipients=DUTY), at, 7), at)
    own.close()


def test_four_senders_together_never_pass_the_pace_in_any_minute(
    store: Store, store_url: str
) -> None:
    put_many(store, 120)

    with ThreadPoolExecutor(4) as threads:
        running = [threads.submit(feed_for_five_minutes, store_url, n) for n in range(4)]
        [run.result(timeout=60) for run in running]

    with store.reading() as session:
        sent = session.scalars(
            select(DeliveryAttempt.finished_at).order_by(DeliveryAttempt.finished_at)
        ).all()
    nineteenth_after = [later - earlier for earlier, later in zip(sent, sent[18:], strict=False)]
    assert len(sent) >= 18 * 4
    assert min(nineteenth_after) >= MINUTE


def test_failing_channel_is_left_alone_and_then_tried_with_one(store: Store) -> None:
    put_many(store, 3)
    (message, *others) = claim(store).messages
    record(store, message, answer("retry_later", down=True))
    with store.act("claim") as session:
        claiming.give_back(session, others, due_at=AT)

    held = claim(store, at=AT + SECOND)
    said = {waiting.last_detail for waiting in outbox_of(store) if not waiting.attempts}
    one = claim(store, at=AT + MINUTE)
    accept(store, one, AT + MINUTE)
    rest = claim(store, at=AT + MINUTE)

    assert held.messages == ()
    assert said == {HELD}
    assert len(one.messages) == 1
    assert one.messages[0].key != message.key
    assert len(rest.messages) == 2


def test_wait_that_a_service_asks_for_holds_its_whole_channel(store: Store) -> None:
    put_many(store, 2)
    (message, other) = claim(store).messages
    record(store, other, answer("accepted"))
    record(store, message, answer("retry_later", wait=600, down=True))
    put(store, "new")

    held = claim(store, at=AT + 9 * MINUTE)

    assert held.next_at == AT + 10 * MINUTE
    assert claim(store, at=AT + 10 * MINUTE).messages != ()


def test_message_that_alone_is_put_off_holds_nobody_else(store: Store) -> None:
    put_many(store, 2)
    (message, _) = claim(store).messages
    record(store, message, answer("retry_later"))

    with store.reading() as session:
        (state,) = session.scalars(select(ChannelState)).all()

    assert (state.failures, state.held_until) == (0, None)


def test_hold_of_a_clock_that_is_days_ahead_is_not_believed(store: Store) -> None:
    put(store, "one")
    with store.act("claim") as session:
        session.add(
            ChannelState(
                channel="wecom_bot", failures=1, held_until=AT + timedelta(days=3), held_why=""
            )
        )

    assert len(claim(store).messages) == 1


def test_later_notice_of_a_source_does_not_overtake_an_earlier_one(store: Store) -> None:
    first = put(store, "fault", source="algorithms")
    second = put(store, "recovered", source="algorithms", at=AT + SECOND)
    (message,) = claim(store, UNPACED, AT + MINUTE).messages
    record(store, message, answer("retry_later", "mail"), AT + MINUTE)
    while_it_waits = claim(store, UNPACED, AT + MINUTE + SECOND)
    (message,) = claim(store, UNPACED, AT + 2 * MINUTE).messages
    record(store, message, answer("accepted", "mail"), AT + 2 * MINUTE)

    (after,) = claim(store, UNPACED, AT + 2 * MINUTE).messages

    assert message.key == first
    assert while_it_waits.messages == ()
    assert after.key == second


def test_dead_notice_holds_up_no_later_one(store: Store) -> None:
    put(store, "fault", source="algorithms")
    second = put(store, "recovered", source="algorithms", at=AT + SECOND)
    (message,) = claim(store, UNPACED, AT + MINUTE).messages
    record(store, message, answer("refused", "mail"), AT + MINUTE)

    (after,) = claim(store, UNPACED, AT + MINUTE).messages

    assert after.key == second


def test_notices_of_other_sources_and_to_others_are_not_held_up(store: Store) -> None:
    put(store, "fault", source="algorithms")
    put(store, "fault elsewhere", source="generative_ai", at=AT + SECOND)
    put(store, "fault to another", source="algorithms", at=AT + SECOND, to="主管")
    both = Lane("mail", recipients=DUTY | {(Audience.OPERATORS, "主管")})

    assert len(claim(store, both, AT + MINUTE).messages) == 3


def test_death_of_a_sender_is_in_the_log_as_an_unknown_outcome(store: Store) -> None:
    key = put(store, "one")
    claim(store)
    accept(store, claim(store, at=AT + LEASE), AT + LEASE)

    with store.reading() as session:
        outcomes = [attempt.outcome for attempt in outbox.attempts_of(session, [key])]

    assert outcomes == ["unknown", "accepted"]


def test_health_tells_share_backlog_and_last_success(store: Store) -> None:
    put_many(store, 4)
    (one, two, three) = claim(store).messages
    record(store, one, answer("accepted"), AT + SECOND)
    record(store, two, answer("refused"), AT + SECOND)
    record(store, three, answer("retry_later", down=True), AT + SECOND)

    with store.reading() as session:
        (health,) = channel_health(session, [THREE_A_MINUTE], since=AT)

    assert (health.accepted, health.refused, health.put_off) == (1, 1, 1)
    assert health.success_percent == 33
    assert (health.last_accepted_at, health.failing_since) == (AT + SECOND, AT + SECOND)
    assert (health.unsent, health.oldest_unsent_at, health.per_minute) == (2, AT, 3)


def test_channel_that_nobody_used_has_no_share(store: Store) -> None:
    with store.reading() as session:
        (health,) = channel_health(session, [UNPACED], since=AT)

    assert (health.success_percent, health.last_accepted_at, health.unsent) == (None, None, 0)


@pytest.mark.parametrize("seconds", [1, 60])
def test_each_of_two_paces_holds(store: Store, seconds: int) -> None:
    lane = Lane("feishu", (Pace(5, 60), Pace(2, 1)), recipients=DUTY)
    put_many(store, 12)
    for step in range(90):
        at = AT + step * SECOND / 2
        for message in claim(store, lane, at).messages:
            record(store, message, answer("accepted", "feishu"), at)
    with store.reading() as session:
        sent = sorted(session.scalars(select(DeliveryAttempt.finished_at)))

    most = {1: 2, 60: 5}[seconds]
    gaps = [later - earlier for earlier, later in zip(sent, sent[most:], strict=False)]
    assert min(gaps, default=MINUTE) >= seconds * SECOND
    assert len(sent) >= 5


def test_claiming_from_a_big_backlog_looks_up_earlier_notices_by_an_index(
    sqlite: SqliteFiles,
) -> None:
    url = sqlite.migrated()
    store = open_store(url)
    asked: list[tuple[str, object]] = []
    event.listen(
        store.engine,
        "before_cursor_execute",
        lambda _c, _cursor, statement, values, *_: asked.append((statement, values)),
    )
    put(store, "fault", source="algorithms")
    claim(store, UNPACED)
    ((statement, values),) = [each for each in asked if "EXISTS" in each[0]]

    with store.engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()

    store.close()
    steps = "\n".join(str(step[3]) for step in plan)
    assert "ix_outbox_case_id" in steps
    assert "ix_outbox_source_key" in steps
