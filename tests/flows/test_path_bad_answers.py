"""Bad answers, over real HTTP: told once with a remedy, nothing lost, nothing taken for seen."""

from collections import Counter
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from jishen.domain.notices import NoticeEvent
from jishen.settings import Settings
from jishen.store.looking import all_health, latest_fetches
from jishen.store.session import Store
from jishen.store.tables import FilingEntry
from tests.flows.path_world import (
    ALGORITHMS,
    DEEP_SYNTHESIS,
    advance,
    batches_of,
    dump,
    events_told,
    journal_of,
    let_a_day_pass,
    let_a_minute_pass_since_the_first_look,
    look_and_advance,
    notices_of,
    verdicts_of,
)
from tests.installation import Installation
from tests.replica_client import ReplicaProcess
from tests.sample_registry import import_enterprises, sample_enterprises

HUB = "/www.cac.gov.cn/2022-08/12/c_1661927474338504.htm"
LIST_PAGE = "/www.cac.gov.cn/wxzw/wxfb/"
BATCH_PAGE = "/www.cac.gov.cn/2026-01/"
NOTICES = "/beian.cac.gov.cn/api/notice/list"
FINE = {ALGORITHMS: [], DEEP_SYNTHESIS: []}
NEWS = [(ALGORITHMS, "2026-03", 20, 0, 0), (DEEP_SYNTHESIS, "2026-03", 20, 0, 0)]
NOTHING_BUT_THE_FAULT = {
    "fetch",
    "raw_object",
    "source_health",
    "host_manners",
    "outbox",
    "audit_entry",
}
"""The only tables that a bad answer may write to, with the log of attempts to tell of it."""


@dataclass(frozen=True, slots=True)
class Bad:
    """A fault put on the site, and what is to be said of it."""

    mode: str
    where: dict[str, str]
    source: str
    verdict: str


BAD_ANSWERS = {
    "a bot check instead of the hub": Bad("bot_check", {"path_prefix": HUB}, ALGORITHMS, "blocked"),
    "an empty hub": Bad("empty", {"path_prefix": HUB}, ALGORITHMS, "empty-body"),
    "a hub that is cut off": Bad("cut", {"path_prefix": HUB}, ALGORITHMS, "cut-short"),
    "a hub whose transfer breaks": Bad("broken", {"path_prefix": HUB}, ALGORITHMS, "transport"),
    "an error of the server": Bad("status:503", {"path_prefix": HUB}, ALGORITHMS, "server-error"),
    "a firewall's refusal": Bad("status:412", {"path_prefix": HUB}, ALGORITHMS, "blocked"),
    "a hub that is not there": Bad("status:404", {"path_prefix": HUB}, ALGORITHMS, "moved"),
    "a new layout of the hub": Bad("layout", {"path_prefix": HUB}, ALGORITHMS, "layout"),
    "a hub in the wrong charset": Bad(
        "wrong_charset", {"path_prefix": HUB}, ALGORITHMS, "encoding"
    ),
    "a hub that leads to a login": Bad("login_redirect", {"path_prefix": HUB}, ALGORITHMS, "login"),
    "a hub without lists": Bad("empty_list", {"path_prefix": HUB}, ALGORITHMS, "empty-list"),
    "a list page without items": Bad(
        "empty_list", {"path_prefix": LIST_PAGE}, DEEP_SYNTHESIS, "empty-list"
    ),
    "a bot check instead of the list page": Bad(
        "bot_check", {"path_prefix": LIST_PAGE}, DEEP_SYNTHESIS, "blocked"
    ),
    "no notices": Bad("empty_list", {"path_prefix": NOTICES}, DEEP_SYNTHESIS, "empty-list"),
    "an interface that is cut off": Bad("cut", {"path_prefix": NOTICES}, DEEP_SYNTHESIS, "layout"),
    "a new layout of a batch's page": Bad(
        "layout", {"path_prefix": BATCH_PAGE}, DEEP_SYNTHESIS, "layout"
    ),
    "an attachment cut off": Bad(
        "truncated_docx", {"label": "互联网信息服务算法"}, ALGORITHMS, "unreadable"
    ),
    "an attachment without its table": Bad(
        "docx_without_table", {"label": "深度合成"}, DEEP_SYNTHESIS, "table"
    ),
    "a page instead of the attachment": Bad(
        "html_instead", {"label": "深度合成"}, DEEP_SYNTHESIS, "not-a-document"
    ),
    "an empty attachment": Bad("empty", {"label": "深度合成"}, DEEP_SYNTHESIS, "empty-body"),
}


