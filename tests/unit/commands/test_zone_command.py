"""`jishen zone` as a person runs it: an address, an enterprise, a ruling, a point."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commands.zone import zone
from jishen.domain.enterprises import ZoneStatus
from jishen.domain.errors import CoordinatesFault, SettingsFault, ZoneFault
from jishen.settings import SETTINGS_FILE_VARIABLE, load_settings
from jishen.store import schema
from jishen.store.session import open_store
from tests.cases.publishing import enterprise
from tests.sample_registry import import_enterprises

BORDER = enterprise(
    registered_address="广州市海珠区广州大道南999号A座",
    zone_status=ZoneStatus.UNCERTAIN,
    zone_basis="",
)
SIGNED = ("--by", "王审核", "--document", "函1号")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("JISHEN_DATA_FOLDER", str(tmp_path / "data"))
    monkeypatch.delenv(SETTINGS_FILE_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    load_settings.cache_clear()
    yield tmp_path
    load_settings.cache_clear()


@pytest.fixture
def border() -> None:
    store = open_store(load_settings().store_url)
    schema.upgrade(store)
    import_enterprises(store, BORDER)
    store.close()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(zone, list(arguments))


def test_an_address_is_explained_without_a_database() -> None:
    result = run("explain", "海珠区琶洲大道68号")

    assert result.exit_code == 0
    assert "结论：在示范区内" in result.output
    assert "道路与门牌——琶洲大道68号" in result.output
    assert "西界读法 B：在示范区内" in result.output


def test_the_json_says_the_same_to_a_program() -> None:
    result = run("explain", "逸景路460号", "--json")

    said = json.loads(result.output)
    assert (said["status"], said["step"]) == ("in", "road")
    assert said["by_reading"] == {"A": "in", "B": "out", "C": "uncertain"}


def test_a_point_answers_what_the_address_does_not() -> None:
    result = run("explain", "芳园路31号", "--point", "113.3612", "23.1011", "--crs", "WGS84")

    assert "坐标——坐标在示范区边界之内" in result.output


def test_a_point_of_a_chinese_geocoder_is_refused_with_the_remedy() -> None:
    result = run("explain", "芳园路31号", "--point", "113.36", "23.1", "--crs", "GCJ-02")

    assert isinstance(result.exception, CoordinatesFault)


def test_a_point_without_its_system_is_refused() -> None:
    result = run("explain", "芳园路31号", "--point", "113.36", "23.1")

    assert isinstance(result.exception, ZoneFault)


def test_an_unknown_policy_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JISHEN_POLICY", "nowhere")
    load_settings.cache_clear()

    result = run("explain", "芳园路31号")

    assert isinstance(result.exception, SettingsFault)


@pytest.mark.usefixtures("border")
def test_a_ruling_names_whom_it_touches_and_then_answers() -> None:
    before = run("explain", BORDER.uscc)
    tried = run("rule", "广州大道南999号", "--status", "是", *SIGNED, "--dry-run")

    made = run("rule", "广州大道南999号", "--status", "是", *SIGNED)
    twice = run("rule", "广州大道南999号", "--status", "是", *SIGNED)
    after = run("explain", BORDER.uscc)

    assert "结论：待核定" in before.output
    assert f"{BORDER.uscc}  {BORDER.name}：待核定 → 在示范区内" in tried.output
    assert "仅列示，未记录" in tried.output
    assert "核定意见已记录" in made.output
    assert "未重复" in twice.output
    assert "楼宇核定意见——核定意见：在示范区内（函1号，王审核" in after.output
    assert "广州大道南999号  在示范区内  王审核  函1号" in run("rulings").output


@pytest.mark.usefixtures("border")
def test_a_ruling_answers_an_address_that_is_in_no_registry_too() -> None:
    run("rule", "广州大道南999号", "--status", "否", "--from", "2026-01-01", *SIGNED)

    result = run("explain", "海珠区广州大道南999号B座")

    assert "结论：不在示范区内" in result.output


@pytest.mark.usefixtures("border")
def test_a_code_that_the_registry_does_not_know_is_an_error() -> None:
    result = run("explain", "91440101MA59J8WY6F")

    assert isinstance(result.exception, ZoneFault)


@pytest.mark.usefixtures("border")
def test_a_point_is_recorded_and_answers() -> None:
    where = (BORDER.uscc, "113.3612", "23.1011", "--crs", "WGS84", "--source", "现场", "--by", "李")

    recorded = run("point", *where)

    assert "坐标已记录" in recorded.output
    assert "结论：在示范区内" in run("explain", BORDER.uscc).output
