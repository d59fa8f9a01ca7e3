"""What is history and what is news: also where the first looks failed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from jishen.cases.announcing import is_history, record_page
from jishen.domain.announcements import AnnouncementLink, AnnouncementPage, AttachmentLink
from jishen.domain.errors import HalfGone, StaleCopy
from jishen.domain.filings import ListKind
from jishen.domain.watch_faults import RecordedByAnother
from jishen.store.announcements import add_announcement, attachments_of, derived_id
from jishen.store.looking import FetchFacts, health_of, log_fetch
from jishen.store.session import Store
from jishen.store.tables import Attachment

SOURCE = "algorithms"
HUB = "https://www.cac.gov.cn/hub.htm"
FIRST_LOOK = datetime(2026, 3, 12, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
JANUARY, MARCH = "附件1 算法备案清单（2026年1月）", "附件2 算法备案清单（2026年3月）"
MAY = "附件3 算法备案清单（2026年5月）"


def know_hub(store: Store) -> str:
    link = AnnouncementLink(HUB, "公告", None)
    with store.act("announcements") as session:
        add_announcement(session, SOURCE, link, is_hub=True, is_baseline=True, at=FIRST_LOOK)
        health_of(session, SOURCE).baseline_at = FIRST_LOOK
    return derived_id(SOURCE, HUB)


def read_hub(store: Store, page_id: str, *labels: str, at: datetime, rebuilt_at: datetime) -> None:
    links = tuple(AttachmentLink(f"{HUB}?{label}", label) for label in labels)
    reading = AnnouncementPage("公告", None, links, rebuilt_at)
    facts = FetchFacts(SOURCE, HUB, "", at, "ok", 200, sha256="a" * 64)
    with store.act("attachments") as session:
        log_fetch(session, facts)
        record_page(session, page_id, ListKind.ALGORITHM, reading, facts)


def lists_of(store: Store, page_id: str) -> dict[str | None, Attachment]:
    with store.reading() as session:
        return {attachment.period: attachment for attachment in attachments_of(session, page_id)}


def baselines_of(store: Store, page_id: str) -> dict[str | None, bool]:
    return {period: found.is_baseline for period, found in lists_of(store, page_id).items()}


def test_what_the_first_look_finds_is_history(store: Store) -> None:
    hub = know_hub(store)

    read_hub(store, hub, JANUARY, MARCH, at=FIRST_LOOK, rebuilt_at=FIRST_LOOK - HOUR)

    assert baselines_of(store, hub) == {"2026-01": True, "2026-03": True}


def test_what_is_added_later_is_news(store: Store) -> None:
    hub = know_hub(store)
    read_hub(store, hub, JANUARY, at=FIRST_LOOK, rebuilt_at=FIRST_LOOK - HOUR)

    later = FIRST_LOOK + 48 * HOUR
    read_hub(store, hub, JANUARY, MARCH, at=later, rebuilt_at=later - HOUR)

    assert baselines_of(store, hub) == {"2026-01": True, "2026-03": False}
    assert lists_of(store, hub)["2026-03"].announced_on == date(2026, 3, 14)


def test_an_older_list_that_turns_up_later_is_history(store: Store) -> None:
    hub = know_hub(store)
    read_hub(store, hub, MARCH, at=FIRST_LOOK, rebuilt_at=FIRST_LOOK - HOUR)

    later = FIRST_LOOK + 48 * HOUR
    read_hub(store, hub, JANUARY, MARCH, at=later, rebuilt_at=later - HOUR)

    assert baselines_of(store, hub) == {"2026-01": True, "2026-03": True}


def test_a_hub_rewritten_after_failed_first_looks_brings_its_newest_list_as_news(
    store: Store,
) -> None:
    hub = know_hub(store)

    later = FIRST_LOOK + 48 * HOUR
    read_hub(store, hub, JANUARY, MARCH, at=later, rebuilt_at=later - HOUR)

    assert baselines_of(store, hub) == {"2026-01": True, "2026-03": False}


def test_a_hub_left_alone_since_failed_first_looks_is_history(store: Store) -> None:
    hub = know_hub(store)

    read_hub(store, hub, JANUARY, MARCH, at=FIRST_LOOK + 48 * HOUR, rebuilt_at=FIRST_LOOK - HOUR)

    assert baselines_of(store, hub) == {"2026-01": True, "2026-03": True}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 3, 11), True),
        (date(2026, 3, 12), False),
        (date(2026, 4, 1), False),
        (None, True),
    ],
)
def test_after_failed_first_looks_what_came_since_the_first_is_news(
    store: Store, day: date | None, expected: bool
) -> None:
    with store.act("health") as session:
        health_of(session, SOURCE).spell_since = FIRST_LOOK

        found = is_history(session, SOURCE, day)

    assert found is expected


def test_a_page_that_lacks_more_than_half_of_its_lists_is_not_taken(store: Store) -> None:
    hub = know_hub(store)
    read_hub(store, hub, JANUARY, at=FIRST_LOOK, rebuilt_at=FIRST_LOOK)

    with pytest.raises(HalfGone):
        read_hub(store, hub, MARCH, at=FIRST_LOOK + HOUR, rebuilt_at=FIRST_LOOK)

    assert set(lists_of(store, hub)) == {"2026-01"}


def test_a_list_that_is_not_linked_any_more_is_kept_and_marked(store: Store) -> None:
    hub = know_hub(store)
    read_hub(store, hub, JANUARY, MARCH, at=FIRST_LOOK, rebuilt_at=FIRST_LOOK)

    read_hub(store, hub, MARCH, at=FIRST_LOOK + HOUR, rebuilt_at=FIRST_LOOK)

    assert lists_of(store, hub)["2026-01"].missing_since == FIRST_LOOK + HOUR


def test_a_list_under_a_new_token_is_the_same_list(store: Store) -> None:
    hub = know_hub(store)
    read_hub(store, hub, JANUARY, at=FIRST_LOOK, rebuilt_at=FIRST_LOOK)

    renumbered = JANUARY.replace("附件1", "附件17")
    read_hub(store, hub, renumbered, at=FIRST_LOOK + HOUR, rebuilt_at=FIRST_LOOK)

    assert len(lists_of(store, hub)) == 1
    assert lists_of(store, hub)["2026-01"].url.endswith(renumbered)


def know_page(store: Store, source: str = "guangdong") -> str:
    """Know a page by its address alone, as the first look does, and find nothing there."""
    link = AnnouncementLink(f"{HUB}?{source}", "清单", None)
    with store.act("announcements") as session:
        add_announcement(session, source, link, is_hub=False, is_baseline=True, at=FIRST_LOOK)
        health_of(session, source).baseline_at = FIRST_LOOK
    return derived_id(source, link.url)


def read_page(store: Store, page_id: str, published_at: datetime, at: datetime) -> None:
    reading = AnnouncementPage(
        "清单", published_at, (AttachmentLink("https://x", "备案清单.xlsx"),)
    )
    facts = FetchFacts("guangdong", HUB, "", at, "ok", 200, sha256="b" * 64)
    with store.act("attachments") as session:
        log_fetch(session, facts)
        record_page(session, page_id, ListKind.GENERATIVE_AI_PROVINCIAL, reading, facts)


@pytest.mark.parametrize(
    ("published_after", "is_history_then"),
    [(-48 * HOUR, True), (24 * HOUR, False)],
    ids=["it was there and could not be read", "it came later"],
)
def test_a_list_no_index_tells_of_is_news_when_its_page_came_after_the_first_look(
    store: Store, published_after: timedelta, is_history_then: bool
) -> None:
    page_id = know_page(store)

    read_page(store, page_id, FIRST_LOOK + published_after, at=FIRST_LOOK + 48 * HOUR)

    assert baselines_of(store, page_id) == {None: is_history_then}


@pytest.mark.parametrize(("month", "is_history_then"), [("3", True), ("4", False)])
def test_a_list_of_a_later_month_than_the_first_look_is_news_where_its_page_names_no_day(
    store: Store, month: str, is_history_then: bool
) -> None:
    page_id = know_page(store)
    label = f"备案清单（2026年{month}月）.xlsx"
    reading = AnnouncementPage("清单", None, (AttachmentLink("https://x", label),))
    at = FIRST_LOOK + 40 * 24 * HOUR
    facts = FetchFacts("guangdong", HUB, "", at, "ok", 200, sha256="b" * 64)

    with store.act("attachments") as session:
        log_fetch(session, facts)
        record_page(session, page_id, ListKind.GENERATIVE_AI_PROVINCIAL, reading, facts)

    assert set(baselines_of(store, page_id).values()) == {is_history_then}


def test_two_sources_cannot_record_one_list(store: Store) -> None:
    link = AnnouncementLink(HUB, "清单", None)
    with store.act("announcements") as session:
        for source in ("guangdong", "generative_ai"):
            add_announcement(session, source, link, is_hub=False, is_baseline=True, at=FIRST_LOOK)
    read_page(store, derived_id("guangdong", HUB), FIRST_LOOK, at=FIRST_LOOK)

    with pytest.raises(RecordedByAnother, match="已由来源 guangdong 登记，来源 generative_ai"):
        read_page(store, derived_id("generative_ai", HUB), FIRST_LOOK, at=FIRST_LOOK)


def test_the_database_itself_refuses_a_list_of_two_sources(store: Store) -> None:
    page_id = know_page(store)
    read_page(store, page_id, FIRST_LOOK, at=FIRST_LOOK)
    with store.reading() as session:
        (known,) = attachments_of(session, page_id)

    with pytest.raises(IntegrityError), store.act("attachments") as session:
        session.execute(
            insert(Attachment).values(
                {
                    column.key: getattr(known, column.key)
                    for column in Attachment.__table__.columns
                    if column.key not in {"id", "source_key", "label_key"}
                }
                | {"id": "another", "source_key": "another", "label_key": "another"}
            )
        )


def test_a_page_as_it_was_before_what_came_last_is_not_taken(store: Store) -> None:
    hub = know_hub(store)
    read_hub(store, hub, JANUARY, at=FIRST_LOOK, rebuilt_at=FIRST_LOOK)
    read_hub(store, hub, JANUARY, MARCH, at=FIRST_LOOK + HOUR, rebuilt_at=FIRST_LOOK)

    with pytest.raises(StaleCopy, match="2026年3月"):
        read_hub(store, hub, JANUARY, at=FIRST_LOOK + 2 * HOUR, rebuilt_at=FIRST_LOOK)

    assert lists_of(store, hub)["2026-03"].missing_since is None


def test_a_page_that_has_something_new_in_place_of_the_newest_is_no_old_copy(store: Store) -> None:
    hub = know_hub(store)
    read_hub(store, hub, JANUARY, at=FIRST_LOOK, rebuilt_at=FIRST_LOOK)
    read_hub(store, hub, JANUARY, MARCH, at=FIRST_LOOK + HOUR, rebuilt_at=FIRST_LOOK)
    later = FIRST_LOOK + 2 * HOUR

    read_hub(store, hub, JANUARY, MAY, at=later, rebuilt_at=FIRST_LOOK)

    assert lists_of(store, hub)["2026-03"].missing_since == later
