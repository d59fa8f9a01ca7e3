"""The backtest on the first three publications; and what it says when something is missing."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from commands.backtest import backtest
from commands.backtest_chart import chart_of
from commands.backtest_history import Step, list_files, published_days, replayed_days
from commands.backtest_records import Backtest
from commands.backtest_registry import every_haizhu_filer, registry_of
from commands.backtest_result import result_of
from commands.backtest_run import (
    LookedAt,
    backtest_settings,
    replay,
    sources_without_foreknowledge,
)
from commands.backtest_table import as_json, summary_of, write_table
from commands.demo_site import ReplicaSite, sample_registry_file
from jishen.domain.errors import BacktestFault
from jishen.store.session import Store, open_store
from scrapers.sources import SOURCES
from tests.unit.scrapers.docx_files import DEEP_SYNTHESIS_HEADER, FIRST, SECOND, docx, text_table

WINTER = date(2023, 1, 31)
"""By then three algorithm lists were out, and the first was rewritten."""
NOT_THERE = "网信算备440105932013102230011号"


@dataclass(frozen=True, slots=True)
class Replayed:
    """A replay up to the January of 2023, and the database it left."""

    store: Store
    days: list[LookedAt]

    def result(self) -> Backtest:
        with self.store.reading() as session:
            return result_of(session, self.days)

    def with_numbers(self, numbers: tuple[str, ...]) -> Backtest:
        """The result, had the first list been published with these numbers."""
        quiet, first, *rest = self.days
        step = replace(first.steps[0], numbers=numbers)
        days = [quiet, replace(first, steps=(step, *first.steps[1:])), *rest]
        with self.store.reading() as session:
            return result_of(session, days)

    @property
    def first_list(self) -> Step:
        return self.days[1].steps[0]


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replayed]:
    folder = tmp_path_factory.mktemp("backtest")
    with ReplicaSite.start(folder, periods="") as site:
        settings = backtest_settings(site, folder)
        days = replay(settings, registry_of(sample_registry_file()), replayed_days(site, WINTER))
    store = open_store(settings.store_url)
    yield Replayed(store, days)
    store.close()


def test_every_entry_is_found_at_the_pass_after_its_publication(replayed: Replayed) -> None:
    result = replayed.result()

    assert [
        (each.on.isoformat(), each.kind, each.period, each.counts.published, each.is_history)
        for each in result.publications
    ] == [
        ("2022-08-12", "algorithm", "2022-08", 30, False),
        ("2022-10-31", "algorithm", "2022-10", 70, False),
        ("2023-01-31", "algorithm", "2023-01", 123, False),
    ]
    totals = result.totals
    assert (totals.found, totals.found_in_time, totals.lost, totals.twice) == (223, 223, 0, 0)
    assert (totals.changed_cells, totals.changed_seen) == (1, 1)
    assert result.is_whole


def test_the_case_of_that_time_is_told_with_its_amount_and_why_a_reviewer_is_asked(
    replayed: Replayed,
) -> None:
    result = replayed.result()

    third = result.publications[2]
    assert (third.counts.matched, third.counts.algorithm_cases, third.counts.held_cases) == (
        2,
        1,
        1,
    )
    assert (third.counts.ceiling_yuan, result.most_yuan, result.enterprises) == (200_000,) * 2 + (
        1,
    )
    assert dict(third.asked) == {
        "立案：备案完成于政策施行日（2024-06-18）之前，是否适用待明确，暂缓": 1,
        "立案：注册地址是否在示范区范围内尚不能确定，暂缓": 1,
    }


def test_an_entry_that_was_published_and_not_recorded_is_lost(replayed: Replayed) -> None:
    result = replayed.with_numbers((*replayed.first_list.numbers, NOT_THERE))

    assert result.totals.lost == 1
    assert not result.is_whole


def test_an_entry_that_is_recorded_once_too_often_is_twice(replayed: Replayed) -> None:
    result = replayed.with_numbers(replayed.first_list.numbers[1:])

    assert result.totals.twice == 1
    assert not result.is_whole


def test_an_entry_that_is_found_only_by_a_later_pass_is_late(replayed: Replayed) -> None:
    quiet, first, second, *rest = replayed.days
    moved = [quiet, replace(first, pass_at=quiet.pass_at), second, *rest]

    with replayed.store.reading() as session:
        result = result_of(session, moved)

    assert (result.totals.lost, result.totals.found_in_time) == (0, 193)
    assert not result.is_whole


def test_a_list_that_was_never_found_is_lost_whole(replayed: Replayed) -> None:
    unknown = Step("algorithm", "2023-06", "清单", "https://x.example/", WINTER, ("1", "2", "3"))
    days = [*replayed.days, replace(replayed.days[-1], steps=(unknown,))]

    with replayed.store.reading() as session:
        result = result_of(session, days)

    assert (result.publications[-1].counts.lost, result.is_whole) == (3, False)


def test_table_chart_and_json_tell_the_same(replayed: Replayed, tmp_path: Path) -> None:
    result = replayed.result()

    for name in ("out.xlsx", "out.csv", "out.md"):
        write_table(result, tmp_path / name, command="jishen backtest")

    sheet = load_workbook(tmp_path / "out.xlsx").active
    assert sheet is not None
    assert [cell.value for cell in sheet[4]][:9] == [
        "2023-01-31",
        "算法",
        "2023-01",
        123,
        123,
        123,
        0,
        0,
        0,
    ]
    assert (
        (tmp_path / "out.csv")
        .read_text("utf-8-sig")
        .splitlines()[-1]
        .startswith("合计,,,223,223,223,0,0,0,1/1,")
    )
    assert summary_of(result) in (tmp_path / "out.md").read_text("utf-8")
    assert "2023-01：算法档 1 件，生成式档 0 件" in chart_of(result).decode()
    assert json.loads(json.dumps(as_json(result)))["totals"]["found_in_time"] == 223


def test_a_folder_of_files_downloaded_by_hand_is_watched_as_they_came_out(tmp_path: Path) -> None:
    lists = tmp_path / "lists"
    lists.mkdir()
    name = "境内深度合成服务算法备案清单（2024年2月） (1).docx"
    (lists / name).write_bytes(docx(text_table(DEEP_SYNTHESIS_HEADER, FIRST, SECOND)))
    files = list_files(lists)

    with ReplicaSite.start(tmp_path, periods="") as site:
        settings = backtest_settings(site, tmp_path)
        days = replay(settings, every_haizhu_filer(), published_days(site, files, date.max))
    store = open_store(settings.store_url)
    with store.reading() as session:
        result = result_of(session, days)
    store.close()

    assert (result.totals.published, result.totals.found_in_time, result.is_whole) == (2, 2, True)
    assert result.publications[0].on == date(2024, 2, 18)


@pytest.mark.parametrize(
    ("name", "said"),
    [("清单.docx", "文件名须写明月份"), ("说明.txt", "没有 .docx 或 .pdf 文件")],
)
def test_a_folder_that_cannot_be_used_says_why(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / name).write_bytes(docx(text_table(DEEP_SYNTHESIS_HEADER, FIRST, SECOND)))

    with pytest.raises(BacktestFault, match=said):
        list_files(tmp_path)


def test_every_filer_of_haizhu_becomes_an_enterprise_with_a_right_sample_code() -> None:
    filers = every_haizhu_filer()

    assert len({filer.uscc for filer in filers}) == len(filers) == 403
    assert filers[0].uscc == "91440105000Y0001XL"
    assert all(filer.is_sample for filer in filers)


def test_every_source_is_replayed_and_only_lonely_addresses_are_known_beforehand() -> None:
    known = {source.key: len(source.pages) for source in sources_without_foreknowledge()}

    assert set(known) == {source.key for source in SOURCES}
    assert {key for key, pages in known.items() if pages} == {"deep_synthesis_first"}


def test_two_registries_at_once_are_refused() -> None:
    arguments = ["--all-haizhu", "--registry", str(sample_registry_file())]

    said = CliRunner().invoke(backtest, arguments)

    assert said.exit_code == 2
    assert "只能用一个" in said.output


def test_the_command_ends_well_and_prints_what_it_found() -> None:
    said = CliRunner().invoke(backtest, ["--until", "2022-08-31"])

    assert said.exit_code == 0, said.output
    assert "遗漏 0 条，重复 0 条" in said.output
