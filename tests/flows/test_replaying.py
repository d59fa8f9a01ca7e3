"""What is kept is read again with today's readers: shown first, taken over by a person."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, select, update

from commands.replay import replay_command
from flows.handing import take_file
from flows.replaying import replay
from flows.running import now, raw_of
from jishen.cases.rereading import Reread
from jishen.settings import SETTINGS_FILE_VARIABLE, Settings, load_settings
from jishen.store import audit
from jishen.store.looking import FetchFacts, log_fetch
from jishen.store.session import Store, open_store
from jishen.store.tables import Attachment, AuditEntry, EntryVersion, FilingEntry
from tests.databases import SqliteFiles
from tests.flows.test_handing import FILE
from tests.site_settings import settings_for
from tests.unit.scrapers.docx_files import DEEP_SYNTHESIS_HEADER, FIRST, SECOND, docx, text_table

URL = "https://www.cac.gov.cn/list.docx"


@pytest.fixture
def kept(sqlite: SqliteFiles, tmp_path: Path) -> Iterator[tuple[Settings, Store]]:
    """An installation that holds one list of two rows."""
    url = sqlite.migrated()
    store = open_store(url)
    settings = settings_for("http://127.0.0.1:9", url, tmp_path)
    take_file(settings, FILE)
    yield settings, store
    store.close()


def read_by_an_older_reader(store: Store) -> None:
    """Make what is recorded look as if a reader had lost the second row and half of a name."""
    with store.engine.begin() as connection:
        second = select(FilingEntry.id).where(FilingEntry.filer_name == SECOND[3])
        connection.execute(delete(EntryVersion).where(EntryVersion.entry_id.in_(second)))
        connection.execute(delete(FilingEntry).where(FilingEntry.filer_name == SECOND[3]))
        connection.execute(update(FilingEntry).values(filer_name="甲"))


def entries(store: Store) -> list[FilingEntry]:
    with store.reading() as session:
        return list(session.scalars(select(FilingEntry).order_by(FilingEntry.row_number)))


def found(settings: Settings, **how: str) -> Reread:
    (only,) = replay(settings, None, **how)
    return only


def test_what_reads_as_it_is_recorded_is_no_difference(kept: tuple[Settings, Store]) -> None:
    settings, _ = kept

    assert found(settings).is_same


def test_differences_are_shown_and_nothing_is_written(kept: tuple[Settings, Store]) -> None:
    settings, store = kept
    read_by_an_older_reader(store)

    seen = found(settings)

    assert [len(seen.new), len(seen.changed), len(seen.missing)] == [1, 1, 0]
    assert "单位“甲”→“甲公司”" in seen.changed[0]
    assert [entry.filer_name for entry in entries(store)] == ["甲"]


def test_applied_they_are_new_versions_in_the_name_of_a_person(
    kept: tuple[Settings, Store],
) -> None:
    settings, store = kept
    read_by_an_older_reader(store)

    found(settings, apply_by="李四")

    first, second = entries(store)
    assert (first.filer_name, first.version) == (FIRST[3], 2)
    assert (second.filer_name, second.is_baseline) == (SECOND[3], True)
    with store.reading() as session:
        assert audit.verify(session) is None
        trail = session.scalars(
            select(AuditEntry.actor).where(AuditEntry.event == "reading.replayed")
        ).all()
    assert trail == ["李四"]
    assert found(settings).is_same


def test_a_file_that_no_reader_could_read_is_read_when_one_can(
    kept: tuple[Settings, Store],
) -> None:
    settings, store = kept
    third = ("3", *FIRST[1:6], "网信算备440105493500701260013号", "")
    content = docx(text_table(DEEP_SYNTHESIS_HEADER, FIRST, SECOND, third))
    sha256 = raw_of(settings).keep(content)
    with store.act("health") as session:
        attachment = session.scalars(select(Attachment)).one()
        attachment.url = URL
        log_fetch(
            session, FetchFacts("deep_synthesis", URL, URL, now(), "table", 200, sha256=sha256)
        )

    before, unread = replay(settings, "deep_synthesis", apply_by="李四")

    assert before.is_same
    assert (unread.kept.was_read, len(unread.new)) == (False, 1)
    assert len(entries(store)) == 3


def test_an_older_version_is_only_reported(kept: tuple[Settings, Store]) -> None:
    settings, store = kept
    read_by_an_older_reader(store)
    with store.act("health") as session:
        session.scalars(select(Attachment)).one().sha256 = None

    seen = found(settings, apply_by="李四")

    assert not seen.can_be_applied
    assert len(entries(store)) == 1


def test_bytes_that_are_gone_or_altered_are_told(kept: tuple[Settings, Store]) -> None:
    settings, store = kept
    raw = raw_of(settings)
    with store.reading() as session:
        path = raw.path_of(session.scalars(select(Attachment.sha256)).one() or "")
    path.write_bytes(b"x")
    altered = found(settings)
    path.unlink()

    gone = found(settings)

    assert "摘要不符" in altered.fault
    assert "不在" in gone.fault


def test_the_command_shows_then_applies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JISHEN_DATA_FOLDER", str(tmp_path / "data"))
    monkeypatch.delenv(SETTINGS_FILE_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    load_settings.cache_clear()
    run = CliRunner().invoke
    assert "重读 0 份" in run(replay_command, []).output
    take_file(load_settings(), FILE)
    store = open_store(load_settings().store_url)
    read_by_an_older_reader(store)

    shown = run(replay_command, ["--source", "deep_synthesis"])
    refused = run(replay_command, ["--apply"])
    applied = run(replay_command, ["--apply", "--by", "李四"])

    assert (shown.exit_code, refused.exit_code, applied.exit_code) == (2, 2, 0)
    assert "新增 1 行" in shown.output
    assert "已登记为新版" in applied.output
    assert run(replay_command, []).exit_code == 0
    store.close()
    load_settings.cache_clear()
