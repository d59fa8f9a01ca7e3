"""`jishen up`: the whole system on this machine, against the real sites."""

import asyncio
import logging

import click

from commands.installation import desk_server, prefect_home, prepare


@click.command()
def up() -> None:
    """启动系统：定时巡查、比对、立案、发送，并提供办理台。按 Ctrl-C 停止。"""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    settings = prepare()
    from commands.launcher import ServePlan, serve  # noqa: PLC0415 (imports Prefect: after `prepare`)

    async def tell_ready() -> None:
        click.echo(f"系统已启动。办理台：{settings.desk.url}")
        click.echo(f"任务运行情况（仅供运维）：http://127.0.0.1:{settings.prefect.port}")

    plan = ServePlan(
        home=prefect_home(settings),
        prefect_port=settings.prefect.port,
        desk=desk_server(settings),
        on_ready=tell_ready,
    )
    raise SystemExit(asyncio.run(serve(plan)))
