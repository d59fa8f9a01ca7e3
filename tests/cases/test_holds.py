"""A list that changed too much is held for a person; what becomes of it is theirs to say."""

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from jishen.cases import holds
from jishen.cases.holds import Settlement, is_held, refuse, release
from jishen.cases.recording import Recorded, record_rows
from jishen.domain.filings import AttachmentReading, FilingRow
from jishen.domain.notices import NoticeEvent
from jishen.domain.watch_faults import HoldFault
from jishen.store.holds import all_holds
from jishen.store.looking import FetchFacts, log_fetch
from jishen.store.session import Store
from jishen.store.tables import Attachment, AuditEntry, HeldList
from jishen.store.tables.watching import HoldState
from tests.cases.publishing import (
    AT,
    MACHINE,
    Batch,
    entries_of,
    outbox_of,
    publish,
    row,
)

TEN = [row(serial) for serial in range(1, 11)]
LATER = AT + timedelta(hours=1)
OTHER = Batch(period="2026年5月", announced_on=date(2026, 5, 6))
PERSON = Settlement("张三", AT + timedelta(days=1), "已与网信办电话核实")


def offer(
    store: Store, attachment_id: str, rows: Sequence[FilingRow], version: str, at=LATER
) -> bool:
    """Offer a version as the watch does; tell whether it is held."""
    sha256 = hashlib.sha256(version.encode()).hexdigest()
    facts = FetchFacts("deep_synthesis", "https://x", "", at, "ok", 200, sha256=sha256)
    with store.act("entries") as session:
        log_fetch(session, facts)
        attachment = session.get_one(Attachment, attachment_id)
        if is_held(session, attachment, rows, facts, actor=MACHINE, operators=("值班",)):
            return True
        record_rows(session, attachment, rows, sha256=sha256, at=at, actor=MACHINE)
    return False


def all_held(store: Store) -> list[HeldList]:
    with store.reading() as session:
        return [held for held, _ in all_holds(session)]


def told(store: Store) -> list[NoticeEvent]:
    return [message.event for message in outbox_of(store)]


def events(store: Store) -> list[str]:
    with store.reading() as session:
        found = session.scalars(select(AuditEntry.event).order_by(AuditEntry.sequence))
        return [event for event in found if event.startswith("list.")]


def present(store: Store, attachment_id: str) -> int:
    return sum(entry.missing_since is None for entry in entries_of(store, attachment_id).values())


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (TEN[:7], "原有 10 行，新版缺少其中 3 行，超过五分之一"),
        ([row(serial) for serial in range(1, 31)], "原有 10 行，新版有 30 行，达到三倍"),
    ],
    ids=["shrank", "tripled"],
)
def test_a_list_that_changed_too_much_is_held_and_told_and_nothing_of_it_recorded(
    store: Store, rows: list[FilingRow], reason: str
) -> None:
    attachment_id = publish(store, *TEN)

    held = offer(store, attachment_id, rows, "new")

    (hold,) = all_held(store)
    (alarm,) = outbox_of(store)
    assert held
    assert (hold.state, hold.reason) == (HoldState.HELD, reason)
    assert present(store, attachment_id) == 10
    assert events(store) == ["list.held"]
    assert alarm.source_key == "held.deep_synthesis"
    assert isinstance(alarm.subject, dict)
    assert reason in str(alarm.subject["detail"])


@pytest.mark.parametrize(
    "rows", [TEN[:8], [row(serial) for serial in range(1, 30)]], ids=["a fifth less", "29 of 10"]
)
def test_a_list_that_changed_less_is_taken(store: Store, rows: list[FilingRow]) -> None:
    attachment_id = publish(store, *TEN)

    held = offer(store, attachment_id, rows, "new")

    assert not held
    assert present(store, attachment_id) == len(rows)


def test_the_first_version_of_a_list_is_never_held(store: Store) -> None:
    attachment_id = publish(store, row(1))

    assert present(store, attachment_id) == 1
    assert all_held(store) == []


def test_other_bytes_that_say_the_same_make_no_second_hold(store: Store) -> None:
    attachment_id = publish(store, *TEN)
    offer(store, attachment_id, TEN[:7], "new")

    again = offer(store, attachment_id, TEN[:7], "new, other bytes")

    assert again
    assert len(all_held(store)) == 1
    assert told(store) == [NoticeEvent.SOURCE_FAULT]


