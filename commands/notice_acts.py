"""`jishen notices acknowledge|silence|…`: what people say of notices, and the reconciler."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from desk.wording import NOTICE_EVENT_NAMES, instant
from flows.reconcile import find_gaps, reconcile_all
from flows.running import now, store_of
from jishen.cases.acknowledging import (
    Silencing,
    end_silence,
)
from jishen.cases.acknowledging import acknowledge as acknowledge_notice
from jishen.cases.acknowledging import silence as silence_notices
from jishen.cases.notice_reconciling import GAP_NAMES, REPAIRABLE
from jishen.domain.notices import NoticeEvent
from jishen.settings import load_settings
from jishen.store.tables import AwardCase, NoticeSilence

SHANGHAI = ZoneInfo("Asia/Shanghai")


@click.command()
@click.argument("key", metavar="通知编号")
@click.option("--by", required=True, metavar="姓名", help="知悉人。")
def acknowledge(key: str, by: str) -> None:
    """登记已知悉一条通知：不再就该案件催办，故障不再逐日重复告警；编号可只写前 8 位。"""
    store = store_of(load_settings())
    try:
        whole = acknowledge_notice(store, key, by=by, at=now())
    finally:
        store.close()
    click.echo(f"已登记：{by} 知悉通知 {whole[:12]}。")


@click.command()
@click.option("--work", metavar="来源", help="来源或工作，如 algorithms、channel:wecom_bot。")
@click.option("--case", "case_number", metavar="案件号")
@click.option("--event", type=click.Choice([event.value for event in NoticeEvent]))
@click.option("--hours", type=click.IntRange(1, 720), help="静默多少小时。")
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d %H:%M", "%Y-%m-%d"]),
    help="静默到何时（北京时间）；与 --hours 二选一。",
)
@click.option("--by", required=True, metavar="姓名")
@click.option("--why", required=True, metavar="理由", help="记入审计。")
def silence(  # noqa: PLR0913 (each option is one argument)
    *,
    work: str | None,
    case_number: str | None,
    event: str | None,
    hours: int | None,
    until: datetime | None,
    by: str,
    why: str,
) -> None:
    """暂不发送一类内部通知，到期自动发出仍属实的；不影响致企业的告知。"""
    if (hours is None) == (until is None):
        message = "请用 --hours 或 --until 之一给出结束时间，二者只能选一"
        raise click.UsageError(message)
    at = now()
    ends_at = until.replace(tzinfo=SHANGHAI) if until else at + timedelta(hours=hours or 0)
    asked = Silencing(work, case_number, NoticeEvent(event) if event else None, ends_at, by, why)
    store = store_of(load_settings())
    try:
        number = silence_notices(store, asked, at)
    finally:
        store.close()
    click.echo(f"静默 {number} 已设置，至 {instant(ends_at)}（北京时间）止。")


@click.command()
def silences() -> None:
    """列出现行的静默。"""
    store = store_of(load_settings())
    at = now()
    with store.reading() as session:
        found = session.execute(
            select(NoticeSilence, AwardCase.case_number)
            .outerjoin(AwardCase, AwardCase.id == NoticeSilence.case_id)
            .where(NoticeSilence.ends_at > at, NoticeSilence.ended_at.is_(None))
            .order_by(NoticeSilence.id)
        ).all()
    store.close()
    table = Table("编号", "来源", "案件", "事项", "至", "设置人", "理由")
    for record, number in found:
        event = NOTICE_EVENT_NAMES[NoticeEvent(record.event)] if record.event else "—"
        table.add_row(
            str(record.id),
            record.source_key or "—",
            number or "—",
            event,
            instant(record.ends_at),
            record.by,
            record.why,
        )
    Console().print(table)


@click.command()
@click.argument("number", type=int, metavar="静默编号")
@click.option("--by", required=True, metavar="姓名")
def unsilence(number: int, by: str) -> None:
    """提前结束一项静默，所压通知立即列入待发。"""
    store = store_of(load_settings())
    try:
        end_silence(store, number, by=by, at=now())
    finally:
        store.close()
    click.echo(f"静默 {number} 已结束。")


@click.command()
@click.option("--apply", "is_applied", is_flag=True, help="补写缺少的通知（编号不变）并告警。")
def reconcile(*, is_applied: bool) -> None:
    """核对应有的通知与待发通知，列出差异；有差异时退出码为 1。"""
    settings = load_settings()
    found = reconcile_all(settings) if is_applied else find_gaps(settings)
    table = Table("差异", "事项", "对象", "收件人", "处理")
    for gap in found:
        done = "已补写" if is_applied else "可补写"
        table.add_row(
            GAP_NAMES[gap.kind],
            NOTICE_EVENT_NAMES[gap.event],
            gap.about,
            gap.recipient,
            done if gap.kind in REPAIRABLE else "须人工核对",
        )
    Console().print(table)
    click.echo(f"差异 {len(found)} 条。")
    if found and not is_applied:
        raise SystemExit(1)
