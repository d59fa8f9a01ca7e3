"""`jishen watch` and `jishen advance`: one pass by hand, without Prefect."""

import click

from flows.deliver import deliver_all
from flows.match import match_all
from flows.open_cases import open_all
from flows.running import store_of
from flows.watch import watch_all
from jishen.domain.errors import SourceFault
from jishen.settings import load_settings
from jishen.store import schema


@click.command()
@click.option("--only", metavar="来源", help="只巡查这一来源（如 deep_synthesis）。")
def watch(only: str | None) -> None:
    """立即巡查一遍各来源，登记新增与变更；不比对、不立案。"""
    from scrapers.sources import SOURCES  # noqa: PLC0415 (keeps `jishen --help` quick)

    settings = load_settings()
    _migrate()
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
    settings = load_settings()
    _migrate()
    identified = match_all(settings)
    opened = open_all(settings)
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


def _migrate() -> None:
    store = store_of(load_settings())
    schema.upgrade(store)
    store.close()


def _tell_fault(url: str, fault: SourceFault) -> None:
    click.echo(f"未能查看 {url}\n  原因：{fault}\n  处理办法：{fault.remedy}", err=True)
