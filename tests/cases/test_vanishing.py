"""A row that a list prints no more is a task after enough good looks, never an act."""

from datetime import timedelta

import pytest

from jishen.cases.vanishing import count_good_looks, note_rows_gone, settle
from jishen.domain.notices import NoticeEvent
from jishen.domain.watch_faults import HoldFault
from jishen.store.holds import vanished_tasks
from jishen.store.looking import FetchFacts, mark_good
from jishen.store.session import Store
from jishen.store.tables import Attachment, Disappearance
from tests.cases.publishing import AT, MACHINE, outbox_of, publish, read, row

TEN = [row(serial) for serial in range(1, 11)]
HOUR = timedelta(hours=1)
FAULT, RECOVERED = NoticeEvent.SOURCE_FAULT, NoticeEvent.SOURCE_RECOVERED


def look(store: Store, attachment_id: str, at, *, shows: bool = True) -> int:
    """Take one good look at the list as it stands; return the tasks raised."""
    with store.act("health") as session:
        attachment = session.get_one(Attachment, attachment_id)
        seen = attachment.sha256 if shows else None
        facts = FetchFacts(attachment.source_key, attachment.url, "", at, "ok", 200, sha256=seen)
        mark_good(session, facts, was_full=True)
        session.flush()
        return count_good_looks(
            session,
            attachment.source_key,
            {attachment_id},
            at=at,
            enough=3,
            actor=MACHINE,
            operators=("值班",),
        )


def rewrite(store: Store, attachment_id: str, rows, version: str, at) -> None:
    read(store, attachment_id, rows, version=version, at=at)
    with store.act("entries") as session:
        attachment = session.get_one(Attachment, attachment_id)
        note_rows_gone(session, attachment, at=at, actor=MACHINE, operators=("值班",))


def lose_one(store: Store) -> str:
    """Publish ten rows and rewrite the list without the last one."""
    attachment_id = publish(store, *TEN)
    rewrite(store, attachment_id, TEN[:9], "nine", AT + HOUR)
    return attachment_id


def tasks(store: Store) -> list[Disappearance]:
    with store.reading() as session:
        return [gone for gone, _, _ in vanished_tasks(session)]


def test_a_row_that_is_gone_is_a_task_after_three_good_looks(store: Store) -> None:
    attachment_id = lose_one(store)

    raised = [look(store, attachment_id, AT + n * HOUR) for n in (1, 2, 3, 4)]

    (task,) = tasks(store)
    (alarm,) = outbox_of(store)
    assert raised == [0, 0, 1, 0]
    assert (task.gone_at, task.task_at) == (AT + HOUR, AT + 3 * HOUR)
    assert alarm.source_key == "vanished.deep_synthesis"
    assert isinstance(alarm.subject, dict)
    assert TEN[9].filing_number in str(alarm.subject["detail"])


def test_a_look_that_shows_other_bytes_than_those_recorded_does_not_count(store: Store) -> None:
    attachment_id = lose_one(store)

    for n in (1, 2, 3, 4):
        look(store, attachment_id, AT + n * HOUR, shows=False)

    assert tasks(store) == []


def test_a_row_that_comes_back_closes_its_task_and_is_told(store: Store) -> None:
    attachment_id = lose_one(store)
    for n in (1, 2, 3):
        look(store, attachment_id, AT + n * HOUR)

    rewrite(store, attachment_id, TEN, "ten again", AT + 9 * HOUR)

    assert tasks(store) == []
    assert [message.event for message in outbox_of(store)] == [FAULT, RECOVERED]


def test_a_row_that_comes_back_before_it_is_a_task_is_told_to_nobody(store: Store) -> None:
    attachment_id = lose_one(store)
    look(store, attachment_id, AT + HOUR)
    rewrite(store, attachment_id, TEN, "ten again", AT + 2 * HOUR)

    raised = [look(store, attachment_id, AT + n * HOUR) for n in (2, 3, 4)]

    assert raised == [0, 0, 0]
    assert outbox_of(store) == []


def test_where_one_of_two_comes_back_both_things_are_said(store: Store) -> None:
    attachment_id = publish(store, *TEN)
    rewrite(store, attachment_id, TEN[:8], "eight", AT + HOUR)
    for n in (1, 2, 3):
        look(store, attachment_id, AT + n * HOUR)

    rewrite(store, attachment_id, TEN[:9], "nine", AT + 9 * HOUR)

    told = [str(m.subject["detail"]) for m in outbox_of(store) if isinstance(m.subject, dict)]
    assert len(tasks(store)) == 1
    assert "1 行已重新出现并办结" in told[-1]


def test_a_person_closes_a_task_and_nothing_else_changes(store: Store) -> None:
    attachment_id = lose_one(store)
    for n in (1, 2, 3):
        look(store, attachment_id, AT + n * HOUR)
    (task,) = tasks(store)

    with store.act("health") as session:
        settle(session, task.id, by="张三", why="网站漏印，已电话核实", at=AT + 5 * HOUR)
    look(store, attachment_id, AT + 6 * HOUR)

    assert tasks(store) == []


def test_a_task_is_not_closed_without_a_name_or_twice(store: Store) -> None:
    attachment_id = lose_one(store)
    for n in (1, 2, 3):
        look(store, attachment_id, AT + n * HOUR)
    (task,) = tasks(store)

    with pytest.raises(HoldFault, match="写明"), store.act("health") as session:
        settle(session, task.id, by="", why="x", at=AT)
    with store.act("health") as session:
        settle(session, task.id, by="张三", why="核实", at=AT)
    with pytest.raises(HoldFault, match="已办结"), store.act("health") as session:
        settle(session, task.id, by="张三", why="核实", at=AT)
