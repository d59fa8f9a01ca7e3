"""The launcher with a small table, as a process that the tests start, stop and kill."""

import asyncio
import logging
import os
import sys
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from commands.prefect_server import prefect_environment

HOME, PORT = Path(sys.argv[1]), int(sys.argv[2])
os.environ.update(prefect_environment(HOME, PORT))

from commands.launcher import ServePlan, serve  # noqa: E402  Prefect reads the environment here
from flows.schedules import WAIT, Deployed, Silence  # noqa: E402
from tests.flows.clock_flows import note  # noqa: E402

FLOWS = "tests.flows.clock_flows"
TABLE = (
    Deployed("quick", f"{FLOWS}:quick", "快", cron="0 4 1 * *"),
    Deployed("held", f"{FLOWS}:held", "慢", woken_by_silence=Silence("test.polled", seconds=10)),
    Deployed("endless", f"{FLOWS}:held", "无人放行"),
    Deployed(
        "woken",
        f"{FLOWS}:woken",
        "由事件启动",
        triggered_by=("test.called",),
        parameters_from_event={"batch": "batch"},
        when_busy=WAIT,
    ),
    Deployed(
        "counting",
        f"{FLOWS}:counting",
        "参数可能有误",
        triggered_by=("test.counted",),
        parameters_from_event={"count": "count"},
    ),
)


async def ready() -> None:
    """Tell the tests that everything is up."""
    note("launcher ready")


async def desk() -> None:
    """Serve as the desk does: uvicorn takes the signals too, and must not get in the way."""
    await uvicorn.Server(uvicorn.Config(FastAPI(), port=int(sys.argv[3]))).serve()


logging.basicConfig(level=logging.INFO)
sys.exit(asyncio.run(serve(ServePlan(HOME, PORT, TABLE, desk=desk, on_ready=ready))))
