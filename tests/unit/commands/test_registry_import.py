"""Registry sources of every kind, as offices have them, into a real database."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given
from hypothesis import settings as tuned
from hypothesis import strategies as st
from sqlalchemy import func, select

from commands import registry_stream
from commands.registry import registry
from commands.registry_cells import CLEARED, day_of
from commands.registry_columns import PRINTED_AS
from commands.registry_file import read_registry
from jishen.domain.enterprises import Enterprise, EnterpriseStatus
from jishen.domain.errors import RegistryFault
from jishen.domain.registry import RegistryRow
from jishen.failpoints import ENVIRONMENT_NAME
from jishen.settings import SETTINGS_FILE_VARIABLE, Settings, load_settings
from jishen.store.session import Store, open_store
from jishen.store.tables import EnterpriseRecord, RegistryImport, RegistryTask
from tests.databases import SqliteFiles
from tests.unit.commands.registry_files import HEADERS, csv_bytes, row, uscc_of

FULL = {
    "统一社会信用代码": uscc_of(1),
    "企业名称": "广州样例智能科技有限公司",
    "企业类型": "有限责任公司分公司",
    "曾用名": "广州旧名科技有限公司|2024-05-01",
    "品牌名称": "灵犀；小样",
    "注册地址": "广州市海珠区样例路1号",
    "经营地址": "广州市海珠区样例路2号",
    "所属区": "海珠区",
    "街道": "琶洲街道",
    "示范区": "是",
    "状态": "注销",
    "注销日期": "2025年6月30日",
    "迁入日期": "2023-02-01",
    "迁出日期": "",
    "行业": "软件和信息技术服务业",
    "隶属企业": uscc_of(2).lower(),
    "上级企业": "样例集团有限公司",
    "法定代表人": "欧阳明",
    "联系人": "李四",
    "联系电话": "138 1234 5678",
    "联系邮箱": "a@sample.example",
    "数据日期": "2026-03-01",
}


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


def saved(folder: Path, data: bytes, name: str = "名册.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def said_by(path: Path) -> RegistryRow:
    (only,) = read_registry(path).rows
    return only


def counted(path: Path) -> tuple[int, int, list[str]]:
    """Return rows read, rows good, reasons; a quote or a NUL may make it no table at all."""
    try:
        reading = read_registry(path)
    except RegistryFault as fault:
        return 1, 0, [str(fault)]
    return reading.rows_read, len(reading.rows), [refused.why for refused in reading.refused]


def test_a_row_may_say_everything_that_the_registry_keeps(tmp_path: Path) -> None:
    said = said_by(saved(tmp_path, csv_bytes([list(FULL), list(FULL.values())])))

    known = said.said
    assert known.status is EnterpriseStatus.DEREGISTERED
    assert (known.status_on, known.moved_in_on) == (date(2025, 6, 30), date(2023, 2, 1))
    assert (known.head_office, known.parent) == (uscc_of(2), "样例集团有限公司")
    assert known.brand_names == ("灵犀", "小样")
    assert (known.kind.value, known.kind_printed) == ("branch", "有限责任公司分公司")
    assert said.as_of == date(2026, 3, 1)
    assert "moved_out_on" not in said.told
    assert {"status_on", "zone_basis", "operating_address", "industry"} <= said.told


@tuned(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(list(FULL)), place=st.integers(0, 30))
def test_columns_may_stand_in_any_order_under_any_usual_name(
    tmp_path: Path, order: list[str], place: int
) -> None:
    header = [PRINTED_AS[name][place % len(PRINTED_AS[name])] for name in order]

    said = said_by(saved(tmp_path, csv_bytes([header, [FULL[name] for name in order]])))

    usual = said_by(saved(tmp_path, csv_bytes([list(FULL), list(FULL.values())])))
    assert said == usual


@tuned(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.dictionaries(st.sampled_from(sorted(set(FULL) - {"统一社会信用代码"})), st.text()))
def test_hostile_cells_make_a_good_row_or_a_reason(tmp_path: Path, cells: dict[str, str]) -> None:
    hostile = {name: text.encode("utf-8", "replace").decode() for name, text in cells.items()}
    data = csv_bytes([list(FULL), list({**FULL, **hostile}.values())])

    read, good, reasons = counted(saved(tmp_path, data))

    assert read == good + len(reasons)
    assert all(reasons)


@given(st.text())
def test_a_day_is_read_or_unknown(text: str) -> None:
    day = day_of(text)

    assert day is None or str(day.year) in str(day)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2025-05-01 00:00:00", date(2025, 5, 1)),
        ("2025/5/1 0:00", date(2025, 5, 1)),
        ("2025-05-01T08:30:00", date(2025, 5, 1)),
        ("20250501", date(2025, 5, 1)),
        ("2025年5月1日", date(2025, 5, 1)),
        ("45778", None),
        ("2025-5", None),
        ("0000-00-00", None),
    ],
)
def test_days_are_read_as_people_and_databases_write_them(cell: str, day: date | None) -> None:
    assert day_of(cell) == day


def test_a_bad_day_is_told_with_its_column(tmp_path: Path) -> None:
    cells = {**FULL, "迁入日期": "去年"}

    reading = read_registry(saved(tmp_path, csv_bytes([list(cells), list(cells.values())])))

    assert [row.why for row in reading.refused] == ["迁入日期写法有误，应如2025-05-01"]


def test_a_header_of_another_name_is_named_by_the_person(tmp_path: Path) -> None:
    data = csv_bytes(
        [["商户全称", "代码", "邮箱", "备用邮箱"], ["广州甲有限公司", uscc_of(1), "", ""]]
    )
    path = str(saved(tmp_path, data))

    refused = run("import", path, "--dry-run")
    result = run("import", path, "--map", "商户全称=企业名称", "--map", "代码=信用代码")

    assert "--map 表头=字段" in refused.stderr
    assert result.exit_code == 0, result.output
    assert (
        "识别的列：企业名称（商户全称）、统一社会信用代码（代码）、联系邮箱（邮箱）"
        in result.output
    )
    assert "未读取的列：备用邮箱" in result.output


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        ("商户全称", "应写作“表头=字段”"),
        ("商户全称=店名", "字段可为：统一社会信用代码、企业名称"),
        ("没有的列=企业名称", "“没有的列”不在第 1 行的表头中"),
    ],
)
def test_a_wish_that_cannot_be_followed_is_a_fault(tmp_path: Path, wish: str, why: str) -> None:
    path = saved(tmp_path, csv_bytes([HEADERS, row(1)]))

    result = run("import", str(path), "--map", wish, "--dry-run")

    assert result.exit_code == 1
    assert why in result.stderr


def test_a_merged_header_is_refused_as_a_whole(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["企业名称", "信用代码", "联系方式", ""])
    sheet.append(["广州甲有限公司", uscc_of(1), "138", "a@sample.example"])
    sheet.merge_cells("C1:D1")
    book.save(tmp_path / "名册.xlsx")

    with pytest.raises(RegistryFault, match=r"表头（第 1 行）有合并单元格（C1:D1）"):
        read_registry(tmp_path / "名册.xlsx")


def test_a_merged_title_above_the_header_does_no_harm(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["海珠区企业名册", ""])
    sheet.append(["企业名称", "信用代码"])
    sheet.append(["广州甲有限公司", uscc_of(1)])
    sheet.merge_cells("A1:B1")
    book.save(tmp_path / "名册.xlsx")

    assert said_by(tmp_path / "名册.xlsx").said.name == "广州甲有限公司"


def test_a_header_of_two_lines_is_refused_as_a_whole(tmp_path: Path) -> None:
    rows = [
        ["企业名称", "信用代码", "联系信息", ""],
        ["", "", "联系人", "联系电话"],
        ["甲", "x", "", ""],
    ]

    with pytest.raises(RegistryFault, match="表头占了两行（第 1、2 行）"):
        read_registry(saved(tmp_path, csv_bytes(rows)))


def test_a_file_that_breaks_off_far_below_leaves_the_registry_as_it_was(
    tmp_path: Path, store: Store
) -> None:
    good = csv_bytes([HEADERS, *(row(n) for n in range(1, 3000))])

    result = run("import", str(saved(tmp_path, good + b'"open')))

    assert result.exit_code == 1
    assert "引号或分隔符有误" in result.stderr
    with store.reading() as session:
        assert session.scalars(select(EnterpriseRecord.uscc)).all() == []


def test_a_line_without_an_end_is_refused_before_it_fills_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry_stream, "MOST_LINE_CHARACTERS", 1000)

    with pytest.raises(RegistryFault, match="第 1 行超过 1000 字"):
        read_registry(saved(tmp_path, b"x" * 5000))


def test_a_file_over_the_limit_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry_stream, "MOST_FILE_BYTES", 1_000_000)

    with pytest.raises(RegistryFault, match="文件过大（超过 1 MB）"):
        read_registry(saved(tmp_path, b"a,b\n" * 300_000))


def test_a_query_is_a_source_too_and_its_password_is_shown_nowhere(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE firm (code TEXT, name TEXT, moved TEXT, phone INTEGER)")
    rows = [(uscc_of(1), "广州甲有限公司", "2025-03-01", 13812345678), (uscc_of(2), "", None, None)]
    other.executemany("INSERT INTO firm VALUES (?,?,?,?)", rows)
    other.commit()
    other.close()
    monkeypatch.setenv("REGISTRY_URL", f"sqlite:///{tmp_path / 'other.db'}")
    query = "SELECT code AS 信用代码, name AS 单位名称, moved AS 迁入日期, phone AS 电话 FROM firm"

    result = run("import", "--from-sql", "env:REGISTRY_URL", "--query", query)
    again = run("import", "--from-sql", "env:REGISTRY_URL", "--query", query)

    assert result.exit_code == 0, result.output
    assert "新增 1 家，变更 0 家，未变 0 家，未导入 1 行" in result.output
    assert "新增 0 家，变更 0 家，未变 1 家" in again.output
    with store.reading() as session:
        record = session.scalars(select(EnterpriseRecord)).one()
        imported = session.scalars(select(RegistryImport.file_name)).all()
    assert record.moved_in_on == date(2025, 3, 1)
    assert imported == ["sqlite:other.db", "sqlite:other.db"]


@pytest.mark.parametrize(
    ("url", "query", "why"),
    [
        ("nonsense", "SELECT 1", "数据库地址不能使用"),
        ("env:NO_SUCH_VARIABLE", "SELECT 1", "环境变量 NO_SUCH_VARIABLE 没有设置"),
        ("sqlite://", "SELECT * FROM none", "查询失败（no such table: none）"),
        ("sqlite://", "CREATE TABLE x (y)", "查询失败（attempt to write a readonly database）"),
        ("sqlite://", "SELECT 1 AS 企业名称, 2 AS 信用代码 WHERE 1 = 0", "表头之下没有数据行"),
    ],
)
def test_a_query_that_cannot_be_used_is_told(url: str, query: str, why: str) -> None:
    result = run("import", "--from-sql", url, "--query", query)

    assert result.exit_code == 1
    assert why in result.stderr


def test_a_file_and_a_query_at_once_are_a_mistake_of_the_command_line(tmp_path: Path) -> None:
    result = run(
        "import", str(tmp_path / "x.csv"), "--from-sql", "sqlite://", "--query", "SELECT 1"
    )

    assert result.exit_code == 2


def test_a_dry_run_says_what_an_import_would_change_and_changes_nothing(
    tmp_path: Path, store: Store
) -> None:
    run("import", str(saved(tmp_path, csv_bytes([HEADERS, row(1), row(2)]))))
    changed = csv_bytes([HEADERS, row(1, 示范区="是"), row(2, "广州别名有限公司"), row(3)])

    result = run("import", str(saved(tmp_path, changed)), "--dry-run")

    assert "如导入，名册将新增 1 家，变更 1 家，未变 0 家" in result.output
    assert "1 行未导入，须人工处理" in result.output
    with store.reading() as session:
        assert len(session.scalars(select(RegistryImport)).all()) == 1
        assert session.scalars(select(RegistryTask)).all() == []


def test_a_cell_may_say_that_what_is_known_is_wrong(tmp_path: Path, store: Store) -> None:
    header = ["企业名称", "信用代码", "迁入日期", "街道"]
    name = "广州甲有限公司"
    run(
        "import",
        str(saved(tmp_path, csv_bytes([header, [name, uscc_of(1), "2025-03-01", "琶洲"]]))),
    )

    run("import", str(saved(tmp_path, csv_bytes([header, [name, uscc_of(1), CLEARED, ""]]))))

    with store.reading() as session:
        record = session.scalars(select(EnterpriseRecord)).one()
    assert (record.moved_in_on, record.street) == (None, "琶洲")


def test_source_and_day_of_an_import_are_kept_and_its_report_tells_what_was_done(
    tmp_path: Path, store: Store, settings: Settings
) -> None:
    run("import", str(saved(tmp_path, csv_bytes([HEADERS, row(1), row(2)]))))
    changed = csv_bytes([HEADERS, row(1, 示范区="是"), row(2, "广州别名有限公司"), row(3), row(3)])

    run("import", str(saved(tmp_path, changed)), "--source", "市场监管局", "--as-of", "2026-03-01")

    with store.reading() as session:
        imported = session.scalars(select(RegistryImport).order_by(RegistryImport.id)).all()[-1]
    book = openpyxl.load_workbook(settings.data_folder / "reports" / imported.report)
    lines = [tuple(line) for line in book["逐行结果"].iter_rows(min_row=2, values_only=True)]
    assert (imported.source, imported.as_of) == ("市场监管局", date(2026, 3, 1))
    assert [(line[0], line[3], line[4]) for line in lines] == [
        (5, "重复行，忽略", "与上文某行内容相同"),
        (2, "变更", "变更：示范区、示范区依据"),
        (3, "待人工处理，未导入", lines[2][4]),
    ]
    assert ("新增", "1") in book["汇总"].iter_rows(values_only=True)


def test_enterprise_records_and_rows_speak_of_the_same_fields() -> None:
    columns = set(EnterpriseRecord.__table__.columns.keys())

    missing = {name for name in Enterprise.__dataclass_fields__ if name not in columns}

    assert missing == {"former_names"}


@pytest.mark.parametrize(("side", "known"), [("before", 0), ("after", 900)])
def test_a_process_killed_at_the_commit_leaves_all_rows_or_none_and_can_run_again(
    tmp_path: Path, store: Store, side: str, known: int
) -> None:
    path = saved(tmp_path, csv_bytes([HEADERS, *(row(n) for n in range(900))]))
    script = "import sys; from commands.registry import registry; registry(sys.argv[1:])"
    command = [sys.executable, "-c", script, "import", str(path)]
    armed = {**os.environ, ENVIRONMENT_NAME: f"registry.{side}_commit=kill"}

    killed = subprocess.run(command, env=armed, check=False, capture_output=True)  # noqa: S603 (our own)
    with store.reading() as session:
        kept = session.scalar(select(func.count()).select_from(EnterpriseRecord))
    again = run("import", str(path))

    assert (killed.returncode, kept) == (-signal.SIGKILL, known)
    assert f"新增 {900 - known} 家，变更 0 家，未变 {known} 家" in again.output
