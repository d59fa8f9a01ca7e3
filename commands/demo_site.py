"""The demonstration's surroundings: the replica of the site as a process, settings, registry."""

import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from jishen.domain.errors import SettingsFault

SOURCE_TREE = Path(__file__).absolute().parent.parent
DESK_PORT, PREFECT_PORT = 8600, 8601
OLDER_BATCHES = "2023-06,2026-01"
"""What is on the site before the demonstration publishes its batch."""


@dataclass(frozen=True, slots=True)
class ReplicaSite:
    """A running replica."""

    process: subprocess.Popen[str]
    url: str

    @classmethod
    def start(cls, folder: Path, periods: str = OLDER_BATCHES) -> Self:
        """Start the replica with some months' batches on it.

        Raises:
            SettingsFault: the source tree is not there: the replica is not part of the wheel.
        """
        program = SOURCE_TREE / "deploy" / "replica"
        if not program.is_dir():
            message = (
                "仿真站点在源代码目录中（此处缺少 deploy/replica），请在源代码目录中以 ./run 运行"
            )
            raise SettingsFault(message)
        process = subprocess.Popen(  # noqa: S603 (our own program, our own arguments)
            [
                sys.executable,
                str(program),
                "--port",
                "0",
                "--periods",
                periods,
                "--state",
                str(folder),
            ],
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        words = (process.stdout.readline() if process.stdout else "").split()
        if len(words) != 2 or words[0] != "REPLICA":  # noqa: PLR2004 (REPLICA and its address)
            process.kill()
            message = f"仿真站点未能启动（{' '.join(words) or '没有输出'}）"
            raise SettingsFault(message)
        return cls(process, words[1])

    def publish(self, period: str) -> float:
        """Publish a batch on the replica; return the instant of publication, epoch seconds."""
        body = {"period": period, "on_its_day": True}
        return float(self.command("publish", body)["published_at"])

    def command(self, name: str, body: Mapping[str, object]) -> dict[str, Any]:
        """Carry out a command of the replica's control interface and return its answer."""
        address = f"{self.url}/_replica/{name}"
        answer = httpx.post(address, json=body, trust_env=False, timeout=60)
        answer.raise_for_status()
        return dict(answer.json())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.terminate()
        self.process.wait(timeout=10)


def sample_registry_file() -> Path:
    """Return the sample registry that ships with the source tree."""
    return SOURCE_TREE / "deploy" / "sample" / "registry.csv"


def demo_settings(folder: Path, site: ReplicaSite) -> str:
    """Return the demonstration's jishen.toml."""
    return f"""# 演示用设置，由 jishen demo 生成。
data_folder = "{folder.as_posix()}"
is_demonstration = true
enterprise_channel = "file"

[office]
name = "海珠区人工智能发展局（演示）"
telephone = "020-00000000"

[desk]
port = {_free_port(DESK_PORT)}
# 演示人员没有手机可用；正式使用时复核和系统管理人员须用动态口令。
code_roles = []

[prefect]
port = {_free_port(PREFECT_PORT)}

[fetch]
host_gap_seconds = 0
contact = "demonstration"

[fetch.origins]
"https://www.cac.gov.cn" = "{site.url}/www.cac.gov.cn"
"https://beian.cac.gov.cn" = "{site.url}/beian.cac.gov.cn"
"https://cagd.gov.cn" = "{site.url}/cagd.gov.cn"

[[recipients]]
name = "初审组"
audience = "reviewers"
channel = "file"
address = "初审组"

[[recipients]]
name = "运维值班"
audience = "operators"
channel = "file"
address = "运维值班"
"""


def _free_port(wished: int) -> int:
    """Return the wished port if it is free, else any free one."""
    for port in (wished, 0):
        with socket.socket() as probe:
            if os.name == "posix":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    message = "本机没有空闲端口"
    raise SettingsFault(message)
