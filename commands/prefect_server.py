"""The Prefect server as a child process: its settings, its start and its end.

Prefect reads its settings when it is first imported, so this module does not import it: export
`prefect_environment` first, then import anything that knows Prefect.
"""

import asyncio
import logging
import os
import shutil
import signal
import socket
import sys
import time
from asyncio.subprocess import Process
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import BinaryIO

import httpx

from flows.lifeline import die_with
from jishen.domain.errors import ClockFault, SettingsFault

HOST = "127.0.0.1"
LOG_NAME = "server.log"
READY_WITHIN_SECONDS = 180
"""A cold start was seen to take 32 s on a busy two-core machine."""
PORT_FREE_WITHIN_SECONDS = 8
"""After kill -9 of a launcher its server lives on for about 2 s: a restart waits for the port."""
STOPPED_WITHIN_SECONDS = 3
LOG_TAIL_LINES = 15
LOG_KEPT_BYTES = 5_000_000

_log = logging.getLogger("jishen.clock")

SETTINGS = {
    # Nothing is told to the vendor, nothing is advertised.
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
    # We store nothing in blocks; registering their types was 6 of 21 CPU seconds of a cold start.
    "PREFECT_SERVER_REGISTER_BLOCKS_ON_START": "false",
    # The default, memory, loses the leases at a power cut: the slots then stay taken for ever.
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": (
        "prefect.server.concurrency.lease_storage.filesystem"
    ),
    # How long a run that found the slot taken waits before it asks again; default 30 s.
    "PREFECT_SERVER_DEPLOYMENTS_CONCURRENCY_SLOT_WAIT_SECONDS": "5",
    # Marking runs late every 15 s caused nearly all "database is locked" errors on SQLite.
    "PREFECT_SERVER_SERVICES_LATE_RUNS_AFTER_SECONDS": "120",
    # Batches: 200 task runs cost the server 2.1 CPU seconds instead of 8.3.
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_READ_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_FLUSH_INTERVAL": "1",
    "PREFECT_SERVER_SERVICES_TRIGGERS_READ_BATCH_SIZE": "100",
    # Flow runs are never cleaned up by default; 30 days are kept.
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": "2592000",
    # Whole seconds only; the default, 10, would be most of the way from an event to its flow.
    "PREFECT_RUNNER_POLL_FREQUENCY": "1",
    # 30 s is the least allowed; the zombie automation waits for three beats.
    "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
    # A stray command must never start a server of its own; if it does, give it time.
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_LOGGING_LEVEL": "INFO",
    "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    "PREFECT_LOGGING_COLORS": "false",
    "PREFECT_CLI_COLORS": "false",
    "PREFECT_CLI_PROMPT": "false",
}
"""What is the same on every machine, for the server, the launcher and every flow run."""


def prefect_environment(home: Path, port: int) -> dict[str, str]:
    """Return the settings to export before the first import of Prefect.

    Everything Prefect writes (database, leases, memo store, results, scratch folders) goes under
    `home`; its API answers on loopback at `port`.
    """
    home = home.absolute()
    no_proxy = ",".join(filter(None, [os.environ.get("NO_PROXY", ""), HOST, "localhost"]))
    return (
        SETTINGS
        | _bytecode(home)
        | {
            "PREFECT_HOME": str(home),
            "PREFECT_PROFILES_PATH": str(home / "profiles.toml"),
            "PREFECT_SERVER_MEMO_STORE_PATH": str(home / "memo_store.toml"),
            "PREFECT_LOCAL_STORAGE_PATH": str(home / "storage"),
            # By default the server copies its pages into the installed package.
            "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(home / "ui"),
            # The Runner keeps a scratch folder in the folder for temporary files.
            "TMPDIR": str(home / "tmp"),
            "PREFECT_API_URL": f"http://{HOST}:{port}/api",
            "PREFECT_SERVER_API_HOST": HOST,
            # Not by --port: the pages would go on calling port 4200.
            "PREFECT_SERVER_API_PORT": str(port),
            # An office proxy must not be asked for loopback.
            "NO_PROXY": no_proxy,
            "no_proxy": no_proxy,
        }
    )


