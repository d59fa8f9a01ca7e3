"""Doubts are settled by persons: a row as they read it goes on as any other, and can be undone."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from jishen.cases.doubts import Doubted
from jishen.cases.recording import Recorded
from jishen.cases.settling import settle_doubt, undo_settlement
from jishen.domain.errors import DoubtFault
from jishen.domain.filings import RowFlag
from jishen.domain.notices import NoticeEvent
from jishen.store import audit
from jishen.store.session import Store
from jishen.store.tables import AuditEntry, DoubtSettlement, FilingEntry
from tests.cases.doubting import (
    BROKEN,
    PERSON,
    open_doubts,
    read_with_doubts,
    settled_as_row,
)
from tests.cases.publishing import (
    announce,
    cases_in,
    enterprise,
    outbox_of,
    row,
    work_through,
)
from tests.sample_registry import import_enterprises


@pytest.fixture
def list_id(store: Store) -> str:
    """A list of which two rows were read and one line was not."""
    import_enterprises(store, enterprise())
    attachment_id = announce(store)
    read_with_doubts(store, attachment_id, [row(1, "甲公司"), row(2, "乙公司")], [BROKEN])
    return attachment_id


def entry(store: Store, entry_id: str) -> FilingEntry:
    with store.reading() as session:
        return session.get_one(FilingEntry, entry_id)


def events(store: Store) -> list[str]:
    with store.reading() as session:
        assert audit.verify(session) is None
        return list(session.scalars(select(AuditEntry.event).order_by(AuditEntry.sequence)))


def test_a_row_read_by_a_person_is_an_entry_on_the_same_evidence(
    store: Store, list_id: str
) -> None:
    (waiting,) = open_doubts(store)

    read = entry(store, settled_as_row(store))

    assert read.flags == [RowFlag.READ_BY_PERSON.value]
    assert read.attachment_sha256 == waiting.doubt.sha256
    assert read.attachment_id == list_id
    assert "王审核人工读入：已对照原件第 3 页" in str(read.reading_notes)
    assert open_doubts(store) == []
    assert events(store)[-1] == "doubt.settled"


@pytest.mark.usefixtures("list_id")
def test_a_case_is_opened_on_it_and_reviewers_are_told(store: Store) -> None:
    settled_as_row(store)

    work_through(store)

    assert [case.entry_id for case in cases_in(store)]
    told = [message.event for message in outbox_of(store)]
    assert told.count(NoticeEvent.CASE_WAITING) == 1


def test_the_same_doubt_in_a_later_version_does_not_come_again_and_its_row_stays(
    store: Store, list_id: str
) -> None:
    entry_id = settled_as_row(store)

    recorded, doubted = read_with_doubts(
        store, list_id, [row(1, "甲公司"), row(2, "乙公司")], [BROKEN], "second"
    )

    assert (recorded, doubted) == (Recorded(), Doubted())
    assert open_doubts(store) == []
    assert entry(store, entry_id).missing_since is None


def test_a_row_published_differently_is_asked_about_again(store: Store, list_id: str) -> None:
    entry_id = settled_as_row(store)
    changed = replace(BROKEN, cells=(*BROKEN.cells[:4], "另一应用", *BROKEN.cells[5:]))

    recorded, doubted = read_with_doubts(
        store, list_id, [row(1, "甲公司"), row(2, "乙公司")], [changed], "second"
    )

    assert (recorded.missing, doubted) == (1, Doubted(1, 1))
    assert entry(store, entry_id).missing_since is not None
    assert [waiting.doubt.cells for waiting in open_doubts(store)] == [list(changed.cells)]


def test_a_changed_row_settled_again_is_the_same_entry_in_its_next_version(
    store: Store, list_id: str
) -> None:
    entry_id = settled_as_row(store)
    changed = replace(BROKEN, cells=("另", *BROKEN.cells[1:]))
    read_with_doubts(store, list_id, [row(1, "甲公司"), row(2, "乙公司")], [changed], "second")
    (waiting,) = open_doubts(store)

    again = settle_doubt(store, waiting.doubt.id, row(9, products="另一应用"), PERSON)

    assert again == entry_id
    assert entry(store, entry_id).version == 2
    assert entry(store, entry_id).missing_since is None


def test_a_row_that_reads_by_itself_later_is_no_longer_a_persons(
    store: Store, list_id: str
) -> None:
    entry_id = settled_as_row(store)

    recorded, doubted = read_with_doubts(
        store, list_id, [row(1, "甲公司"), row(2, "乙公司"), row(9)], [], "second"
    )

    assert (recorded, doubted) == (Recorded(), Doubted(0, 1))
    assert entry(store, entry_id).flags == []


@pytest.mark.usefixtures("list_id")
def test_what_is_no_row_makes_no_entry(store: Store) -> None:
    (waiting,) = open_doubts(store)

    entry_id = settle_doubt(store, waiting.doubt.id[:8], None, PERSON)

    assert entry_id is None
    assert open_doubts(store) == []


@pytest.mark.usefixtures("list_id")
def test_a_number_that_is_printed_in_the_list_already_is_flagged(store: Store) -> None:
    read = entry(store, settled_as_row(store, serial=1))

    assert read.occurrence == 2
    assert RowFlag.NUMBER_TWICE.value in (read.flags or [])


@pytest.mark.usefixtures("list_id")
def test_undoing_keeps_the_settlement_with_its_end_and_the_doubt_waits_again(store: Store) -> None:
    entry_id = settled_as_row(store)

    undone = undo_settlement(store, open_or_settled(store), replace(PERSON, why="读错一字"))

    with store.reading() as session:
        (kept,) = session.scalars(select(DoubtSettlement))
    assert (kept.entry_id, kept.undone_by, kept.undone_why) == (entry_id, "王审核", "读错一字")
    assert undone.case_numbers == ()
    assert len(open_doubts(store)) == 1
    assert entry(store, entry_id).missing_since is not None
    work_through(store)
    assert cases_in(store) == []


@pytest.mark.usefixtures("list_id")
def test_undoing_a_row_that_stands_in_a_case_names_the_case_and_leaves_it(store: Store) -> None:
    settled_as_row(store)
    work_through(store)

    undone = undo_settlement(store, open_or_settled(store), PERSON)

    assert undone.case_numbers == ("HZ-2026-0001",)
    assert len(cases_in(store)) == 1


@pytest.mark.usefixtures("list_id")
def test_a_doubt_can_be_settled_again_after_it_was_undone(store: Store) -> None:
    entry_id = settled_as_row(store)
    undo_settlement(store, open_or_settled(store), PERSON)

    again = settled_as_row(store)

    assert again == entry_id
    assert entry(store, entry_id).missing_since is None


@pytest.mark.usefixtures("list_id")
def test_a_settled_doubt_is_not_settled_twice(store: Store) -> None:
    settled_as_row(store)

    with pytest.raises(DoubtFault, match="已由王审核处理"):
        settle_doubt(store, open_or_settled(store), None, PERSON)


@pytest.mark.usefixtures("list_id")
@pytest.mark.parametrize(
    ("named", "person", "told"),
    [
        ("no-such-id", PERSON, "没有这样的存疑"),
        ("", PERSON, "没有这样的存疑"),
        ("%", PERSON, "没有这样的存疑"),
        ("x", replace(PERSON, why=" "), "须写明"),
        ("x", replace(PERSON, name=""), "须写明"),
    ],
)
@pytest.mark.usefixtures("list_id")
def test_what_cannot_be_settled_is_refused(
    store: Store, named: str, person: object, told: str
) -> None:
    with pytest.raises(DoubtFault, match=told):
        settle_doubt(store, named, None, person)


def open_or_settled(store: Store) -> str:
    with store.reading() as session:
        return session.scalars(select(DoubtSettlement.doubt_id)).first() or ""
