"""Serving beside other work of one event loop."""

import asyncio
import socket
from pathlib import Path

import httpx
import pytest

from desk.serving import serve
from jishen.desk_settings import DeskSettings
from jishen.domain.errors import SettingsFault
from jishen.settings import Settings
from tests.desk.conftest import NAMES


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


async def _answer_then_cancel(settings: Settings) -> tuple[int, bool, bool]:
    serving = asyncio.create_task(serve(settings, NAMES))
    await asyncio.sleep(0)  # the listener is bound in the task's first step
    async with httpx.AsyncClient(base_url=settings.desk.url) as client:
        answer = await client.get("/healthz")
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)
    return answer.status_code, "server" in answer.headers, serving.cancelled()


@pytest.mark.usefixtures("own_world")
def test_a_cancelled_desk_ends_and_gives_its_port_back(tmp_path: Path, free_port: int) -> None:
    settings = Settings(data_folder=tmp_path, desk=DeskSettings(port=free_port))

    first = asyncio.run(_answer_then_cancel(settings))
    second = asyncio.run(_answer_then_cancel(settings))

    assert first == second == (200, False, True)


def test_a_port_in_use_is_a_fault_with_a_remedy(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        settings = Settings(data_folder=tmp_path, desk=DeskSettings(port=port))

        with pytest.raises(SettingsFault, match=f"127.0.0.1:{port}"):
            asyncio.run(serve(settings, NAMES))
