"""`jishen replay`: read again everything kept, show what reads differently, take it over."""

import click

from commands.passes import migrate
from flows.replaying import replay
from jishen.cases.rereading import Reread
from jishen.settings import load_settings
from scrapers.sources import SOURCES

MOST_NAMED = 10


@click.command(name="replay")
@click.option("--source", "source_key", metavar="来源", help="只重读这一来源。")
@click.option("--apply", "is_applied", is_flag=True, help="将差异登记为新版；须写明 --by。")
@click.option("--by", default="", metavar="姓名", help="采用差异的人。")
def replay_command(source_key: str | None, by: str, *, is_applied: bool) -> None:
    """用现行读取规则重读留存的全部清单原件，列出与登记内容的差异；--apply 方登记。

    被取代的旧版只列差异，不登记。有差异或有原件读不出时退出码为 2（采用后为 0）。
    """
    if is_applied and not by.strip():
        raise click.UsageError("--apply 须写明 --by")
    if source_key is not None and source_key not in {source.key for source in SOURCES}:
        known = "、".join(source.key for source in SOURCES)
        raise click.BadParameter(f"没有来源“{source_key}”；可用：{known}", param_hint="--source")
    migrate()
    read = differing = unread = 0
    for found in replay(load_settings(), source_key, apply_by=by.strip() if is_applied else ""):
        read += 1
        differing += not found.is_same and not found.fault
        unread += bool(found.fault)
        if not found.is_same:
            _tell(found, is_applied=is_applied)
    click.echo(f"重读 {read} 份原件：{differing} 份有差异，{unread} 份读不出。")
    if unread or (differing and not is_applied):
        raise SystemExit(2)


def _tell(found: Reread, *, is_applied: bool) -> None:
    kept = found.kept
    state = "现行版" if kept.is_current else "旧版" if kept.was_read else "此前未能读取"
    click.echo(f"{kept.label}（{state}，{kept.sha256[:12]}）")
    if found.fault:
        click.echo(f"  读不出：{found.fault}")
        return
    for name, rows in (
        ("新增", found.new),
        ("变更", found.changed),
        ("缺少", found.missing),
        ("标记不同", found.reflagged),
    ):
        if rows:
            click.echo(f"  {name} {len(rows)} 行")
        for row in rows[:MOST_NAMED]:
            click.echo(f"    {row}")
        if len(rows) > MOST_NAMED:
            click.echo(f"    ……另有 {len(rows) - MOST_NAMED} 行")
    if found.doubts_new or found.doubts_gone:
        click.echo(f"  新存疑 {found.doubts_new} 处，不再存疑 {found.doubts_gone} 处")
    if is_applied:
        done = "已登记为新版" if found.can_be_applied else "旧版，只列差异"
        click.echo(f"  {done}")
