"""`jishen audit`: verify the chain of the audit trail."""

import click
from sqlalchemy import func, select

from flows.running import store_of
from jishen.settings import load_settings
from jishen.store import audit as trail
from jishen.store.tables import AuditEntry


@click.group()
def audit() -> None:
    """审计留痕：校验。"""


@audit.command()
def verify() -> None:
    """校验审计链；有改动时指出第一条不符的记录。"""
    store = store_of(load_settings())
    with store.reading() as session:
        fault = trail.verify(session)
        count = session.scalar(select(func.count()).select_from(AuditEntry))
    store.close()
    if fault is None:
        click.echo(f"审计链完整，共 {count} 条记录。")
        return
    click.echo(f"审计链在第 {fault.sequence} 条处不符：{fault.what}。", err=True)
    click.echo("处理办法：立即停止办理，保全数据库文件，并报告审计与系统管理员。", err=True)
    raise SystemExit(1)
