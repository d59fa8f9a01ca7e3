"""Serving the desk beside other work of the same event loop."""

import asyncio
import socket
from collections.abc import Generator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from desk.app import create_app
from desk.context import Desk, Names
from jishen.desk_settings import DeskSettings
from jishen.domain.errors import SettingsFault
from jishen.settings import Settings
from jishen.store.raw import RawStore
from jishen.store.session import open_store

GRACE_SECONDS = 1
"""How long open requests may take to end once the desk is told to stop."""


class _Server(uvicorn.Server):
    """A server that leaves the process's signals to whoever runs it."""

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


async def serve(settings: Settings, names: Names) -> None:
    """Serve the desk until cancelled; open requests are given a second to end.

    Raises:
        SettingsFault: the desk's address cannot be listened on.
    """
    listener = listen(settings.desk)
    store = open_store(settings.store_url)
    try:
        app = create_app(Desk(settings, store, RawStore(settings.raw_folder), names))
        await _serve(_Server(_configuration(app)), listener)
    finally:
        listener.close()
        store.close()


async def _serve(server: uvicorn.Server, listener: socket.socket) -> None:
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        await asyncio.shield(serving)
    except asyncio.CancelledError:
        server.should_exit = True
        await serving
        raise


def _configuration(app: FastAPI) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        lifespan="off",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def listen(desk: DeskSettings) -> socket.socket:
    """Return a socket that listens on the desk's address.

    Raises:
        SettingsFault: the address is not this machine's, or is in use.
    """
    family = socket.AF_INET6 if ":" in desk.host else socket.AF_INET
    try:
        listener = socket.create_server((desk.host, desk.port), family=family)
    except OSError as error:
        message = f"审核台无法监听 {desk.host}:{desk.port}（{error.strerror}）"
        raise SettingsFault(message) from error
    # asyncio sets it only on sockets it made itself; without it every answer waits 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener
