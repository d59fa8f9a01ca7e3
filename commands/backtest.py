"""`jishen backtest`: the whole history watched as time passed, and what would have come of it."""

import json
import tempfile
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import click
from rich.console import Console

from commands.backtest_chart import chart_of
from commands.backtest_history import list_files, published_days, replayed_days
from commands.backtest_records import Backtest
from commands.backtest_registry import every_haizhu_filer, registry_of
from commands.backtest_result import result_of
from commands.backtest_run import backtest_settings, replay
from commands.backtest_table import as_json, summary_of, terminal_table, write_file, write_table
from commands.demo_site import ReplicaSite, sample_registry_file
from flows.running import store_of
from jishen.domain.enterprises import Enterprise

_A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_A_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_NEW_FILE = click.Path(dir_okay=False, path_type=Path)
_TABLE_WIDTH = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What a backtest is asked for."""

    registry: tuple[Enterprise, ...]
    lists: Path | None = None
    """A folder of official files; None: the replica's own history."""
    until: date = date.max


@click.command()
@click.option("--registry", type=_A_FILE, help="企业名册文件；默认为随附样例名册。")
@click.option("--all-haizhu", is_flag=True, help="以清单中全部海珠区备案主体为名册（样例）。")
@click.option("--lists", type=_A_FOLDER, help="改用此文件夹中下载的官方清单（DOCX、PDF）。")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="只回测到这一天。")
@click.option("--json", "wants_json", is_flag=True, help="以一个 JSON 对象输出。")
@click.option("--output", type=_NEW_FILE, help="另存表格：.xlsx、.csv 或 .md。")
@click.option("--chart", type=_NEW_FILE, help="另存各批次首次备案的 SVG 图。")
def backtest(  # noqa: PLR0913 (one argument an option)
    *,
    registry: Path | None,
    all_haizhu: bool,
    lists: Path | None,
    until: datetime | None,
    wants_json: bool,
    output: Path | None,
    chart: Path | None,
) -> None:
    """回测：从空库起，按公布先后逐日巡查历次清单，核对有无遗漏、重复，并列出当时应立的案件。

    在本机仿真站点上运行，不访问外部网站，不改动任何数据。有遗漏、迟发现或重复时退出码为 1。
    """
    if registry is not None and all_haizhu:
        message = "--registry 与 --all-haizhu 只能用一个"
        raise click.UsageError(message)
    enterprises = (
        every_haizhu_filer() if all_haizhu else registry_of(registry or sample_registry_file())
    )
    result = run_backtest(Asked(enterprises, lists, until.date() if until else date.max))
    if output is not None:
        write_table(result, output, command=_command_line(click.get_current_context()))
    if chart is not None:
        write_file(chart, chart_of(result))
    _show(result, wants_json=wants_json)
    if not result.is_whole:
        raise SystemExit(1)


def run_backtest(asked: Asked) -> Backtest:
    """Run a backtest in a folder of its own that is gone afterwards."""
    files = list_files(asked.lists) if asked.lists is not None else None
    with tempfile.TemporaryDirectory(prefix="jishen-backtest-") as name:
        folder = Path(name)
        with ReplicaSite.start(folder, periods="") as site:
            settings = backtest_settings(site, folder)
            days = (
                replayed_days(site, asked.until)
                if files is None
                else published_days(site, files, asked.until)
            )
            looked_at = replay(settings, asked.registry, days)
        store = store_of(settings)
        try:
            with store.reading() as session:
                return result_of(session, looked_at)
        finally:
            store.close()


def _show(result: Backtest, *, wants_json: bool) -> None:
    if wants_json:
        click.echo(json.dumps(as_json(result), ensure_ascii=False))
        return
    console = Console()
    console.width = max(console.width, _TABLE_WIDTH)
    console.print(terminal_table(result))
    click.echo(summary_of(result))
    for why, count in result.asked:
        click.echo(f"  需人工：{why}：{count} 处")
    click.echo(f"用时 {result.seconds:.1f} 秒（本进程 CPU {result.cpu_seconds:.1f} 秒）")


def _command_line(context: click.Context) -> str:
    """Return how the table was made, without the paths of this machine."""
    given = context.params
    parts = ["jishen backtest"]
    if given["all_haizhu"]:
        parts.append("--all-haizhu")
    if given["registry"]:
        parts.append(f"--registry {given['registry'].name}")
    if given["lists"]:
        parts.append(f"--lists {given['lists'].name}")
    if given["until"]:
        parts.append(f"--until {given['until']:%Y-%m-%d}")
    return " ".join(parts)
