"""A list that a person downloaded: the same evidence and path, and no double when it is fetched."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from commands.passes import watch
from flows.handing import Offered, take_file
from flows.running import raw_of
from flows.watching import watch_all
from jishen.cases.recording import Recorded
from jishen.domain.errors import HandedFileFault, NotADocument, TableChanged
from jishen.settings import Settings
from jishen.store.session import Store, open_store
from jishen.store.tables import Announcement, Attachment, FilingEntry, HandedFile
from scrapers.lists import read_deep_synthesis_page
from tests.databases import SqliteFiles
from tests.flows.path_world import advance, batches_of, verdicts_of
from tests.installation import ROWS, Installation, Snapshot, first_look
from tests.replica_client import ReplicaProcess
from tests.site_settings import settings_for
from tests.unit.scrapers.docx_files import (
    ALGORITHM_HEADER,
    DEEP_SYNTHESIS_HEADER,
    FIRST,
    SECOND,
    docx,
    text_table,
)

PAGE = "https://www.cac.gov.cn/2026-03/12/c_1775050837565188.htm"
FILE = Offered(
    docx(text_table(DEEP_SYNTHESIS_HEADER, FIRST, SECOND)),
    "境内深度合成服务算法备案清单（2026年3月） (1).docx",
    "deep_synthesis",
    "张三",
    page_url=PAGE,
    announced_on=date(2026, 3, 12),
)


@pytest.fixture(scope="module")
def began(sqlite: SqliteFiles, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """An installation whose first look is done, to be copied."""
    return first_look(sqlite, tmp_path_factory.mktemp("began") / "data")


@pytest.fixture
def installation(
    began: Snapshot, sqlite: SqliteFiles, tmp_path: Path, replica: ReplicaProcess
) -> Iterator[Installation]:
    """An installation whose first look is done; what is tested is the same on both databases."""
    own = began.copy(sqlite, tmp_path / "data")
    store = open_store(own.store_url)
    settings = settings_for(replica.url, own.store_url, own.data_folder, recheck_hours=0)
    yield Installation(settings, store, replica)
    store.close()


@pytest.fixture
def closed(sqlite: SqliteFiles, tmp_path: Path) -> Iterator[tuple[Settings, Store]]:
    """An installation that never reached a site."""
    url = sqlite.migrated()
    store = open_store(url)
    yield settings_for("http://127.0.0.1:9", url, tmp_path), store
    store.close()


def published(site: ReplicaProcess) -> Offered:
    """Publish a month and return its deep-synthesis list as a person downloads it."""
    site.publish("2026-03")
    page = read_deep_synthesis_page(site.get(PAGE).content, PAGE)
    (link,) = page.attachments
    return replace(
        FILE, content=site.get(link.url, referer=PAGE).content, file_name=f"{link.label}.docx"
    )


def handed(store: Store) -> list[HandedFile]:
    with store.reading() as session:
        return list(session.scalars(select(HandedFile).order_by(HandedFile.id)))


def lists_of(store: Store, source: str, period: str) -> list[tuple[str, int]]:
    """Return the pages on which a source's list of a month stands, with its entries."""
    with store.reading() as session:
        found = session.execute(
            select(Announcement.url, func.count(FilingEntry.id))
            .join(Attachment, Attachment.announcement_id == Announcement.id)
            .join(FilingEntry, FilingEntry.attachment_id == Attachment.id)
            .where(Attachment.source_key == source, Attachment.period == period)
            .group_by(Announcement.url, Attachment.id)
        )
        return [(url, count) for url, count in found]


def entries(store: Store, announced_on: date) -> int:
    with store.reading() as session:
        return (
            session.scalar(
                select(func.count(FilingEntry.id))
                .join(Attachment, Attachment.id == FilingEntry.attachment_id)
                .where(Attachment.announced_on == announced_on)
            )
            or 0
        )


@pytest.mark.parametrize("page_url", [PAGE, ""])
def test_a_list_handed_in_is_matched_and_opened_and_found_known_by_the_next_look(
    installation: Installation, page_url: str
) -> None:
    file = replace(published(installation.site), page_url=page_url)

    taken = take_file(installation.settings, file)
    opened = advance(installation.settings).opened.cases
    passes = watch_all(installation.settings)

    assert taken.recorded == Recorded(new=ROWS)
    assert opened > 0
    assert verdicts_of(passes) == {"algorithms": [], "deep_synthesis": []}
    assert [batch[0] for batch in batches_of(passes)] == ["algorithms"]
    assert lists_of(installation.store, "deep_synthesis", "2026-03") == [(PAGE, ROWS)]


def test_the_file_is_evidence_with_who_gave_it_and_its_own_name(
    closed: tuple[Settings, Store],
) -> None:
    settings, store = closed

    take_file(settings, FILE)

    (file,) = handed(store)
    assert (file.given_by, file.file_name, file.page_url) == ("张三", FILE.file_name, PAGE)
    assert raw_of(settings).read(file.sha256) == FILE.content
    with store.reading() as session:
        attachment = session.get_one(Attachment, file.attachment_id)
    assert attachment.label == "境内深度合成服务算法备案清单（2026年3月）"
    assert attachment.announced_on_basis == "经办人注明的公布日期"


def test_the_same_file_twice_brings_nothing(closed: tuple[Settings, Store]) -> None:
    settings, store = closed
    take_file(settings, FILE)

    again = take_file(settings, FILE)

    assert (again.is_known, again.recorded) == (True, Recorded())
    assert [file.verdict for file in handed(store)] == ["ok", "ok"]


def test_what_came_before_any_look_is_history(closed: tuple[Settings, Store]) -> None:
    settings, store = closed

    take_file(settings, FILE)

    with store.reading() as session:
        assert set(session.scalars(select(FilingEntry.is_baseline))) == {True}


def test_a_version_that_lost_most_rows_is_held(installation: Installation) -> None:
    take_file(installation.settings, published(installation.site))

    taken = take_file(installation.settings, FILE)

    assert taken.is_held
    assert entries(installation.store, date(2026, 3, 12)) == ROWS


@pytest.mark.parametrize(
    ("changes", "fault", "told"),
    [
        ({"content": b"<html>nothing</html>"}, NotADocument, "网页"),
        ({"content": docx(text_table(ALGORITHM_HEADER, FIRST))}, TableChanged, "应为"),
        ({"source_key": "nothing"}, HandedFileFault, "可用：algorithms"),
        ({"page_url": "https://example.com/x.htm"}, HandedFileFault, "不在来源"),
        ({"page_url": "http://www.cac.gov.cn/x.htm"}, HandedFileFault, "不在来源"),
        ({"by": " "}, HandedFileFault, "提供文件的人"),
        ({"page_url": "", "file_name": "下载.docx"}, HandedFileFault, "--label"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why_and_is_kept(
    closed: tuple[Settings, Store],
    changes: dict[str, object],
    fault: type[Exception],
    told: str,
) -> None:
    settings, store = closed
    offered = replace(FILE, **changes)

    with pytest.raises(fault, match=told):
        take_file(settings, offered)

    (file,) = handed(store)
    assert file.verdict != "ok"
    assert raw_of(settings).read(file.sha256) == offered.content
    assert entries(store, date(2026, 3, 12)) == 0


def test_the_command_asks_for_source_and_name(tmp_path: Path) -> None:
    file = tmp_path / "x.docx"
    file.write_bytes(FILE.content)

    result = CliRunner().invoke(watch, ["--file", str(file), "--source", "deep_synthesis"])

    assert result.exit_code == 2
    assert "--by" in result.output
