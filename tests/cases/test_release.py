"""Release: a reviewer takes a case out of the backlog, once, and it goes on as if it were new."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier

import pytest

from flows.running import surroundings
from jishen.cases.notice_facts import facts_of
from jishen.cases.release import release_case
from jishen.domain.enterprises import ZoneStatus
from jishen.domain.errors import TransitionRefused
from jishen.domain.notices import CaseWaiting, NoticeEvent
from jishen.domain.states import CaseState
from jishen.store.audit import trail_of
from jishen.store.session import Store, open_store
from tests.cases.publishing import (
    AT,
    STRANGER,
    Batch,
    cases_in,
    enterprise,
    outbox_of,
    publish,
    read,
    row,
    work_through,
)
from tests.databases import PostgresqlServer
from tests.sample_registry import import_enterprises
from tests.site_settings import settings_for

HISTORY = Batch(period="2025年6月", announced_on=date(2025, 6, 1), is_baseline=True)
NUMBER = "HZ-2026-0001"


def release(store: Store, case_number: str = NUMBER) -> None:
    release_case(
        store, case_number, by="张三", why="企业来电", at=AT, reviewers=("审核组", "分管领导")
    )


def make_backlog(store: Store, **values: object) -> str:
    """Put one case into the backlog; return the attachment's id."""
    import_enterprises(store, enterprise(**values))  # type: ignore[arg-type]
    attachment_id = publish(store, row(1), batch=HISTORY)
    work_through(store)
    return attachment_id


def test_a_released_case_is_open_and_the_enterprise_and_reviewers_are_told(store: Store) -> None:
    make_backlog(store)

    release(store)

    (case,) = cases_in(store)
    assert (case.state, case.version) == (CaseState.OPENED, 2)
    assert sorted((message.event, message.recipient) for message in outbox_of(store)) == [
        (NoticeEvent.CASE_WAITING, "分管领导"),
        (NoticeEvent.CASE_WAITING, "审核组"),
        (NoticeEvent.FILING_SEEN, case.uscc),
    ]


def test_who_released_it_and_why_is_in_the_trail(store: Store) -> None:
    make_backlog(store)
    release(store)
    (case,) = cases_in(store)

    with store.reading() as session:
        last = trail_of(session, case.id)[-1]

    assert (last.event, last.actor, last.actor_kind) == ("case.released", "张三", "person")
    assert "企业来电" in last.body


def test_a_case_whose_facts_are_not_known_is_held_and_the_enterprise_not_told(
    store: Store,
) -> None:
    make_backlog(store, zone_status=ZoneStatus.UNCERTAIN)

    release(store)

    (case,) = cases_in(store)
    assert case.state is CaseState.ON_HOLD
    assert {message.event for message in outbox_of(store)} == {NoticeEvent.CASE_WAITING}


def test_a_second_release_is_refused_and_says_nothing(store: Store) -> None:
    make_backlog(store)
    release(store)

    with pytest.raises(TransitionRefused, match="不是历史积存案件"):
        release(store)

    assert len(outbox_of(store)) == 3


def test_a_case_that_there_is_not_cannot_be_released(store: Store) -> None:
    with pytest.raises(TransitionRefused, match="没有编号为"):
        release(store, "HZ-2026-9999")


def test_the_notice_of_a_release_is_about_that_case_when_its_row_stands_in_two(
    store: Store, tmp_path: Path
) -> None:
    around = surroundings(settings_for("http://replica", "", tmp_path))
    attachment_id = make_backlog(store)
    import_enterprises(store, enterprise(STRANGER, serial=2))
    read(store, attachment_id, (row(1, STRANGER),), version="second", at=AT + timedelta(days=1))
    work_through(store)
    release(store)

    with store.reading() as session:
        messages = [m for m in outbox_of(store) if m.event is NoticeEvent.CASE_WAITING]
        told = [facts_of(session, message, around) for message in messages]

    released = [f for f in told if isinstance(f, CaseWaiting) and f.by == "张三"]
    assert {facts.case.case_number for facts in released} == {NUMBER}


def release_when_all_are_ready(url: str, barrier: Barrier) -> None:
    own = open_store(url)
    barrier.wait(20)
    try:
        release(own)
    finally:
        own.close()


@pytest.mark.postgresql
def test_of_four_releases_at_the_same_instant_one_is_done(postgresql: PostgresqlServer) -> None:
    url = postgresql.migrated()
    store = open_store(url)
    make_backlog(store)
    barrier = Barrier(4)

    with ThreadPoolExecutor(4) as threads:
        running = [threads.submit(release_when_all_are_ready, url, barrier) for _ in range(4)]
        faults = [type(run.exception()) for run in running]

    messages, (case,) = outbox_of(store), cases_in(store)
    store.close()
    postgresql.drop(url)
    assert sorted(faults, key=str) == [type(None), *[TransitionRefused] * 3]
    assert (case.version, len(messages)) == (2, 3)
