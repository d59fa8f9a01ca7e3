"""`jishen database`: bring the database to the newest shape, tell where it stands."""

import click

from flows.running import store_of
from jishen.settings import load_settings
from jishen.store import schema


@click.group()
def database() -> None:
    """数据库：升级结构、查看版本。"""


@database.command()
def upgrade() -> None:
    """将数据库结构升级到当前版本。"""
    store = store_of(load_settings())
    schema.upgrade(store)
    click.echo("数据库结构已是当前版本。")
    store.close()


@database.command()
def check() -> None:
    """检查数据库结构是否为当前版本、与程序是否一致。"""
    store = store_of(load_settings())
    is_current, differences = schema.is_current(store), schema.differences(store)
    store.close()
    if is_current and not differences:
        click.echo("数据库结构与程序一致。")
        return
    click.echo("数据库结构不是当前版本，请运行 jishen database upgrade。", err=True)
    for difference in differences:
        click.echo(f"  {difference}", err=True)
    raise SystemExit(1)
