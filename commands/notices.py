"""`jishen notices`: list what was sent and what was not, look at the wording, send again."""

from datetime import timedelta

import click
from rich.console import Console
from rich.table import Table

from commands.notice_acts import acknowledge, reconcile, silence, silences, unsilence
from desk.wording import NOTICE_EVENT_NAMES, OUTBOX_STATE_NAMES, instant
from flows.running import lanes, now, store_of
from jishen.cases.resending import Resending, resend
from jishen.domain.notices import NoticeEvent
from jishen.settings import load_settings
from jishen.store.tables.messages import OutboxState
from jishen.store.views.channels import ChannelHealth, channel_health
from jishen.store.views.notices import notices as notice_rows
from jishen.store.views.shared import Window
from notifications.message import Sms
from notifications.render import render, template_version
from notifications.samples import sample_facts
from notifications.sms_text import filled

MOST_LISTED = 200


@click.group()
def notices() -> None:
    """通知：列表、渠道状况、预览、重发、登记知悉、静默、核对。"""


@notices.command(name="list")
@click.option(
    "--state",
    type=click.Choice([state.value for state in OutboxState]),
    default=OutboxState.DEAD.value,
    show_default=True,
    help="按发送状态筛选。",
)
def list_notices(state: str) -> None:
    """列出通知，最新的在前；缺省只列出停止发送的。"""
    store = store_of(load_settings())
    with store.reading() as session:
        found = notice_rows(session, OutboxState(state), None, Window(1, MOST_LISTED))
    store.close()
    table = Table("通知编号", "事项", "收件人", "渠道", "尝试", "状态", "最近结果")
    for row in found.rows:
        table.add_row(
            row.key[:12],
            NOTICE_EVENT_NAMES[row.event],
            row.enterprise_name or row.recipient,
            row.channel or "—",
            str(row.attempts),
            OUTBOX_STATE_NAMES[row.state],
            row.last_detail,
        )
    Console().print(table)
    click.echo(f"共 {found.total} 条，列出 {len(found.rows)} 条。")


def _in_words(row: ChannelHealth) -> str:
    """Return a channel's health as a few short lines: a table would be too wide for a terminal."""
    share = "—" if row.success_percent is None else f"{row.success_percent}%"
    state = f"{instant(row.failing_since)} 起连续失败：{row.why}" if row.failing_since else "正常"
    pace = f"，每分钟至多 {row.per_minute} 条" if row.per_minute else ""
    return (
        f"{row.channel}：{state}{pace}\n"
        f"  近 24 小时：已接收 {row.accepted}，未成功 {row.put_off}，被拒 {row.refused}，"
        f"成功率 {share}；最近接收 {instant(row.last_accepted_at)}\n"
        f"  待发 {row.unsent} 条，最早 {instant(row.oldest_unsent_at)}"
    )


@notices.command()
def health() -> None:
    """列出各渠道近 24 小时的成功率、最近接收时间、积压条数与最早待发时间。"""
    settings = load_settings()
    store = store_of(settings)
    at = now()
    with store.reading() as session:
        found = channel_health(session, lanes(settings), since=at - timedelta(days=1))
    store.close()
    for row in found:
        click.echo(_in_words(row))
    if any(row.failing_since for row in found):
        raise SystemExit(1)


@notices.command()
@click.argument("event", type=click.Choice([event.value for event in NoticeEvent]))
@click.option(
    "--form",
    type=click.Choice(["text", "html", "chat", "sms"]),
    default="text",
    show_default=True,
    help="邮件正文、邮件网页、群消息，或短信（报审文本与填充后的全文）。",
)
def preview(event: str, form: str) -> None:
    """以样例内容预览一类通知的文本，署名与网址取自本机设置。"""
    settings = load_settings()
    kind = NoticeEvent(event)
    facts = sample_facts(kind, settings.office.to_office(), settings.desk.url)
    message = render(kind, "preview", facts)
    click.echo(f"主题：{message.subject}　模板版本：{template_version(kind)}", err=True)
    forms = {
        "text": message.text,
        "html": message.html or "",
        "chat": "\n".join(message.brief),
        "sms": _as_sms(message.sms),
    }
    click.echo(forms[form])


def _as_sms(sms: Sms | None) -> str:
    if sms is None:
        return "该事项没有短信文本。"
    whole = filled(sms, "")
    return f"报审文本：{sms.wording}\n填充后（{len(whole)} 字，另加签名）：{whole}"


@notices.command(name="resend")
@click.argument("key", metavar="通知编号")
@click.option("--by", required=True, metavar="姓名", help="经办人。")
@click.option("--why", required=True, metavar="理由", help="重发理由，记入审计。")
def resend_notice(key: str, by: str, why: str) -> None:
    """重发一条停止发送的通知，编号不变；编号可只写前 8 位。"""
    store = store_of(load_settings())
    try:
        whole = resend(store, key, Resending(by, why, now()))
    finally:
        store.close()
    click.echo(f"通知 {whole[:12]} 已重新列入待发，将由下一次发送任务发出。")


for command in (acknowledge, silence, silences, unsilence, reconcile):
    notices.add_command(command)
