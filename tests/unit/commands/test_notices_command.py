"""`jishen notices` as a person runs it: health, acknowledge, silence, reconcile, an SMS."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import delete, select

from commands.doctor import doctor
from commands.notices import notices
from jishen.settings import SETTINGS_FILE_VARIABLE, load_settings
from jishen.store import schema
from jishen.store.session import Store, open_store
from jishen.store.tables import ChannelState, OutboxMessage
from tests.cases.publishing import AT, cases_in, enterprise, outbox_of, publish, row, work_through
from tests.sample_registry import import_enterprises

BY = ("--by", "王审核")


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A database with one open case whose enterprise is to be told."""
    monkeypatch.setenv("JISHEN_DATA_FOLDER", str(tmp_path / "data"))
    monkeypatch.delenv(SETTINGS_FILE_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    load_settings.cache_clear()
    opened = open_store(load_settings().store_url)
    schema.upgrade(opened)
    import_enterprises(opened, enterprise())
    publish(opened, row(1))
    work_through(opened)
    yield opened
    opened.close()
    load_settings.cache_clear()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(notices, list(arguments))


def test_health_is_well_and_says_so_and_fails_for_a_failing_channel(store: Store) -> None:
    well = run("health")
    with store.act("health") as session:
        session.add(ChannelState(channel="file", failures=3, failing_since=AT, held_why="磁盘已满"))

    failing = run("health")

    assert (well.exit_code, failing.exit_code) == (0, 1)
    assert "正常" in well.output
    assert "起连续失败：磁盘已满" in failing.output


def test_reconcile_looks_first_and_repairs_when_told_to(store: Store) -> None:
    with store.act("health") as session:
        session.execute(delete(OutboxMessage))

    looked = run("reconcile")
    left = outbox_of(store)
    applied = run("reconcile", "--apply")

    assert (looked.exit_code, applied.exit_code) == (1, 0)
    assert "应有而无" in looked.output
    assert left == []
    assert "filing_seen" in {message.event.value for message in outbox_of(store)}
    assert run("reconcile").exit_code == 0


def test_silence_is_listed_and_ended(store: Store) -> None:
    (case,) = cases_in(store)

    set_ = run("silence", "--case", case.case_number, "--hours", "2", *BY, "--why", "核对中")

    assert "静默 1 已设置" in set_.output
    assert "核对中" in run("silences").output
    assert "静默 1 已结束" in run("unsilence", "1", *BY).output
    assert "核对中" not in run("silences").output


def test_silence_wants_exactly_one_end() -> None:
    neither = run("silence", "--work", "algorithms", *BY, "--why", "x")
    both = run("silence", "--work", "a", "--hours", "1", "--until", "2030-01-01", *BY, "--why", "x")

    assert (neither.exit_code, both.exit_code) == (2, 2)


def test_doctor_tries_each_channel_and_the_notice_is_acknowledged(store: Store) -> None:
    tried = CliRunner().invoke(doctor, ["--offline", "--send-test", *BY])
    with store.reading() as session:
        key = session.scalar(select(OutboxMessage.key).where(OutboxMessage.event == "channel_test"))

    acknowledged = run("acknowledge", str(key)[:10], *BY)

    assert "试发 file：operators-file：已写入文件" in tried.output.replace("\n", "")
    assert "王审核 知悉通知" in acknowledged.output


def test_wording_of_an_sms_is_shown_as_it_is_handed_in() -> None:
    shown = run("preview", "case_overdue", "--form", "sms")

    assert "报审文本：案件${case}" in shown.output
    assert "案件HZ3-2026-0001" in shown.output
