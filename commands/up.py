"""`jishen up`: the whole system on this machine, against the real sites."""

import asyncio
import logging

import click

from commands.installation import desk_server, prefect_home, prepare
from jishen.domain.errors import ClockFault

FIRST_LOOK_WITHIN_SECONDS = 1800
"""A first look reads everything, two seconds a request."""


@click.command()
def up() -> None:
    """启动系统：定时巡查、比对、立案、发送，并提供办理台。按 Ctrl-C 停止。"""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)  # a line for each poll of the runner
    settings = prepare()
    # After `prepare`: these import Prefect.
    from commands.launcher import ServePlan, run_now, serve  # noqa: PLC0415

    async def tell_ready() -> None:
        click.echo(f"系统已启动。办理台：{settings.desk.url}")
        click.echo(f"任务运行情况（仅供运维）：http://127.0.0.1:{settings.prefect.port}")
        click.echo("正在进行第一次巡查，此后按各来源的节律巡查。按 Ctrl-C 停止。")
        try:
            await run_now("watch", FIRST_LOOK_WITHIN_SECONDS, {"at_once": True})
        except ClockFault as fault:
            click.echo(f"第一次巡查未能按时完成：{fault}", err=True)

    plan = ServePlan(
        home=prefect_home(settings),
        prefect_port=settings.prefect.port,
        desk=desk_server(settings),
        on_ready=tell_ready,
    )
    raise SystemExit(asyncio.run(serve(plan)))