EVERY_KIND = pytest.mark.parametrize("bad", BAD_ANSWERS.values(), ids=BAD_ANSWERS)
ON_SQLITE = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
"""How answers are read does not depend on the database; what is written does, and has its tests."""


def without_faults(store: Store) -> dict[str, list[str]]:
    return {name: rows for name, rows in dump(store).items() if name not in NOTHING_BUT_THE_FAULT}


def verdicts_logged(store: Store, source: str) -> list[str]:
    with store.reading() as session:
        return [fetch.verdict for fetch in latest_fetches(session, source, limit=1)]


def remedies(store: Store) -> dict[str, str | None]:
    with store.reading() as session:
        return {key: health.spell_remedy for key, health in all_health(session).items()}


@ON_SQLITE
@EVERY_KIND
def test_a_bad_answer_is_told_once_and_changes_nothing_that_is_known(
    installation: Installation, bad: Bad
) -> None:
    known = without_faults(installation.store)
    installation.site.fault(bad.mode, **bad.where)

    first, _ = look_and_advance(installation.settings)
    second, _ = look_and_advance(installation.settings)

    (alarm,) = notices_of(installation.store, installation.settings, NoticeEvent.SOURCE_FAULT)
    remedy = remedies(installation.store)[bad.source]
    after = without_faults(installation.store)
    assert verdicts_of(first) == {**FINE, bad.source: [bad.verdict]}
    assert verdicts_of(second) == verdicts_of(first)
    assert verdicts_logged(installation.store, bad.source) == [bad.verdict]
    assert remedy is not None
    assert remedy[:12] in alarm.replace("\n", "")
    assert len(journal_of(installation.settings)) == 1
    assert {name: rows for name, rows in after.items() if name != "delivery_attempt"} == {
        name: rows for name, rows in known.items() if name != "delivery_attempt"
    }


@ON_SQLITE
@EVERY_KIND
def test_what_was_published_meanwhile_is_found_when_the_site_is_well_again(
    installation: Installation, bad: Bad
) -> None:
    installation.site.fault(bad.mode, **bad.where)
    look_and_advance(installation.settings)
    installation.site.publish("2026-03")
    during, _ = look_and_advance(installation.settings)
    installation.site.heal()

    after, _ = look_and_advance(installation.settings)

    told = events_told(installation.store, installation.settings)
    assert verdicts_of(after) == FINE
    assert sorted(batches_of(during) + batches_of(after)) == NEWS
    assert told == {
        NoticeEvent.SOURCE_FAULT: 1,
        NoticeEvent.SOURCE_RECOVERED: 1,
        NoticeEvent.FILING_SEEN: 8,
        NoticeEvent.BATCH_DIGEST: 2,
    }


def test_a_site_that_is_down_is_one_alarm_for_each_source(installation: Installation) -> None:
    known = without_faults(installation.store)
    installation.site.down()

    passes, _ = look_and_advance(installation.settings)
    look_and_advance(installation.settings)

    told = events_told(installation.store, installation.settings)
    met = {source: set(verdicts) for source, verdicts in verdicts_of(passes).items()}
    after = without_faults(installation.store)
    assert met == {ALGORITHMS: {"transport"}, DEEP_SYNTHESIS: {"transport"}}
    assert told == {NoticeEvent.SOURCE_FAULT: 2}
    assert after["filing_entry"] == known["filing_entry"]
    assert after["watched_url"] == known["watched_url"]


def test_what_was_published_while_the_site_was_down_is_found_when_it_is_up(
    installation: Installation,
) -> None:
    installation.site.down()
    look_and_advance(installation.settings)
    installation.site.up()
    installation.site.publish("2026-03")

    passes, _ = look_and_advance(installation.settings)

    told = events_told(installation.store, installation.settings)
    assert batches_of(passes) == NEWS
    assert told[NoticeEvent.SOURCE_RECOVERED] == 2
    assert told[NoticeEvent.FILING_SEEN] == 8


def test_a_lying_not_modified_lasts_no_longer_than_a_day(
    installation: Installation,
) -> None:
    installation.site.fault("lying_304", kind="all")
    installation.site.publish("2026-03")
    fooled, _ = look_and_advance(installation.settings)
    let_a_day_pass(installation.store)

    passes, _ = look_and_advance(installation.settings)

    assert (ALGORITHMS, "2026-03", 20, 0, 0) not in batches_of(fooled)
    assert sorted(batches_of(fooled) + batches_of(passes)) == NEWS


