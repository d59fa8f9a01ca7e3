"""`jishen rulings` and `jishen cases recompute`, as a person runs them on a fresh database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commands.cases import cases
from commands.rulings import rulings
from jishen.domain.errors import RulingFault, SettingsFault, TransitionRefused
from jishen.settings import SETTINGS_FILE_VARIABLE, Settings, load_settings
from jishen.store import schema
from jishen.store.session import Store, open_store
from tests.cases.publishing import enterprise, publish, row, work_through
from tests.sample_registry import import_enterprises

PROPOSAL = [
    *("propose", "--question", "Q14", "--reading", "per_case", "--from", "2026-01-01"),
    *("--signed-by", "解释单位", "--document", "样例复函〔2026〕1号", "--by", "张三"),
]


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    monkeypatch.setenv("JISHEN_DATA_FOLDER", str(tmp_path / "data"))
    monkeypatch.delenv(SETTINGS_FILE_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    load_settings.cache_clear()
    yield load_settings()
    load_settings.cache_clear()


@pytest.fixture(autouse=True)
def store(settings: Settings) -> Iterator[Store]:
    """A database with one open case."""
    opened = open_store(settings.store_url)
    schema.upgrade(opened)
    import_enterprises(opened, enterprise())
    publish(opened, row(1))
    work_through(opened)
    yield opened
    opened.close()


def run(*arguments: str, text: str = "") -> Result:
    return CliRunner().invoke(rulings, arguments, input=text)


def test_the_list_shows_every_question_and_that_nothing_was_ruled() -> None:
    listed = run("list")

    assert "Q20" in listed.output
    assert "尚未登记解释" in listed.output


def test_a_ruling_is_proposed_tried_and_applied() -> None:
    proposed = run(*PROPOSAL)

    tried = run("what-if", "1")
    applied = run("apply", "1", "--by", "李四", "--yes")

    assert "已登记解释 1" in proposed.output
    assert "将改变的 1 件" in tried.output
    assert "HZ-2026-0001　符合条件 200,000 元 → 符合条件 200,000 元" in tried.output
    assert "重新测算 1 件" in applied.output
    assert "已由李四适用" in run("list").output


def test_without_a_yes_nothing_is_applied() -> None:
    run(*PROPOSAL)

    refused = run("apply", "1", "--by", "李四", text="n\n")

    assert refused.exit_code == 1
    assert "未适用" in run("list").output


def test_a_ruling_that_is_not_there_is_told() -> None:
    tried = run("what-if", "9")

    assert isinstance(tried.exception, RulingFault)


def test_a_policy_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JISHEN_POLICY", "shenzhen_1999")
    load_settings.cache_clear()

    assert isinstance(run("list").exception, SettingsFault)


def test_a_draft_decides_only_where_the_settings_allow_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JISHEN_POLICY", "zhuhai_2025")
    load_settings.cache_clear()
    refused = run("list")
    monkeypatch.setenv("JISHEN_DRAFT_POLICIES", "true")
    load_settings.cache_clear()

    allowed = run("list")

    assert isinstance(refused.exception, SettingsFault)
    assert allowed.exit_code == 0


def test_every_stored_decision_is_recomputed() -> None:
    run(*PROPOSAL)
    run("apply", "1", "--by", "李四", "--yes")

    recomputed = CliRunner().invoke(cases, ["recompute", "HZ-2026-0001"])

    assert "一致：2 条" in recomputed.output
    assert recomputed.exit_code == 0


def test_recomputing_a_case_that_is_not_there_is_told() -> None:
    recomputed = CliRunner().invoke(cases, ["recompute", "HZ-1999-0001"])

    assert isinstance(recomputed.exception, TransitionRefused)
