"""`jishen demo`: the main job on this machine, against our replica of the national site."""

import asyncio
import json
import os
import shutil
import signal
import sys
from dataclasses import asdict
from pathlib import Path

import click

from commands.demo_site import ReplicaSite, demo_settings, sample_registry_file
from commands.installation import desk_server, prefect_home, prepare
from jishen.domain.errors import SettingsFault
from jishen.settings import SETTINGS_FILE_VARIABLE, Settings, load_settings

MARKER = "此文件夹由 jishen demo 建立，每次演示重新生成.txt"


@click.command()
@click.option("--once", is_flag=True, help="演示一遍后退出（成功返回 0）。")
@click.option("--json", "as_json", is_flag=True, help="结束时在标准输出打印一个 JSON 对象。")
@click.option(
    "--folder", type=click.Path(path_type=Path), default=Path("var/demo"), show_default=True
)
def demo(*, once: bool, as_json: bool, folder: Path) -> None:
    """演示：仿真站点发布新批次，系统自动发现、比对、立案、告知；按 Ctrl-C 结束。"""
    folder = folder.absolute()
    say = Speaker(as_json=as_json)
    say.line("即审演示：全部在本机回环地址上运行，企业名册为样例数据，不访问外部网站。")
    _fresh_folder(folder)
    with ReplicaSite.start(folder) as site:
        say.line(f"仿真站点已启动：{site.url}（已发布 2026 年 1 月及以前批次）")
        _only_demo_settings(folder, demo_settings(folder, site))
        settings = prepare()
        code = _run(settings, site, say, once=once)
    raise SystemExit(code)


class Speaker:
    """Speaks to the terminal, whatever becomes of standard output and error afterwards.

    The logs of flow runs go to a file: on the screen they would bury what is shown.
    """

    def __init__(self, *, as_json: bool) -> None:
        self._out = os.fdopen(os.dup(1), "w", encoding="utf-8")
        self._progress = os.fdopen(os.dup(2 if as_json else 1), "w", encoding="utf-8")
        self.as_json = as_json

    def line(self, text: str) -> None:
        """Say one line of progress."""
        self._progress.write(f"{text}\n")
        self._progress.flush()

    def result(self, text: str) -> None:
        """Say the result."""
        self._out.write(f"{text}\n")
        self._out.flush()

    def quiet_the_rest(self, log: Path) -> None:
        """Send what anything else prints to a log file."""
        handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(handle, 1)
        os.dup2(handle, 2)
        os.close(handle)


def _run(settings: Settings, site: ReplicaSite, say: Speaker, *, once: bool) -> int:
    say.line("正在启动任务调度（Prefect）与办理台，首次约半分钟…")
    log = settings.data_folder / "demo.log"
    say.quiet_the_rest(log)
    # After `prepare`: these import Prefect.
    from commands.demo_story import Failed, tell_story  # noqa: PLC0415
    from commands.launcher import ServePlan, serve  # noqa: PLC0415

    outcome = {"code": 1}

    async def story() -> None:
        try:
            summary = await tell_story(settings, site, say.line, sample_registry_file())
        except Failed as failed:
            say.line(f"演示未能完成：{failed}\n日志：{log}")
            os.kill(os.getpid(), signal.SIGTERM)
            return
        outcome["code"] = 0
        if say.as_json:
            say.result(json.dumps(asdict(summary), ensure_ascii=False))
        else:
            say.result(summary.in_words())
        if once:
            os.kill(os.getpid(), signal.SIGTERM)
        else:
            say.line("办理台保持运行，按 Ctrl-C 结束。")

    plan = ServePlan(
        home=prefect_home(settings),
        prefect_port=settings.prefect.port,
        desk=desk_server(settings),
        on_ready=story,
    )
    served = asyncio.run(serve(plan))
    if served:
        say.line(f"演示中断，日志：{log}")
    return served or outcome["code"]


def _fresh_folder(folder: Path) -> None:
    """Empty the folder of an earlier demonstration; never a folder that is not ours."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARKER).exists():
        message = f"文件夹 {folder} 不是演示文件夹，不予清空"
        raise SettingsFault(message)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / MARKER).write_text("", encoding="utf-8")


def _only_demo_settings(folder: Path, toml: str) -> None:
    """Use the demonstration's own settings file and nothing of the user's."""
    for name in [name for name in os.environ if name.startswith("JISHEN_")]:
        if name != "JISHEN_FAILPOINTS":
            del os.environ[name]
    path = folder / "jishen.toml"
    path.write_text(toml, encoding="utf-8")
    os.environ[SETTINGS_FILE_VARIABLE] = str(path)
    load_settings.cache_clear()
    sys.stdout.flush()
