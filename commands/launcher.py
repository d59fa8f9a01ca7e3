"""Everything in one command: the Prefect server as a child, the desk and the runner beside it."""

import asyncio
import logging
import os
import signal
import time
from asyncio.subprocess import Process
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterName
from prefect.runner import Runner
from prefect.settings import get_current_settings

from commands.prefect_server import prefect_environment, start_server, stop_server
from flows.automations import close_stale_runs, ensure_automations
from flows.lifeline import FLOW_RUN_VARIABLE, LAUNCHER_VARIABLE
from flows.schedules import DEPLOYMENTS, Deployed, register
from jishen.domain.errors import ClockFault, JishenError, SettingsFault

ENDS_WITHIN_SECONDS = 2
PREFETCH_SECONDS = 2
"""A scheduled run's process starts this early, which is how long it takes to be ready; the default
of 10 s holds a slot and 98 MB for nothing."""
ASK_EVERY_SECONDS = 0.25

Part = asyncio.Task[int | None]

_log = logging.getLogger("jishen.clock")


@dataclass(frozen=True, slots=True)
class ServePlan:
    """What to serve and where."""

    home: Path
    """Prefect's own folder; nothing of ours is in it and losing it loses no case."""
    prefect_port: int
    table: tuple[Deployed, ...] = DEPLOYMENTS
    desk: Callable[[], Awaitable[None]] | None = None
    """Serves the desk until it is stopped, by a signal or by being cancelled."""
    on_ready: Callable[[], Awaitable[None]] | None = None
    """Run once everything is up, beside it; its failure is fatal, its end is not."""
    runner_limit: int = 2
    """Flow runs at a time; each is a process of about 100 MB."""


async def serve(plan: ServePlan) -> int:
    """Serve until SIGINT or SIGTERM (0) or until a part ends by itself (1), then stop everything.

    The environment must hold `prefect_environment(plan.home, plan.prefect_port)` since before the
    first import of Prefect.
    """
    environment = prefect_environment(plan.home, plan.prefect_port)
    _refuse_other_settings(environment)
    os.environ[LAUNCHER_VARIABLE] = str(os.getpid())
    stop_asked = asyncio.Event()
    _listen_for_stop(stop_asked)
    serving = asyncio.create_task(_serve(plan, environment, stop_asked))
    stopping = asyncio.create_task(stop_asked.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if stop_asked.is_set():
        serving.cancel()
    try:
        await serving
    except asyncio.CancelledError:
        return 0
    except JishenError as error:
        _log.error("%s\n%s", error, error.remedy)
    return 1


async def run_now(
    deployment_name: str, timeout_seconds: float, parameters: Mapping[str, object] | None = None
) -> str:
    """Start a run of the deployment, wait for its end and return its last state's name.

    `Cancelled` is also the answer when the deployment skips a run because one is already on.
    """
    deadline = time.monotonic() + timeout_seconds
    async with get_client() as client:
        named = DeploymentFilter(name=DeploymentFilterName(any_=[deployment_name]))
        deployments = await client.read_deployments(deployment_filter=named)
        if not deployments:
            message = f"Prefect 中没有名为 {deployment_name} 的任务"
            raise ClockFault(message)
        run = await client.create_flow_run_from_deployment(
            deployments[0].id, parameters=dict(parameters or {})
        )
        while time.monotonic() < deadline:
            run = await client.read_flow_run(run.id)
            if run.state is not None and run.state.is_final():
                return run.state.name or run.state.type.value
            await asyncio.sleep(ASK_EVERY_SECONDS)
    message = (
        f"任务 {deployment_name} 未在 {timeout_seconds:g} 秒内结束，当前状态为 {run.state_name}"
    )
    raise ClockFault(message)


async def _serve(plan: ServePlan, environment: Mapping[str, str], stop: asyncio.Event) -> None:
    server = await start_server(environment)
    try:
        # First: until then the slots of the last power cut are taken.
        closed = await close_stale_runs(plan.table)
        if closed:
            _log.warning("清理上次停机遗留的任务 %s 个。", closed)
        runner = Runner(
            name="jishen",
            limit=plan.runner_limit,
            prefetch_seconds=PREFETCH_SECONDS,
            pause_on_shutdown=False,
        )
        await register(runner, plan.table)
        # After the deployments: some of the automations run one of them.
        await ensure_automations(plan.table)
        await _run_together(plan, server, runner, stop)
    finally:
        await stop_server(server)


async def _run_together(
    plan: ServePlan, server: Process, runner: Runner, stop: asyncio.Event
) -> None:
    """Run the parts until one ends by itself, which raises ClockFault, or until cancelled."""
    running = _part("任务执行器", runner.start)
    await asyncio.sleep(0)
    # Runner.start takes SIGTERM for itself in its first step and would end the process in the
    # middle of everything; taken back here, before the desk may ask for it too.
    _listen_for_stop(stop)
    desk = _part("办理台", plan.desk) if plan.desk else None
    ready = _part("启动后任务", plan.on_ready) if plan.on_ready else None
    ours = {task for task in (running, desk, ready) if task is not None}
    child = _part("Prefect 服务", server.wait)
    try:
        ended = await _first_to_fail({child, *ours}, ready)
        raise ClockFault(_why(ended))
    finally:
        child.cancel()
        await _end(ours, desk)


def _part(name: str, run: Callable[[], Awaitable[int | None]]) -> Part:
    async def in_words() -> int | None:
        try:
            return await run()
        except SystemExit as error:
            # How uvicorn says that it cannot start; it would tear the event loop down from inside.
            message = f"返回码 {error.code}"
            raise ClockFault(message) from error

    return asyncio.create_task(in_words(), name=name)


async def _first_to_fail(parts: set[Part], ready: Part | None) -> Part:
    while True:
        done, parts = await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            if task is not ready or task.exception() is not None:
                return task


def _why(ended: Part) -> str:
    error = ended.exception()
    if error is None:
        reason = f"返回 {ended.result()}"
    elif isinstance(error, JishenError):
        reason = str(error)
    else:
        reason = f"{type(error).__name__}: {error}"
    return f"{ended.get_name()}意外退出（{reason}），系统停止运行。"


async def _end(parts: set[Part], desk: Part | None) -> None:
    """End the parts; flow runs and open requests get a moment to finish, then they are cut off."""
    deadline = time.monotonic() + ENDS_WITHIN_SECONDS
    while time.monotonic() < deadline and (_has_flow_runs() or (desk and not desk.done())):
        await asyncio.sleep(0.05)
    for part in parts:
        part.cancel()  # the runner kills what still runs: a sweep finds that work again
    ended, _ = await asyncio.wait(parts, timeout=ENDS_WITHIN_SECONDS)
    await asyncio.gather(*ended, return_exceptions=True)


def _has_flow_runs() -> bool:
    """Tell whether a child of this process carries out a flow run."""
    for children in Path("/proc/self/task").glob("*/children"):
        for child in children.read_text(encoding="ascii").split():
            with suppress(OSError):  # it may end while we look
                if FLOW_RUN_VARIABLE.encode() in Path(f"/proc/{child}/environ").read_bytes():
                    return True
    return False


def _listen_for_stop(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)


def _refuse_other_settings(environment: Mapping[str, str]) -> None:
    settings = get_current_settings()
    if (str(settings.home), settings.api.url) != (
        environment["PREFECT_HOME"],
        environment["PREFECT_API_URL"],
    ):
        message = (
            f"Prefect 已按其他设置载入（PREFECT_HOME={settings.home}，"
            f"PREFECT_API_URL={settings.api.url}），须在载入之前设定环境变量"
        )
        raise SettingsFault(message)
