"""`jishen registry check|export|show|tasks`: seeing to what was imported."""

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from commands.main import jishen
from commands.registry import registry
from jishen.domain.registry_errors import RegistryTaskFault
from jishen.settings import SETTINGS_FILE_VARIABLE, Settings, load_settings
from jishen.store.session import Store, open_store
from jishen.store.tables import AuditEntry, EnterpriseRecord
from tests.databases import SqliteFiles
from tests.unit.commands.registry_files import csv_bytes, uscc_of

COLUMNS = (
    "信用代码",
    "企业名称",
    "企业类型",
    "注册地址",
    "联系电话",
    "法定代表人",
    "状态",
    "隶属企业",
)
FIRM = (
    uscc_of(1),
    "=1+1广州甲有限公司",
    "有限责任公司",
    "海珠区1号",
    "13812345678",
    "欧阳明",
    "存续",
    "",
)
BRANCH = (uscc_of(2), "广州乙分公司", "有限责任公司分公司", "", "", "", "存续", uscc_of(7))
ENDED = (uscc_of(3), "广州丙有限公司", "有限责任公司", "", "", "", "注销", "")


@pytest.fixture(autouse=True)
def settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite: SqliteFiles
) -> Iterator[Settings]:
    monkeypatch.setenv("JISHEN_DATABASE_URL", sqlite.migrated())
    monkeypatch.setenv("JISHEN_DATA_FOLDER", str(tmp_path / "data"))
    monkeypatch.delenv(SETTINGS_FILE_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    load_settings.cache_clear()
    yield load_settings()
    load_settings.cache_clear()


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    opened = open_store(settings.store_url)
    yield opened
    opened.close()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(registry, arguments)


def put(folder: Path, *rows: tuple[str, ...], day: str = "2026-03-01") -> Result:
    path = folder / "名册.csv"
    path.write_bytes(csv_bytes([COLUMNS, *rows]))
    return run("import", str(path), "--as-of", day, "--source", "市场监管局")


def cells_of(path: Path) -> list[dict[str, str]]:
    sheet = openpyxl.load_workbook(path).active
    header, *lines = sheet.iter_rows(values_only=True)
    return [
        dict(zip(header, ["" if c is None else c for c in line], strict=True)) for line in lines
    ]


def test_check_tells_what_is_missing_stale_and_contradictory(tmp_path: Path) -> None:
    put(tmp_path, FIRM, BRANCH, ENDED, day="2020-01-01")

    result = run("check", "--report", str(tmp_path / "check.xlsx"))

    assert result.exit_code == 1
    assert "缺项　没有注册地址：1 家" in result.output
    assert "缺项　没有联系电话和邮箱：1 家" in result.output
    assert "过期　数据日期过期：2 家" in result.output
    assert "矛盾　已注销、吊销或迁出而无日期：1 家" in result.output
    assert (
        f"矛盾　隶属企业或上级企业的信用代码不在登记库中：1 家\n    {uscc_of(2)}" in result.output
    )
    assert len(cells_of(tmp_path / "check.xlsx")) == 6


def test_check_of_a_sound_registry_ends_well(tmp_path: Path) -> None:
    put(tmp_path, FIRM)

    result = run("check", "--stale-days", "99999")

    assert (result.exit_code, result.output) == (0, "共检查 1 家，发现 0 处。\n")


def test_export_masks_personal_data_and_starts_no_formula(tmp_path: Path, store: Store) -> None:
    put(tmp_path, FIRM)

    result = run("export", str(tmp_path / "out.xlsx"), "--by", "张三")

    (cells,) = cells_of(tmp_path / "out.xlsx")
    assert result.exit_code == 0, result.output
    assert (cells["隐去的联系电话"], cells["隐去的法定代表人"]) == ("*********78", "欧**")
    assert cells["企业名称"] == "'=1+1广州甲有限公司"
    assert (cells["数据日期"], cells["来源"]) == ("2026-03-01", "市场监管局")
    with store.reading() as session:
        event = session.scalars(select(AuditEntry).order_by(AuditEntry.sequence.desc())).first()
    assert event is not None
    assert (event.event, event.actor) == ("registry.exported", "张三")


def test_an_export_imported_again_changes_nothing_and_takes_no_mask_for_data(
    tmp_path: Path, store: Store
) -> None:
    put(tmp_path, (FIRM[0], "广州甲有限公司", *FIRM[2:]), ENDED)
    run("export", str(tmp_path / "out.xlsx"), "--by", "张三")

    result = run("import", str(tmp_path / "out.xlsx"))

    assert "新增 0 家，变更 0 家，未变 2 家" in result.output
    with store.reading() as session:
        kept = session.scalars(select(EnterpriseRecord.contact_phone)).all()
    assert [text[:7] for text in kept] == ["sealed:", ""]


def test_export_reveals_only_for_a_reason_and_says_so(tmp_path: Path, store: Store) -> None:
    put(tmp_path, FIRM)

    refused = run("export", str(tmp_path / "out.xlsx"), "--by", "张三", "--reveal")
    result = run("export", str(tmp_path / "out.xlsx"), "--by", "张三", "--reveal", "--why", "核对")

    (cells,) = cells_of(tmp_path / "out.xlsx")
    assert refused.exit_code == 2
    assert "含个人信息" in result.output
    assert cells["联系电话"] == "13812345678"
    with store.reading() as session:
        bodies = [entry.body for entry in session.scalars(select(AuditEntry))]
    assert "13812345678" not in str(bodies)
    assert "核对" in str(bodies)


def test_show_tells_source_and_day_of_every_field_and_what_was_known_before(tmp_path: Path) -> None:
    put(tmp_path, FIRM)

    result = run("show", uscc_of(1))
    before = run("show", uscc_of(1), "--at", "2020-01-01")

    assert "市场监管局" in result.output
    assert "2026-03-01" in result.output
    assert "欧**" in result.output
    assert before.exit_code == 1
    assert "2020-01-01 时名册中没有" in before.stderr


def test_show_tells_the_history(tmp_path: Path) -> None:
    put(tmp_path, FIRM)
    put(tmp_path, (*FIRM[:3], "海珠区2号", *FIRM[4:]), day="2026-04-01")

    result = run("show", uscc_of(1), "--history")

    assert "变更：注册地址" in result.output


def test_tasks_are_listed_and_settled_by_name_and_reason(tmp_path: Path, store: Store) -> None:
    put(tmp_path, FIRM)
    put(tmp_path, (FIRM[0], "广州丁有限公司", *FIRM[2:]))

    listed = run("tasks", "list")
    settled = run("tasks", "settle", "1", "renamed", "--by", "李四", "--why", "变更通知书")
    after, everything = run("tasks", "list"), run("tasks", "list", "--all")

    assert "1　同一信用代码出现另一名称" in listed.output
    assert "来源行所载“广州丁有限公司”" in listed.output
    assert "任务 1 已处理：确系更名，采用新名称。" in settled.output
    assert after.output == "没有待处理的任务。\n"
    assert "李四：确系更名，采用新名称（变更通知书）" in everything.output
    with store.reading() as session:
        assert session.scalars(select(EnterpriseRecord.name)).all() == ["广州丁有限公司"]


def test_a_task_that_is_not_there_is_told_with_its_remedy() -> None:
    result = CliRunner().invoke(
        jishen, ["registry", "tasks", "settle", "9", "seen", "--by", "李四", "--why", "x"]
    )

    assert isinstance(result.exception, RegistryTaskFault)
    assert "tasks list" in result.exception.remedy
