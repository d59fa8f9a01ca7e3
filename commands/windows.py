"""`jishen windows`: when applications are taken, and recording a window."""

from datetime import datetime

import click

from flows.running import now, policy_of, store_of
from jishen.cases.calendar import SHANGHAI
from jishen.cases.windows import record_window
from jishen.domain.windows import WINDOW_MODE_NAMES, ApplicationWindow, WindowMode, window_on
from jishen.settings import load_settings
from jishen.store import schema
from jishen.store.windows import windows_of

_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def windows() -> None:
    """申报窗口：查看、登记。"""


@windows.command(name="list")
def list_windows() -> None:
    """列出各申报窗口，并说明今天是否受理。"""
    settings = load_settings()
    entry = policy_of(settings)
    store = store_of(settings)
    try:
        if schema.is_current(store):
            with store.reading() as session:
                known = windows_of(session, entry.policy_id, entry.windows)
        else:
            known = entry.windows
    finally:
        store.close()
    for window in known:
        ends = window.closes_on or "未定"
        click.echo(
            f"{window.name}　{WINDOW_MODE_NAMES[window.mode]}　{window.opens_on} 至 {ends}　"
            f"依据：{window.source}"
        )
    click.echo(window_on(known, now().astimezone(SHANGHAI).date()).says)


@windows.command(name="set")
@click.argument("name", metavar="名称")
@click.option("--opens", required=True, type=_DAY, help="开放日（含）。")
@click.option("--closes", type=_DAY, help="截止日（含）；常年受理可不填。")
@click.option("--rolling", "is_rolling", is_flag=True, help="常年受理（即报即审）。")
@click.option("--source", required=True, metavar="依据", help="通知名称和文号。")
@click.option("--by", required=True, metavar="姓名", help="登记人，记入审计。")
def set_window(
    name: str,
    opens: datetime,
    closes: datetime | None,
    source: str,
    by: str,
    *,
    is_rolling: bool,
) -> None:
    """登记一个申报窗口；与已有窗口同名时取代之。"""
    window = ApplicationWindow(
        name.strip(),
        WindowMode.ROLLING if is_rolling else WindowMode.DATED,
        opens.date(),
        closes.date() if closes else None,
        source.strip(),
    )
    settings = load_settings()
    entry = policy_of(settings)
    store = store_of(settings)
    try:
        schema.upgrade(store)
        is_new = record_window(store, entry.policy_id, window, at=now(), by=by)
        with store.reading() as session:
            known = windows_of(session, entry.policy_id, entry.windows)
    finally:
        store.close()
    click.echo(f"申报窗口“{window.name}”{'已登记' if is_new else '此前已登记，未变'}。")
    click.echo(window_on(known, now().astimezone(SHANGHAI).date()).says)
