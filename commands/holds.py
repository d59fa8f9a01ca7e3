"""`jishen holds` and `jishen vanished`: what changed too much, and what is printed no more."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.orm import Session

from desk.wording import instant, name_of
from flows.holds import difference_of, refuse_hold, release_hold, settle_vanished
from flows.running import store_of
from jishen.settings import load_settings
from jishen.store.holds import all_holds, live_holds, vanished_tasks

MOST_SHOWN = 50
_BY = click.option("--by", required=True, metavar="姓名", help="办理人。")
_WHY = click.option("--why", required=True, metavar="理由", help="核对所得，随案留痕。")


@contextmanager
def _reading() -> Iterator[Session]:
    store = store_of(load_settings())
    try:
        with store.reading() as session:
            yield session
    finally:
        store.close()


@click.group()
def holds() -> None:
    """留置的清单：变化过大、待人工核对后才登记的新版。"""


@holds.command(name="list")
@click.option("--all", "show_all", is_flag=True, help="连同已处理的一并列出。")
def list_holds(*, show_all: bool) -> None:
    """列出留置待核的清单。"""
    with _reading() as session:
        found = all_holds(session) if show_all else live_holds(session)
        for held, attachment in found:
            click.echo(
                f"{held.id}　{name_of(held.state)}　{instant(held.held_at)}　"
                f"{attachment.label}　{held.reason}"
            )
            if held.settled_at:
                who = held.settled_by or "系统"
                click.echo(f"    {instant(held.settled_at)}　{who}：{held.why}")
    if not found:
        click.echo("没有留置的清单。")


@holds.command()
@click.argument("hold_id", metavar="编号", type=int)
def show(hold_id: int) -> None:
    """查看一份留置的清单将减少、增加哪些条目（按留存的原件现读）。"""
    found = difference_of(load_settings(), hold_id)
    held = found.held
    click.echo(f"{found.attachment.label}（{name_of(held.state)}）\n{held.reason}")
    click.echo(f"原件 SHA-256：{held.sha256}")
    click.echo(f"将减少 {len(found.missing)} 行：")
    for entry in found.missing[:MOST_SHOWN]:
        click.echo(f"  − {entry.row_number}　{entry.filer_name}　{entry.filing_number}")
    click.echo(f"将增加 {len(found.new)} 行：")
    for row in found.new[:MOST_SHOWN]:
        click.echo(f"  + {row.row_number}　{row.filer_name}　{row.filing_number}")
    if max(len(found.missing), len(found.new)) > MOST_SHOWN:
        click.echo(f"（各只列出前 {MOST_SHOWN} 行）")


@holds.command()
@click.argument("hold_id", metavar="编号", type=int)
@_BY
@_WHY
def release(hold_id: int, by: str, why: str) -> None:
    """放行：照留置时的时间登记该版本，此后照常比对、立案。"""
    recorded = release_hold(load_settings(), hold_id, by=by, why=why)
    click.echo(
        f"已放行：新增 {recorded.new} 行，变更 {recorded.changed} 行，缺少 {recorded.missing} 行。"
        "下次 advance 时比对、立案；可运行 jishen advance 立即办理。"
    )


@holds.command()
@click.argument("hold_id", metavar="编号", type=int)
@_BY
@_WHY
def refuse(hold_id: int, by: str, why: str) -> None:
    """拒绝：保持现有登记不变；网站仍显示同一内容时不再留置。"""
    refuse_hold(load_settings(), hold_id, by=by, why=why)
    click.echo("已拒绝：现有登记不变，同一内容不再留置。")


@click.group()
def vanished() -> None:
    """不再载于清单的备案：列出任务，记下核对结论。"""


@vanished.command(name="list")
def list_vanished() -> None:
    """列出连续多次巡查都不再载于清单、待人工核对的备案。"""
    with _reading() as session:
        tasks = vanished_tasks(session)
        for gone, entry, attachment in tasks:
            click.echo(
                f"{gone.id}　{instant(gone.gone_at)} 起　{attachment.label}　"
                f"{entry.filer_name}　{entry.filing_number}　{entry.title}"
            )
    if not tasks:
        click.echo("没有待核对的消失条目。")


@vanished.command()
@click.argument("task_id", metavar="编号", type=int)
@_BY
@_WHY
def settle(task_id: int, by: str, why: str) -> None:
    """办结一项：记下核对结论，备案与案件不变。"""
    settle_vanished(load_settings(), task_id, by=by, why=why)
    click.echo("已办结。备案与案件均未改动。")
