"""Each state of the issue by name, as the replica plays it; a failed look moves no watermark."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from flows.watching import watch_all
from jishen.domain.verdicts import LOOK_NAMES, OUTCOME_OF_LOOK_NAMES
from jishen.settings import Settings
from jishen.store.looking import all_health
from jishen.store.session import Store, open_store
from jishen.store.tables import FilingEntry, SourceHealth, WatchedUrl
from scrapers.sources import algorithms
from tests.databases import SqliteFiles
from tests.replica_client import ReplicaProcess
from tests.site_settings import settings_for

HUB = {"path_prefix": "/www.cac.gov.cn/2022-08/12/c_1661927474338504.htm"}
LIST = {"label": "互联网信息服务算法"}
FAILURES = {
    "moved, nothing there": ("status:404", HUB, "moved"),
    "moved for good": ("moved_for_good", HUB, "moved"),
    "blocked by a bot check": ("bot_check", HUB, "blocked"),
    "blocked by a script that asks for a cookie": ("dynamic_check", HUB, "blocked"),
    "blocked by a firewall": ("waf", HUB, "blocked"),
    "blocked by a log-in": ("login_redirect", HUB, "login"),
    "blocked by a maintenance notice": ("maintenance", HUB, "maintenance"),
    "asked to come less often": ("status:429", HUB, "too-many-requests"),
    "unreachable": ("broken", HUB, "transport"),
    "a server's own trouble": ("status:500", HUB, "server-error"),
    "a changed layout": ("layout", HUB, "layout"),
    "a list that is empty": ("empty_list", HUB, "empty-list"),
    "a body that is empty": ("empty", HUB, "empty-body"),
    "a wrong encoding": ("wrong_charset", HUB, "encoding"),
    "a truncated page": ("cut", HUB, "cut-short"),
    "a truncated list": ("truncated_docx", LIST, "unreadable"),
    "not the document but a page": ("html_instead", LIST, "not-a-document"),
    "not the list but a document without it": ("docx_without_table", LIST, "table"),
}


@dataclass(frozen=True)
class Watch:
    """A site of its own, and an installation that watches one list of it."""

    settings: Settings
    store: Store
    site: ReplicaProcess

    def look(self) -> SourceHealth:
        """Look once; return the source's health afterwards."""
        watch_all(self.settings, (algorithms.SOURCE,))
        return self.health()

    def health(self) -> SourceHealth:
        """Return how the source stands."""
        with self.store.reading() as session:
            return all_health(session)["algorithms"]

    def watermarks(self) -> list[tuple[object, ...]]:
        """Return validators, digests and entries: what a failed look must not move."""
        with self.store.reading() as session:
            urls = session.execute(
                select(
                    WatchedUrl.url,
                    WatchedUrl.etag,
                    WatchedUrl.last_modified,
                    WatchedUrl.good_sha256,
                ).order_by(WatchedUrl.url)
            )
            entries = session.execute(
                select(FilingEntry.id, FilingEntry.version, FilingEntry.missing_since).order_by(
                    FilingEntry.id
                )
            )
            return [*map(tuple, urls), *map(tuple, entries)]


@pytest.fixture(scope="module")
def watch(sqlite: SqliteFiles, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watch]:
    url, folder = sqlite.migrated(), tmp_path_factory.mktemp("states")
    store = open_store(url)
    with ReplicaProcess(periods=("2026-01",), rows=5) as site:
        watch = Watch(settings_for(site.url, url, Path(folder), recheck_hours=0), store, site)
        watch.look()
        yield watch
    store.close()


@pytest.mark.parametrize(("mode", "where", "state"), FAILURES.values(), ids=FAILURES)
def test_a_failed_look_is_named_and_moves_no_watermark(
    watch: Watch, mode: str, where: dict[str, str], state: str
) -> None:
    before, good_at = watch.watermarks(), watch.health().last_good_at
    watch.site.fault(mode, **where)

    failed = watch.look()
    watch.site.heal()

    assert (failed.last_outcome, failed.spell_verdict) == (state, state)
    assert failed.last_good_at == good_at
    assert watch.watermarks() == before
    assert watch.look().last_outcome == "same"


def test_a_site_that_does_not_answer_is_unreachable(watch: Watch) -> None:
    before = watch.watermarks()
    watch.site.down()

    failed = watch.look()
    watch.site.up()

    assert failed.last_outcome == "transport"
    assert watch.watermarks() == before
    assert watch.look().last_outcome == "same"


def test_the_address_a_page_moved_to_is_named(watch: Watch) -> None:
    watch.site.fault("moved_for_good", **HUB)

    failed = watch.look()
    watch.site.heal()
    watch.look()

    assert "永久转向 https://www.cac.gov.cn/new/place.htm" in (failed.spell_detail or "")


def test_nothing_new_new_and_changed_are_told_apart(watch: Watch) -> None:
    nothing = watch.look()
    watch.site.publish("2026-03", kinds=("algorithm",))
    new = watch.look()
    with watch.store.reading() as session:
        number = session.scalars(
            select(FilingEntry.filing_number).order_by(FilingEntry.first_seen_at.desc()).limit(1)
        ).one()
    watch.site.rewrite("algorithm", "2026-03", [(number, "应用产品", "新样例")])
    changed = watch.look()

    assert [nothing.last_outcome, new.last_outcome, changed.last_outcome] == [
        "same",
        "new",
        "changed",
    ]
    assert isinstance(changed.last_changed_at, datetime)


def test_every_state_has_its_words() -> None:
    named = {*LOOK_NAMES, *OUTCOME_OF_LOOK_NAMES}

    assert {state for _, _, state in FAILURES.values()} <= {str(name) for name in named}
