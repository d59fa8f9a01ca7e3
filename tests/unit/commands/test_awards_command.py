"""`jishen awards` as a clerk runs it: import with a report, show, export, pool."""

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from commands.awards import awards
from commands.awards_file import read_awards
from jishen.domain.errors import LedgerFault
from jishen.settings import SETTINGS_FILE_VARIABLE, load_settings

HEADER = "统一社会信用代码,企业名称,条款,年度,核定日期,金额（元）,市级,区级,文号"
USCC = "91110000600037341L"
GOOD = f"{USCC},样例公司,第三条第（二）项,2026,2026-03-01,20万元,,,文1"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("JISHEN_DATA_FOLDER", str(tmp_path / "data"))
    monkeypatch.delenv(SETTINGS_FILE_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    load_settings.cache_clear()
    yield tmp_path
    load_settings.cache_clear()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(awards, list(arguments))


def table(folder: Path, *rows: str) -> Path:
    file = folder / "awards.csv"
    file.write_text("\n".join((HEADER, *rows)), encoding="utf-8")
    return file


def test_good_rows_go_in_and_every_refused_one_says_why(folder: Path) -> None:
    bad = f"{USCC},样例公司,第九条,2026,昨天,0.5,1,2,"
    file = table(folder, GOOD, GOOD, bad)

    result = run("import", str(file), "--by", "李经办")

    assert "读到 3 行，合格 1 行，不合格 2 行" in result.output
    assert "第 3 行" in result.output
    assert "与第 2 行重复" in result.output
    assert "条款“第九条”应为第三条至第八条；核定日期“昨天”应如" in result.output
    assert "金额“0.5”应为大于零的整元数；市级与区级之和不等于金额；文号为空" in result.output
    assert "新增 1 笔，已有 0 笔" in result.output


def test_importing_again_finds_everything_known(folder: Path) -> None:
    file = table(folder, GOOD)
    run("import", str(file), "--by", "李经办")

    result = run("import", str(file), "--by", "李经办")

    assert "新增 0 笔，已有 1 笔" in result.output


def test_what_is_exported_can_be_imported_again(folder: Path) -> None:
    run("import", str(table(folder, GOOD)), "--by", "李经办")
    out = folder / "out.csv"

    written = run("export", str(out))
    again = run("import", str(out), "--by", "李经办")

    assert "已写出 1 笔" in written.output
    assert "新增 0 笔，已有 1 笔" in again.output


def test_a_workbook_is_read_like_a_text_table(folder: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER.split(","))
    sheet.append([USCC, "样例公司", "第五条", 2026, "2026-03-01", 150001, 75000, 75001, "文1"])
    book.save(folder / "awards.xlsx")

    reading = read_awards(folder / "awards.xlsx")

    (award,) = reading.good
    assert (award.article, award.amount_yuan) == (5, 150_001)
    assert (award.city_half_yuan, award.district_half_yuan) == (75_000, 75_001)


def test_the_pool_and_the_enterprises_are_shown(folder: Path) -> None:
    run("import", str(table(folder, GOOD)), "--by", "李经办")
    before = run("show", "2026")
    run("pool", "2026", "280000000", "--by", "李经办", "--why", "第十一条")

    after = run("show", "2026")

    assert "2026 年度资金池：台账未载" in before.output
    assert "余额 不详" in before.output
    assert "2026 年度资金池：280,000,000 元" in after.output
    assert "已核定 200,000 元（市级 100,000 元，区级 100,000 元）" in after.output
    assert "余额 279,800,000 元" in after.output
    assert f"{USCC}  样例公司  第三条 200,000 元" in after.output
    assert "另有年度：2026" in run("show", "2025").output


def test_a_dry_run_changes_nothing(folder: Path) -> None:
    result = run("import", str(table(folder, GOOD)), "--by", "李经办", "--dry-run")

    assert "未改动台账" in result.output
    assert USCC not in run("show", "2026").output


def test_a_file_without_a_good_row_is_an_error(folder: Path) -> None:
    result = run("import", str(table(folder, "1,,,,,,,,")), "--by", "李经办")

    assert isinstance(result.exception, LedgerFault)


@pytest.mark.parametrize(("text", "said"), [("甲,乙\n1,2\n", "缺少列"), ("", "文件是空的")])
def test_a_file_that_is_no_ledger_is_refused(folder: Path, text, said) -> None:
    file = folder / "awards.csv"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(LedgerFault, match=said):
        read_awards(file)


def test_a_file_that_is_not_there_is_refused(folder: Path) -> None:
    with pytest.raises(LedgerFault, match="无法打开"):
        read_awards(folder / "none.csv")
