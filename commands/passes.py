"""`jishen watch` and `jishen advance`: one pass by hand, without Prefect."""

from datetime import datetime
from pathlib import Path

import click

from flows.basics import store_of
from flows.handing import Offered, Taken, take_file
from flows.watching import watch_all
from jishen.domain.errors import SourceFault
from jishen.settings import load_settings
from jishen.store import schema


@click.command()
@click.option("--only", metavar="来源", help="只巡查这一来源（如 deep_synthesis）。")
@click.option(
    "--file",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="不访问网站，改为读入这份人工下载的清单；须同时写明 --source 和 --by。",
)
@click.option("--source", "source_key", metavar="来源", help="该文件属于哪一来源。")
@click.option("--page", "page_url", default="", metavar="URL", help="公告页面地址。")
@click.option("--label", default="", help="附件在公告页面上的名称；不写则取文件名。")
@click.option(
    "--announced",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="日期",
    help="公布日期，如 2026-11-20。",
)
@click.option("--by", default="", metavar="姓名", help="提供文件的人。")
def watch(  # noqa: PLR0913, PLR0917 (one argument an option)
    only: str | None,
    file: Path | None,
    source_key: str | None,
    page_url: str,
    label: str,
    announced: datetime | None,
    by: str,
) -> None:
    """立即巡查一遍各来源，登记新增与变更；或读入一份人工下载的清单。不比对、不立案。"""
    if file is None:
        _look(only)
        return
    if not (source_key and by.strip()):
        raise click.UsageError("--file 须与 --source、--by 同时写明")
    migrate()
    day = announced.date() if announced else None
    offered = Offered(file.read_bytes(), file.name, source_key, by, page_url, label, day)
    _tell_taken(take_file(load_settings(), offered))


def _tell_taken(taken: Taken) -> None:
    recorded = taken.recorded
    if taken.is_known:
        click.echo(f"{taken.label}：与已登记的版本相同，无变化；文件已留存。")
    elif taken.is_held:
        click.echo(f"{taken.label}：与现有版本相差过大，已留置待人工核对（jishen holds list）。")
    else:
        click.echo(
            f"{taken.label}：新增 {recorded.new} 行，变更 {recorded.changed} 行，"
            f"缺少 {recorded.missing} 行，重复 {recorded.repeated} 行"
        )
    if taken.doubts:
        click.echo(f"另有 {taken.doubts} 处存疑，须人工处理（jishen doubts list）。")


def _look(only: str | None) -> None:
    from scrapers.sources import SOURCES  # noqa: PLC0415 (keeps `jishen --help` quick)

    settings = load_settings()
    migrate()
    wanted = tuple(source for source in SOURCES if only in {None, source.key})
    if not wanted:
        known = "、".join(source.key for source in SOURCES)
        raise click.BadParameter(f"没有来源“{only}”；可用：{known}", param_hint="--only")
    passes = watch_all(settings, wanted)
    for found in passes:
        for batch in found.batches:
            kind = "基线" if batch.is_baseline else "新批次"
            click.echo(
                f"{kind}  {batch.label}  新增 {batch.recorded.new} 行，"
                f"变更 {batch.recorded.changed} 行，缺少 {batch.recorded.missing} 行，"
                f"重复 {batch.recorded.repeated} 行"
            )
        if not found.batches and not found.faults:
            click.echo(f"{found.source.name}：无变化")
        for fault in found.faults:
            _tell_fault(fault.url, fault.fault)
    if any(found.faults for found in passes):
        raise SystemExit(2)


@click.command()
def advance() -> None:
    """立即比对、立案、发送：处理所有待办，可随时重复运行。"""
    # Prefect is two seconds: a look by hand must not pay for it.
    from flows.deliver import deliver_all  # noqa: PLC0415
    from flows.match import match_all  # noqa: PLC0415
    from flows.open_cases import open_all  # noqa: PLC0415
    from flows.signatures import check_all  # noqa: PLC0415

    settings = load_settings()
    migrate()
    identified = match_all(settings)
    opened = open_all(settings)
    check_all(settings)
    delivered = deliver_all(settings)
    click.echo(
        f"比对 {identified.total} 条：匹配 {identified.positive}，待判断 {identified.unsure}，"
        f"线索 {identified.leads}\n"
        f"立案 {opened.cases} 件，批次摘要 {opened.digests} 份\n"
        f"通知：渠道已接收 {delivered.accepted} 条，稍后重发 {delivered.put_off} 条，"
        f"被拒 {delivered.refused} 条"
    )
    if delivered.refused:
        raise SystemExit(2)


def migrate() -> None:
    """Bring the database of the settings to the newest shape."""
    store = store_of(load_settings())
    schema.upgrade(store)
    store.close()


def _tell_fault(url: str, fault: SourceFault) -> None:
    click.echo(f"未能查看 {url}\n  原因：{fault}\n  处理办法：{fault.remedy}", err=True)