def _bytecode(home: Path) -> dict[str, str]:
    """Let children keep compiled modules where the environment forbids it, as many images do.

    Each flow run is a process of its own and would compile Prefect anew: 3 to 4 CPU seconds.
    """
    if not sys.dont_write_bytecode:
        return {}
    return {
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": sys.pycache_prefix or str(home / "bytecode"),
    }


async def start_server(
    environment: Mapping[str, str], port_within_seconds: float = PORT_FREE_WITHIN_SECONDS
) -> Process:
    """Start the server and return its process once it is ready to answer.

    Raises SettingsFault when the port is taken and ClockFault, with the log's last lines, when the
    server ends or is not ready in time. The server dies with this process.
    """
    home = Path(environment["PREFECT_HOME"])
    # A killed launcher leaves its scratch folder behind.
    shutil.rmtree(home / "tmp" / "runner_storage", ignore_errors=True)
    (home / "tmp").mkdir(parents=True, exist_ok=True)
    await _wait_for_port(int(environment["PREFECT_SERVER_API_PORT"]), port_within_seconds)
    with _open_log(home / LOG_NAME) as log:
        server = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "prefect", "server", "start"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env={**os.environ, **environment},
            # Its own session: Ctrl-C in the terminal is for the launcher, which stops it in order.
            start_new_session=True,
            preexec_fn=partial(die_with, os.getpid(), signal.SIGTERM),
        )
    try:
        await wait_ready(server, environment)
    except BaseException:  # cancelled too: nobody else knows this process yet
        await stop_server(server)
        raise
    return server


async def wait_ready(server: Process, environment: Mapping[str, str]) -> None:
    """Return when the server answers that it is ready; raise ClockFault when it will not."""
    log = Path(environment["PREFECT_HOME"]) / LOG_NAME
    url = f"{environment['PREFECT_API_URL']}/ready"
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
        while time.monotonic() < deadline:
            if server.returncode is not None:
                message = f"Prefect 服务启动失败（返回码 {server.returncode}）。"
                raise ClockFault(message + _tail(log))
            if await _answers(client, url):
                return
            await asyncio.sleep(0.1)
    message = f"Prefect 服务 {READY_WITHIN_SECONDS} 秒内未就绪。"
    raise ClockFault(message + _tail(log))


async def stop_server(server: Process) -> None:
    """End the server: SIGTERM, and SIGKILL for one that does not listen.

    Not SIGINT: a server started from a background shell inherits it as ignored.
    """
    if server.returncode is not None:
        return
    server.terminate()
    try:
        await asyncio.wait_for(server.wait(), STOPPED_WITHIN_SECONDS)
    except TimeoutError:
        server.kill()
        await server.wait()


async def _answers(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(url)).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


async def _wait_for_port(port: int, within_seconds: float) -> None:
    """Return when the port is free; a stale server there would answer in place of ours."""
    deadline = time.monotonic() + within_seconds
    while not _is_free(port):
        if time.monotonic() > deadline:
            message = (
                f"端口 {port} 已被占用，Prefect 服务无法启动。请确认没有另一个 jishen up 正在运行，"
                "或改用其他端口后重试。"
            )
            raise SettingsFault(message)
        _log.info("端口 %s 暂被占用，等待释放。", port)
        await asyncio.sleep(0.5)


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _open_log(path: Path) -> BinaryIO:
    """Open the server's log to append; a log that has grown too long is set aside first."""
    if path.exists() and path.stat().st_size > LOG_KEPT_BYTES:
        path.replace(path.with_suffix(".log.1"))
    return path.open("ab")


def _tail(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(["日志末尾：", *lines[-LOG_TAIL_LINES:]])
