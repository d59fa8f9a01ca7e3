"""Rows written by one plain statement say the same as rows saved by the session."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import IntegrityError

from jishen.store.rows import columns_of, insert_if_new, insert_rows
from jishen.store.session import Store
from jishen.store.tables import Fetch, RawObject

AT = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)


def raw(sha256: str, size_bytes: int = 1) -> RawObject:
    return RawObject(sha256=sha256, size_bytes=size_bytes, media_type="text/html", kept_at=AT)


def fetch_of(sha256: str) -> Fetch:
    return Fetch(
        source_key="s",
        url="u",
        fetched_from="u",
        fetched_at=AT,
        verdict="ok",
        sha256=sha256,
        headers=[["a", "备"]],
    )


def test_a_record_is_read_back_as_it_was_written_with_its_defaults(store: Store) -> None:
    with store.act("entries") as session:
        insert_rows(session, [raw("a" * 64)])
        insert_rows(session, [fetch_of("a" * 64)])

    with store.reading() as session:
        found = session.query(Fetch).one()
    assert (found.headers, found.fetched_at, found.detail) == ([["a", "备"]], AT, "")


def test_what_waits_in_the_session_is_written_first(store: Store) -> None:
    with store.act("entries") as session:
        session.add(raw("a" * 64))
        insert_rows(session, [fetch_of("a" * 64)])

    with store.reading() as session:
        assert session.query(Fetch).one().sha256 == "a" * 64


def test_a_record_whose_key_is_there_changes_nothing(store: Store) -> None:
    with store.act("entries") as session:
        insert_if_new(session, raw("a" * 64, size_bytes=1))
        insert_if_new(session, raw("a" * 64, size_bytes=2))

    with store.reading() as session:
        assert session.get_one(RawObject, "a" * 64).size_bytes == 1


def test_another_fault_of_a_new_record_is_not_swallowed(store: Store) -> None:
    with (
        pytest.raises(IntegrityError),
        store.act("entries") as session,
    ):
        insert_if_new(session, RawObject(sha256="a" * 64, media_type="t", kept_at=AT))


def test_only_what_was_set_is_written() -> None:
    assert columns_of(RawObject(sha256="a", size_bytes=1)) == {"sha256": "a", "size_bytes": 1}
