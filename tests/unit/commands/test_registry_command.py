"""`jishen registry` as a person or a timer runs it, on a real database in a fresh folder."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from commands.registry import registry
from commands.registry_report import safe_cell
from jishen.cases.troubles import Trouble, tell_recovery, tell_trouble
from jishen.domain.notices import Audience, NoticeEvent
from jishen.settings import SETTINGS_FILE_VARIABLE, Settings, load_settings
from jishen.store import schema
from jishen.store.session import Store, open_store
from jishen.store.tables import (
    AuditEntry,
    Base,
    EnterpriseName,
    EnterpriseRecord,
    OutboxMessage,
    RegistryImport,
)
from tests.unit.commands.registry_files import HEADERS, csv_bytes, row, uscc_of

NOON = datetime(2026, 3, 12, 4, tzinfo=UTC)
TROUBLE = Trouble(
    "registry", "名册.csv", "registry-file", "企业名册文件“名册.csv”未能导入：空", "请核对。"
)


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
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


@pytest.fixture
def empty_store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'alarms.db'}")
    Base.metadata.create_all(opened.engine)
    yield opened
    opened.close()


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(registry, arguments)


def _saved(folder: Path, *rows: list[str | float], name: str = "名册.csv") -> str:
    path = folder / name
    path.write_bytes(csv_bytes([HEADERS, *rows], encoding="gb18030"))
    return str(path)


def _messages(store: Store) -> list[OutboxMessage]:
    with store.reading() as session:
        return list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.created_at)))


def lines_of(report: Path) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(report, read_only=True)
    lines = [tuple(line) for line in book["逐行结果"].iter_rows(values_only=True)]
    book.close()
    return lines


def test_import_adds_every_good_row_and_says_so(tmp_path: Path, store: Store) -> None:
    path = _saved(tmp_path, row(1), row(2))

    result = _run("import", path, "--by", "张三")

    assert result.exit_code == 0, result.output
    assert "名册已更新：新增 2 家，变更 0 家，未变 0 家，未导入 0 行" in result.output
    with store.reading() as session:
        assert session.scalars(select(EnterpriseRecord.uscc)).all() == [uscc_of(1), uscc_of(2)]
        entry = session.scalars(select(AuditEntry)).one()
    assert (entry.event, entry.actor, entry.actor_kind) == ("registry.imported", "张三", "person")


def test_second_import_of_the_same_registry_changes_nothing_even_under_another_name(
    tmp_path: Path,
) -> None:
    rows = (row(1, 曾用名="广州甲有限公司|2025-05-01", 示范区="是"), row(2))
    _run("import", _saved(tmp_path, *rows))

    result = _run("import", _saved(tmp_path, *rows, name="名册十二月.csv"))

    assert "新增 0 家，变更 0 家，未变 2 家" in result.output


def test_rename_keeps_the_former_name(tmp_path: Path, store: Store) -> None:
    _run("import", _saved(tmp_path, row(1, "广州旧名有限公司")))

    said = row(1, "广州新名有限公司", 曾用名="广州旧名有限公司|2026-02-01")
    result = _run("import", _saved(tmp_path, said))

    assert "变更 1 家" in result.output
    with store.reading() as session:
        names = session.execute(
            select(EnterpriseName.name, EnterpriseName.is_former).order_by(EnterpriseName.is_former)
        ).all()
    assert [tuple(name) for name in names] == [
        ("广州新名有限公司", False),
        ("广州旧名有限公司", True),
    ]


def test_refused_rows_stand_in_the_report_with_their_reasons_and_without_formulas(
    tmp_path: Path, settings: Settings
) -> None:
    bad = row(2, "=cmd|calc", 示范区="大概")

    result = _run("import", _saved(tmp_path, row(1), bad))

    (report,) = (settings.data_folder / "reports").iterdir()
    assert result.exit_code == 0, result.output
    assert lines_of(report) == [
        ("行号", "统一社会信用代码", "企业名称", "处理结果", "说明"),
        (3, uscc_of(2), "'=cmd|calc", "未导入", "示范区一列应填是、否或待核定，实为“大概”"),
    ]


def test_report_goes_where_it_is_asked_for(tmp_path: Path) -> None:
    wanted = tmp_path / "out" / "report.xlsx"

    _run("import", _saved(tmp_path, row(1), row(2, 状态="休眠")), "--report", str(wanted))

    assert "未能识别" in str(lines_of(wanted))


def test_import_does_not_go_on_when_its_report_cannot_be_written(
    tmp_path: Path, store: Store
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    path = _saved(tmp_path, row(1), row(2, 状态="休眠"))

    result = _run("import", path, "--report", str(tmp_path / "file" / "report.xlsx"))

    assert result.exit_code == 1
    assert "无法写入导入报告" in result.stderr
    with store.reading() as session:
        assert session.scalars(select(RegistryImport)).all() == []


def test_operators_hear_of_refused_rows_and_then_that_all_is_well(
    tmp_path: Path, store: Store
) -> None:
    _run("import", _saved(tmp_path, row(1), row(2, 状态="休眠")))

    _run("import", _saved(tmp_path, row(1)))

    messages = _messages(store)
    assert [(message.event, message.audience) for message in messages] == [
        (NoticeEvent.SOURCE_FAULT, Audience.OPERATORS),
        (NoticeEvent.SOURCE_RECOVERED, Audience.OPERATORS),
    ]
    assert messages[0].subject["detail"] == "企业名册文件“名册.csv”有 1 行未导入（自第 3 行起）"


def test_file_that_is_no_registry_is_told_on_the_screen_and_to_the_operators(
    tmp_path: Path, store: Store
) -> None:
    path = tmp_path / "名册.csv"
    path.write_bytes("算法名称,备案编号\n甲,乙\n".encode())

    result = _run("import", str(path))

    (message,) = _messages(store)
    assert result.exit_code == 1
    assert "名册.csv：没有找到必需的列“企业名称”" in result.stderr
    assert "处理办法：请核对企业名册文件的格式与表头" in result.stderr
    assert (message.event, message.source_key) == (NoticeEvent.SOURCE_FAULT, "registry")
    assert "读到的表头为：算法名称、备案编号" in str(message.subject["detail"])


def test_file_without_a_single_good_row_is_a_fault(tmp_path: Path, store: Store) -> None:
    result = _run("import", _saved(tmp_path, row(1, 状态="休眠")))

    assert result.exit_code == 1
    assert "没有一行可以导入" in result.stderr
    assert len(_messages(store)) == 1


def test_dry_run_checks_the_file_and_leaves_no_database(tmp_path: Path, settings: Settings) -> None:
    result = _run("import", _saved(tmp_path, row(1)), "--dry-run")

    assert result.exit_code == 0
    assert "仅检查，未改动名册" in result.output
    assert not (settings.data_folder / "jishen.db").exists()


def test_dry_run_of_a_bad_file_alarms_nobody(tmp_path: Path, settings: Settings) -> None:
    result = _run("import", str(tmp_path / "none.csv"), "--dry-run")

    assert result.exit_code == 1
    assert not settings.data_folder.exists()


@pytest.mark.parametrize("wanted", [uscc_of(1), "广州新名有限公司", "广州旧名有限公司"])
def test_show_finds_by_code_and_by_any_name_and_masks_contacts(tmp_path: Path, wanted: str) -> None:
    cells = {"曾用名": "广州旧名有限公司|2025-05-01", "联系电话": "13812345678"}
    _run("import", _saved(tmp_path, row(1, "广州新名有限公司", **cells)))

    result = _run("show", wanted)

    assert uscc_of(1) in result.output
    assert "*********78" in result.output
    assert "13812345678" not in result.output


def test_show_says_when_the_registry_knows_no_such_enterprise() -> None:
    result = _run("show", "广州无此企业有限公司")

    assert result.exit_code == 1
    assert "名册中没有“广州无此企业有限公司”" in result.stderr


def test_migrated_database_has_the_shape_the_import_needs(tmp_path: Path, store: Store) -> None:
    _run("import", _saved(tmp_path, row(1)))

    assert schema.is_current(store)


@pytest.mark.parametrize(("hours", "told"), [(1, 1), (24, 2)])
def test_same_trouble_is_told_once_a_day(empty_store: Store, hours: int, told: int) -> None:
    tell_trouble(empty_store, ["值班"], TROUBLE, NOON)

    tell_trouble(empty_store, ["值班"], TROUBLE, NOON + timedelta(hours=hours))

    messages = _messages(empty_store)
    assert len(messages) == told
    assert {message.subject["since"] for message in messages} == {NOON.isoformat()}


def test_all_clear_is_told_only_after_trouble(empty_store: Store) -> None:
    tell_recovery(empty_store, ["值班"], "registry", NOON)

    assert _messages(empty_store) == []


@given(st.text())
def test_no_cell_of_the_report_starts_a_formula(text: str) -> None:
    cell = safe_cell(text)

    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell.endswith(text)
