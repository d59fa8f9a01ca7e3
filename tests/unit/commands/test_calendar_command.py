"""`jishen calendar` as an operator runs it when the State Council's notice is out."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commands.calendar import calendar
from commands.calendar_file import read_calendar
from jishen.domain.errors import CalendarFault
from jishen.settings import SETTINGS_FILE_VARIABLE, load_settings

GOOD = "日期,安排\n2031-01-01,放假\n2031-05-01,放假\n2031-10-01,放假\n2031-10-11,上班\n\n"
NOTICE = ("--source", "样例通知", "--by", "李经办")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("JISHEN_DATA_FOLDER", str(tmp_path / "data"))
    monkeypatch.delenv(SETTINGS_FILE_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    load_settings.cache_clear()
    yield tmp_path
    load_settings.cache_clear()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(calendar, list(arguments))


def test_a_year_is_loaded_shown_and_used(folder: Path) -> None:
    file = folder / "2031.csv"
    file.write_text(GOOD, encoding="utf-8")

    loaded = run("load", str(file), *NOTICE)
    again = run("load", str(file), *NOTICE)

    assert "2031 年已载入：放假（工作日）3 天，调休上班 1 天" in loaded.output
    assert "此前已载入" in again.output
    assert "2031-10-11  上班" in run("show", "2031").output
    assert "工作日历已知至 2026-12-31" in run("show").output
    assert run("due", "2031-10-10", "1").output == "2031-10-11\n"


def test_a_term_is_counted_without_a_database() -> None:
    result = run("due", "2026-09-28", "5")

    assert result.output == "2026-10-10\n"


def test_a_term_beyond_the_calendar_says_that_it_is_provisional() -> None:
    result = run("due", "2026-12-28", "5")

    assert "2027-01-04（暂定" in result.output


def test_a_year_that_is_not_known_is_an_error() -> None:
    result = run("show", "2030")

    assert isinstance(result.exception, CalendarFault)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("日期\n2031-01-01\n", "两列"),
        ("日期,安排\n31/1/1,放假\n", "第 2 行日期"),
        ("日期,安排\n2031-01-01,休息\n", "第 2 行"),
        ("日期,安排\n2031-01-01\n", "第 2 行"),
        (GOOD + "2031-01-01,上班\n", "第 7 行"),
        (GOOD + "2032-01-01,放假\n", "恰为一个年度"),
        ("日期,安排\n", "空表"),
        ("日期,安排\n2031-01-01,放假\n2031-05-01,放假\n", "缺少 2031-10-01"),
        (GOOD + "2031-10-10,上班\n", "2031-10-10 不是周六或周日"),
        ("", "文件是空的"),
    ],
)
def test_a_file_that_cannot_be_right_is_refused_with_the_place(folder: Path, text, said) -> None:
    file = folder / "2031.csv"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(CalendarFault, match=said):
        read_calendar(file, "样例通知")


def test_a_file_that_is_not_there_is_refused(folder: Path) -> None:
    with pytest.raises(CalendarFault, match="无法打开"):
        read_calendar(folder / "none.csv", "样例通知")


def test_a_year_without_its_notice_is_refused(folder: Path) -> None:
    file = folder / "2031.csv"
    file.write_text(GOOD, encoding="utf-8")

    with pytest.raises(CalendarFault, match="文号"):
        read_calendar(file, " ")