def test_a_list_that_shrank_by_more_than_a_fifth_is_not_taken(installation: Installation) -> None:
    with installation.store.reading() as session:
        numbers = session.scalars(
            select(FilingEntry.filing_number)
            .where(FilingEntry.list_kind == "algorithm")
            .order_by(FilingEntry.row_number)
            .limit(5)
        ).all()
    known = without_faults(installation.store)
    installation.site.rewrite("algorithm", "2026-01", drop=numbers)

    passes, _ = look_and_advance(installation.settings)

    told = events_told(installation.store, installation.settings)
    assert verdicts_of(passes) == FINE
    assert [found.held_lists for found in passes] == [1, 0]
    assert told == {NoticeEvent.SOURCE_FAULT: 1}
    assert without_faults(installation.store)["filing_entry"] == known["filing_entry"]


def test_a_page_in_the_charset_it_does_not_declare_is_read_all_the_same(
    installation: Installation,
) -> None:
    installation.site.fault("gb18030", kind="page")
    installation.site.publish("2026-03")

    passes, _ = look_and_advance(installation.settings)

    assert batches_of(passes) == NEWS


@pytest.mark.parametrize(
    "kind",
    [
        "a bot check instead of the hub",
        "a list page without items",
        "a new layout of a batch's page",
        "an attachment cut off",
    ],
)
def test_after_a_bad_first_look_a_good_one_is_the_baseline_and_what_follows_is_news(
    settings: Settings, store: Store, replica: ReplicaProcess, kind: str
) -> None:
    bad = BAD_ANSWERS[kind]
    import_enterprises(store, *sample_enterprises())
    replica.fault(bad.mode, **bad.where)
    look_and_advance(settings)
    replica.heal()
    healed, _ = look_and_advance(settings)
    replica.publish("2026-03")

    passes, advanced = look_and_advance(settings)

    told = Counter(events_told(store, settings))
    assert verdicts_of(healed) == FINE
    assert batches_of(passes) == NEWS
    assert advanced.opened.cases == 13
    assert told[NoticeEvent.FILING_SEEN] == 8
    assert told[NoticeEvent.BATCH_DIGEST] == 2


def test_a_hub_that_was_changed_after_a_bad_first_look_brings_its_newest_list_as_news(
    settings: Settings, store: Store, replica: ReplicaProcess
) -> None:
    import_enterprises(store, *sample_enterprises())
    replica.fault("bot_check", path_prefix=HUB)
    look_and_advance(settings)
    let_a_minute_pass_since_the_first_look(store)
    replica.publish("2026-03", kinds=["algorithm"])
    replica.heal()

    passes, _ = look_and_advance(settings)

    news = [(batch.period, batch.is_baseline) for found in passes for batch in found.batches]
    assert ("2026-03", False) in news
    assert ("2026-01", True) in news
    assert events_told(store, settings)[NoticeEvent.FILING_SEEN] > 0


def test_an_alarm_that_could_not_be_delivered_is_delivered_later(
    installation: Installation,
) -> None:
    installation.site.down()
    look_and_advance(installation.settings)
    installation.site.up()

    advance(installation.settings)

    assert events_told(installation.store, installation.settings)[NoticeEvent.SOURCE_FAULT] == 2


@ON_SQLITE
def test_an_old_copy_of_a_hub_is_asked_for_again_past_the_caches(
    installation: Installation,
) -> None:
    installation.site.publish("2026-03")
    look_and_advance(installation.settings)
    installation.site.fault("stale_copy", path_prefix=HUB, times=1)

    passes, _ = look_and_advance(installation.settings)

    with installation.store.reading() as session:
        logged = latest_fetches(session, ALGORITHMS, limit=3)
    assert verdicts_of(passes) == FINE
    assert "stale-copy" in {fetch.verdict for fetch in logged}
    assert events_told(installation.store, installation.settings)[NoticeEvent.SOURCE_FAULT] == 0


@ON_SQLITE
def test_an_old_copy_that_stays_says_nothing_and_hides_no_list(installation: Installation) -> None:
    installation.site.publish("2026-03")
    look_and_advance(installation.settings)
    known = without_faults(installation.store)
    installation.site.fault("stale_copy", path_prefix=HUB)

    passes, _ = look_and_advance(installation.settings)

    after = without_faults(installation.store)
    assert verdicts_of(passes) == {**FINE, ALGORITHMS: ["stale-copy"]}
    assert after["attachment"] == known["attachment"]
    assert after["filing_entry"] == known["filing_entry"]
