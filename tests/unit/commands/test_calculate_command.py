"""`jishen calculate` for an enterprise at the counter, and for a program."""

import json
from collections.abc import Iterator

import pytest
from click.testing import CliRunner

from commands.calculate import calculate
from jishen.settings import SETTINGS_FILE_VARIABLE, load_settings


@pytest.fixture(autouse=True)
def settings(tmp_path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv(SETTINGS_FILE_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    load_settings.cache_clear()
    yield
    load_settings.cache_clear()


def test_the_lines_are_told_with_their_arithmetic_and_no_promise() -> None:
    result = CliRunner().invoke(calculate, ["--algorithm", "--compute", "2400000"])

    assert "第四条第（一）项第4点  最高 1,200,000 元  可能适用：模型优化支持。" in result.output
    assert "min(2,400,000 × 50%, 1,500,000) = 1,200,000 元" in result.output
    assert "不构成承诺" in result.output


def test_over_the_cap_the_open_question_is_told() -> None:
    arguments = ["--award", "9900000", "--algorithm", "--compute", "2400000"]

    result = CliRunner().invoke(calculate, arguments)

    assert "削减哪一项，条文未作规定" in result.output


def test_the_json_holds_the_same() -> None:
    result = CliRunner().invoke(calculate, ["--project", "10000000", "--json"])

    said = json.loads(result.output)
    assert said["lines"][0]["amount_yuan"] == said["at_most_yuan"] == 3_000_000