def test_a_site_that_goes_back_ends_the_hold_by_itself_and_says_so(store: Store) -> None:
    attachment_id = publish(store, *TEN)
    offer(store, attachment_id, TEN[:7], "new")

    held = offer(store, attachment_id, TEN, "as before", LATER + timedelta(hours=1))

    (hold,) = all_held(store)
    assert not held
    assert (hold.state, hold.settled_by) == (HoldState.ENDED, "")
    assert "恢复正常" in (hold.why or "")
    assert told(store) == [NoticeEvent.SOURCE_FAULT, NoticeEvent.SOURCE_RECOVERED]
    assert events(store) == ["list.held", "list.ended"]


def test_a_site_that_goes_on_to_another_doubt_is_held_anew(store: Store) -> None:
    attachment_id = publish(store, *TEN)
    offer(store, attachment_id, TEN[:7], "new")

    held = offer(store, attachment_id, TEN[:3], "newer", LATER + timedelta(hours=1))

    assert held
    assert [hold.state for hold in all_held(store)] == [HoldState.HELD, HoldState.ENDED]


def test_a_released_list_is_recorded_exactly_as_if_it_had_been_taken_when_it_came(
    store: Store,
) -> None:
    attachment_id = publish(store, *TEN)
    other_id = publish(store, *TEN, batch=OTHER)
    rows = [*TEN[:7], row(77)]
    offer(store, attachment_id, rows, "new")
    hold = all_held(store)[0]

    with store.act("entries") as session:
        _, recorded = release(session, hold.id, AttachmentReading(tuple(rows)), PERSON)
        holds.tell_of_source(session, "deep_synthesis", ("值班",), PERSON.at)
    with store.act("entries") as session:
        other = session.get_one(Attachment, other_id)
        at_once = record_rows(
            session, other, rows, sha256=hold.sha256, at=LATER, actor=MACHINE, is_confirmed=True
        )

    assert recorded == Recorded(new=1, missing=3)
    assert at_once == Recorded(missing=3, repeated=1)  # the other list printed the row first
    assert _as_recorded(store, attachment_id) == _as_recorded(store, other_id)
    assert all_held(store)[0].settled_by == "张三"
    assert told(store) == [NoticeEvent.SOURCE_FAULT, NoticeEvent.SOURCE_RECOVERED]
    assert events(store) == ["list.held", "list.released"]


def _as_recorded(store: Store, attachment_id: str) -> list[tuple[object, ...]]:
    return sorted(
        (entry.filing_number, str(entry.first_seen_at), str(entry.missing_since), entry.version)
        for entry in entries_of(store, attachment_id).values()
    )


def test_a_refused_list_changes_nothing_and_the_same_content_is_not_held_again(
    store: Store,
) -> None:
    attachment_id = publish(store, *TEN)
    offer(store, attachment_id, TEN[:7], "new")

    with store.act("health") as session:
        refuse(session, all_held(store)[0].id, PERSON)
    again = offer(store, attachment_id, TEN[:7], "new, other bytes", PERSON.at)

    assert again
    assert [hold.state for hold in all_held(store)] == [HoldState.REFUSED]
    assert present(store, attachment_id) == 10


@pytest.mark.parametrize(
    ("by", "why", "rows", "said"),
    [
        ("", "核实", TEN[:7], "写明办理人"),
        ("张三", " ", TEN[:7], "写明办理人"),
        ("张三", "核实", TEN[:6], "与留置时不同"),
    ],
)
def test_a_hold_is_not_released_without_a_name_a_reason_and_the_same_reading(
    store: Store, by: str, why: str, rows: list[FilingRow], said: str
) -> None:
    attachment_id = publish(store, *TEN)
    offer(store, attachment_id, TEN[:7], "new")
    hold = all_held(store)[0]

    with pytest.raises(HoldFault, match=said), store.act("entries") as session:
        release(session, hold.id, AttachmentReading(tuple(rows)), Settlement(by, PERSON.at, why))

    assert all_held(store)[0].state is HoldState.HELD


def test_a_hold_is_settled_once(store: Store) -> None:
    attachment_id = publish(store, *TEN)
    offer(store, attachment_id, TEN[:7], "new")
    hold = all_held(store)[0]
    with store.act("health") as session:
        refuse(session, hold.id, PERSON)

    with pytest.raises(HoldFault, match="处理"), store.act("entries") as session:
        release(session, hold.id, AttachmentReading(tuple(TEN[:7])), PERSON)
