"""A list that is published again: only what it says differently is news."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from jishen.cases.recording import Recorded
from jishen.domain.errors import HalfGone
from jishen.store.session import Store
from jishen.store.tables import AttachmentVersion, EntryVersion, FilingEntry
from tests.cases.publishing import (
    STRANGER,
    announce,
    entries_of,
    identify,
    number,
    publish,
    read,
    row,
)

TEN = tuple(row(serial) for serial in range(1, 11))


def needing_match(store: Store) -> int:
    with store.reading() as session:
        return session.scalar(select(func.count()).where(FilingEntry.needs_match)) or 0


def state_of(store: Store, attachment_id: str) -> list[tuple[object, ...]]:
    """Return what is known of an attachment's rows, but for their place in the table."""
    return sorted(
        (key, entry.version, entry.title, entry.filer_name, entry.remarks, entry.missing_since)
        for key, entry in entries_of(store, attachment_id).items()
    )


def test_the_first_reading_records_every_row(store: Store) -> None:
    attachment_id = announce(store)

    recorded = read(store, attachment_id, TEN)

    assert recorded == Recorded(new=10)
    assert set(entries_of(store, attachment_id)) == {(number(n), 1) for n in range(1, 11)}
    assert needing_match(store) == 10


def test_the_same_rows_in_another_order_are_no_change(store: Store) -> None:
    attachment_id = publish(store, *TEN)
    identify(store)
    before = state_of(store, attachment_id)

    recorded = read(store, attachment_id, TEN[::-1], version="second")

    assert recorded == Recorded()
    assert state_of(store, attachment_id) == before
    assert needing_match(store) == 0


def test_renumbered_rows_are_no_change_and_bear_their_new_number(store: Store) -> None:
    attachment_id = publish(store, *TEN)
    renumbered = [replace(said, row_number=said.row_number + 100) for said in TEN]

    recorded = read(store, attachment_id, renumbered, version="second")

    assert recorded == Recorded()
    assert entries_of(store, attachment_id)[number(1), 1].row_number == 101


def test_the_same_bytes_under_a_new_token_are_nothing(store: Store) -> None:
    attachment_id = publish(store, *TEN)
    before = state_of(store, attachment_id)

    recorded = read(store, attachment_id, TEN[:1], version="first")

    assert recorded == Recorded()
    assert state_of(store, attachment_id) == before


@pytest.mark.parametrize(
    "cells", [{"title": "改名算法"}, {"products": "另一应用"}, {"purpose": "另一用途"}]
)
def test_a_changed_cell_is_a_second_version_and_no_new_question_of_whose_it_is(
    store: Store, cells: dict[str, str]
) -> None:
    attachment_id = publish(store, *TEN)
    identify(store)

    recorded = read(store, attachment_id, (row(1, **cells), *TEN[1:]), version="second")

    entry = entries_of(store, attachment_id)[number(1), 1]
    assert recorded == Recorded(changed=1)
    assert entry.version == 2
    assert not entry.needs_match


@pytest.mark.parametrize(
    "changed",
    [row(1, STRANGER), row(1, remarks="主体由甲公司变更"), row(1, filing_number=f" {number(1)}")],
)
def test_a_changed_cell_that_names_the_filer_is_asked_about_again(
    store: Store, changed: object
) -> None:
    attachment_id = publish(store, *TEN)
    identify(store)

    recorded = read(store, attachment_id, (changed, *TEN[1:]), version="second")  # type: ignore[arg-type]

    assert recorded == Recorded(changed=1)
    assert needing_match(store) == 1


def test_both_versions_of_a_changed_row_are_kept(store: Store) -> None:
    attachment_id = publish(store, *TEN)
    read(store, attachment_id, (row(1, title="改名算法"), *TEN[1:]), version="second")
    entry = entries_of(store, attachment_id)[number(1), 1]

    with store.reading() as session:
        versions = session.scalars(
            select(EntryVersion)
            .where(EntryVersion.entry_id == entry.id)
            .order_by(EntryVersion.version)
        ).all()

    titles = [version.cells["title"] for version in versions]  # type: ignore[index, call-overload]
    assert titles == ["样例算法1", "改名算法"]
    assert versions[0].attachment_sha256 == entry.first_sha256
    assert versions[1].attachment_sha256 == entry.attachment_sha256


def test_a_row_that_is_gone_is_kept_and_marked(store: Store) -> None:
    attachment_id = publish(store, *TEN)

    recorded = read(store, attachment_id, TEN[1:], version="second")

    entries = entries_of(store, attachment_id)
    assert recorded == Recorded(missing=1)
    assert entries[number(1), 1].missing_since is not None
    assert entries[number(2), 1].missing_since is None


def test_a_row_that_is_still_gone_is_not_news_again(store: Store) -> None:
    attachment_id = publish(store, *TEN)
    read(store, attachment_id, TEN[1:], version="second")

    recorded = read(store, attachment_id, TEN[:0:-1], version="third")

    assert recorded == Recorded()


def test_a_row_that_is_back_again_is_not_missing_any_more(store: Store) -> None:
    attachment_id = publish(store, *TEN)
    read(store, attachment_id, TEN[1:], version="second")

    recorded = read(store, attachment_id, TEN, version="third")

    entry = entries_of(store, attachment_id)[number(1), 1]
    assert recorded == Recorded()
    assert (entry.missing_since, entry.version) == (None, 1)


def test_a_row_that_comes_back_changed_is_a_second_version(store: Store) -> None:
    attachment_id = publish(store, *TEN)
    read(store, attachment_id, TEN[1:], version="second")

    recorded = read(store, attachment_id, (row(1, STRANGER), *TEN[1:]), version="third")

    entry = entries_of(store, attachment_id)[number(1), 1]
    assert recorded == Recorded(changed=1)
    assert (entry.missing_since, entry.version) == (None, 2)


def test_a_number_printed_twice_makes_two_rows(store: Store) -> None:
    again = row(1, STRANGER, row_number=11)

    attachment_id = publish(store, *TEN, again)

    entries = entries_of(store, attachment_id)
    assert len(entries) == 11
    assert entries[number(1), 1].filer_name != STRANGER
    assert entries[number(1), 2].filer_name == STRANGER


def test_a_list_of_which_a_fifth_is_gone_is_still_read(store: Store) -> None:
    attachment_id = publish(store, *TEN)

    recorded = read(store, attachment_id, TEN[2:], version="second")

    assert recorded == Recorded(missing=2)


def test_a_list_of_which_more_than_a_fifth_is_gone_changes_nothing(store: Store) -> None:
    attachment_id = publish(store, *TEN)
    before = state_of(store, attachment_id)

    with pytest.raises(HalfGone, match="缺少其中 3 行"):
        read(store, attachment_id, (row(4, STRANGER), *TEN[4:], row(99)), version="second")

    assert state_of(store, attachment_id) == before


def test_rows_gone_long_ago_do_not_make_a_list_look_half_gone(store: Store) -> None:
    attachment_id = publish(store, *TEN)
    read(store, attachment_id, TEN[2:], version="second")

    recorded = read(store, attachment_id, TEN[3:], version="third")

    assert recorded == Recorded(missing=1)


def test_new_bytes_that_say_nothing_new_need_no_digest(store: Store) -> None:
    attachment_id = publish(store, *TEN)
    read(store, attachment_id, TEN[::-1], version="second")

    with store.reading() as session:
        due = session.scalars(
            select(AttachmentVersion.new_rows).where(AttachmentVersion.digest_due)
        ).all()

    assert due == [10]
