"""10,000 notices to five channels through stubs: ours, plain Apprise, changedetection.io's path.

    .venv/bin/python benchmarks/notices.py                         ours, then Apprise
    .venv/bin/python benchmarks/notices.py --cdio PYTHON           changedetection.io too
    .venv/bin/python benchmarks/notices.py --count 2000 --paced    ours with the bots' real paces

PYTHON is the interpreter of an environment of its own that holds changedetection.io (0.60.10 was
measured); `python -m venv var/cdio && var/cdio/bin/pip install changedetection.io` makes one. Stubs
and each sender are processes of their own; nothing leaves this machine. Apprise and
changedetection.io are pointed at the stubs by their plugins' class attributes, with a new Apprise
object for each notice, because one object waits 5.5 s between two posts.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

HERE = Path(__file__)
CHANNELS = ("mail", "webhook", "wecom_bot", "dingtalk", "wecom_app")
KEY = "693a91f6-7a0c-4bc4-97a0-0ec2bbfa5aaa"
TITLE = "【恢复】公告来源“样例清单”巡查已恢复正常"
BODY = "公告来源“样例清单”已恢复正常巡查，请核对异常期间公布的公告是否均已读取。\n" * 4


def main() -> None:
    """Run the stubs, then each sender against them, and print a table."""
    arguments = _arguments()
    if arguments.role:
        SENDERS[arguments.role](arguments)
        return
    peers = [("ours", sys.executable)]
    peers += [("apprise", sys.executable)] if not arguments.paced else []
    peers += [("cdio", arguments.cdio)] if arguments.cdio else []
    with subprocess.Popen(
        [sys.executable, str(HERE.with_name("notice_stubs.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as served:
        assert served.stdout is not None
        ports = json.loads(served.stdout.readline())
        for role, python in peers:
            result = _run(role, python, ports, arguments)
            _print(role, result, arguments.count)
            if arguments.paced:
                print(f"most in any 60 s by the stub's clock: {result['most']}", flush=True)
        assert served.stdin is not None
        served.stdin.close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks/notices.py")
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--paced", action="store_true", help="keep the bots' real paces (minutes!)")
    parser.add_argument("--cdio", default="", metavar="PYTHON")
    parser.add_argument("--role", default="", help=argparse.SUPPRESS)
    parser.add_argument("--http", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--smtp", type=int, default=0, help=argparse.SUPPRESS)
    return parser.parse_args()


def _run(
    role: str, python: str, ports: dict[str, int], arguments: argparse.Namespace
) -> dict[str, Any]:
    before = _taken(ports)
    answer = subprocess.run(
        [
            *(python, str(HERE), "--role", role, "--count", str(arguments.count)),
            *("--http", str(ports["http"]), "--smtp", str(ports["smtp"])),
            *(["--paced"] if arguments.paced else []),
        ],
        check=True,
        capture_output=True,
        text=True,
        cwd=HERE.parents[1],
        env={**os.environ, "PYTHONPATH": str(HERE.parents[1])},
    )
    result: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    result["taken"] = _taken(ports) - before
    result["most"] = _asked(ports, "most")
    return result


def _taken(ports: dict[str, int]) -> int:
    return sum(_asked(ports, "count").values())


def _asked(ports: dict[str, int], what: str) -> dict[str, int]:
    address = f"http://127.0.0.1:{ports['http']}/{what}"
    with urllib.request.urlopen(address) as answer:
        counts: dict[str, int] = json.loads(answer.read())
    return counts


def _print(role: str, result: dict[str, Any], count: int) -> None:
    rate = count / result["wall"]
    print(
        f"{role}: {count} notices, {result['taken']} taken, {result['wall']:.1f} s wall "
        f"({rate:.0f}/s), {result['cpu']:.1f} CPU-s, peak {result['peak_mib']} MiB",
        flush=True,
    )


def _measured(work: Callable[[], object]) -> None:
    began, cpu = time.perf_counter(), time.process_time()
    work()
    wall, cpu = time.perf_counter() - began, time.process_time() - cpu
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"wall": wall, "cpu": cpu, "peak_mib": peak_mib}))


# --- the senders


def ours(arguments: argparse.Namespace) -> None:
    """Fill the outbox, then measure one delivery of all of it."""
    from datetime import timedelta  # noqa: PLC0415 (so that each sender loads only its own)

    from flows.deliver import deliver_all  # noqa: PLC0415
    from flows.running import now, store_of  # noqa: PLC0415
    from jishen.store import schema  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        settings = _our_settings(Path(folder), arguments)
        store = store_of(settings)
        schema.upgrade(store)
        _fill(store, arguments.count, now())
        store.close()
        patience = timedelta(hours=10) if arguments.paced else timedelta(0)
        _measured(lambda: deliver_all(settings, patience))


def _our_settings(folder: Path, arguments: argparse.Namespace) -> Any:
    from jishen.domain.notices import Audience  # noqa: PLC0415
    from jishen.notice_settings import ChannelSettings, RecipientSettings  # noqa: PLC0415
    from jishen.settings import Settings  # noqa: PLC0415

    here = f"http://127.0.0.1:{arguments.http}"
    urls = {
        "mail": f"mailto://127.0.0.1:{arguments.smtp}?from=notice@example.com&mode=insecure",
        "webhook": f"json://127.0.0.1:{arguments.http}/webhook",
        "wecom_bot": f"wecombot://{KEY}",
        "dingtalk": "dingtalk://d1e2f3",
        "wecom_app": "wecomapp://corp:secret@1000002",
    }
    per_minute = 0 if arguments.paced else 10_000_000
    return Settings(
        data_folder=folder,
        database_url=f"sqlite:///{folder / 'bench.db'}",
        channels={
            name: ChannelSettings(
                url=url,
                service_url=f"{here}/{name}" if name.startswith(("wecom", "ding")) else "",
                per_minute=per_minute,
            )
            for name, url in urls.items()
        },
        recipients=tuple(
            RecipientSettings(
                name=name,
                audience=Audience.OPERATORS,
                channel=name,
                address="someone@example.com" if name == "mail" else "someone",
            )
            for name in CHANNELS
        ),
    )


def _fill(store: Any, count: int, at: Any) -> None:
    from jishen.cases import outbox  # noqa: PLC0415
    from jishen.domain.notices import Audience, NoticeEvent  # noqa: PLC0415

    with store.act("health") as session:
        for number in range(count):
            outbox.put(
                session,
                NoticeEvent.SOURCE_RECOVERED,
                Audience.OPERATORS,
                CHANNELS[number % len(CHANNELS)],
                subject={
                    "source_key": f"source {number}",
                    "url": "https://www.cac.gov.cn/",
                    "verdict": "layout",
                    "detail": "样例",
                    "remedy": "样例",
                    "since": at.isoformat(),
                    "at": at.isoformat(),
                },
                at=at,
            )


def _apprise_urls(arguments: argparse.Namespace) -> list[str]:
    """Point Apprise's plugins at the stubs and return one URL for each channel."""
    from apprise.plugins.dingtalk import NotifyDingTalk  # noqa: PLC0415
    from apprise.plugins.wechat import NotifyWeChat  # noqa: PLC0415
    from apprise.plugins.wecombot import NotifyWeComBot  # noqa: PLC0415

    here = f"http://127.0.0.1:{arguments.http}"
    NotifyWeComBot.notify_url = f"{here}/wecom_bot?key={{key}}"
    NotifyDingTalk.notify_url = f"{here}/dingtalk?access_token={{token}}"
    NotifyWeChat.token_url = f"{here}/cgi-bin/gettoken"
    NotifyWeChat.notify_url = f"{here}/wecom_app/cgi-bin/message/send"
    NotifyWeChat.request_rate_per_sec = 0  # it waits 5.5 s after each token, also when alone
    mail = f"mailto://127.0.0.1:{arguments.smtp}/?from=notice@example.com&mode=insecure"
    return [
        f"{mail}&to=someone@example.com",
        f"json://127.0.0.1:{arguments.http}/webhook",
        f"wecombot://{KEY}",
        "dingtalk://abcdefghijklmnopqrstuvwxyz0123456789",
        "wechat://corp:secret@1000002/someone",
    ]


def plain_apprise(arguments: argparse.Namespace) -> None:
    """Measure `notify()` in a loop, one object a notice."""
    import apprise  # noqa: PLC0415

    urls = _apprise_urls(arguments)

    def loop() -> None:
        for number in range(arguments.count):
            carrier = apprise.Apprise()
            carrier.add(urls[number % len(urls)])
            carrier.notify(title=TITLE, body=BODY)

    _measured(loop)


def changedetection(arguments: argparse.Namespace) -> None:
    """Measure changedetection.io's own `process_notification`, one call a notice."""
    from changedetectionio.notification.handler import process_notification  # noqa: PLC0415
    from changedetectionio.notification_service import NotificationContextData  # noqa: PLC0415
    from loguru import logger  # noqa: PLC0415

    logger.remove()  # to its favour: it writes a line for each notice
    urls = _apprise_urls(arguments)
    application: dict[str, Any] = {"active_base_url": "http://127.0.0.1", "llm": {}}
    datastore = SimpleNamespace(data={"settings": {"application": application}, "watching": {}})

    def loop() -> None:
        for number in range(arguments.count):
            context = NotificationContextData(
                {
                    "notification_urls": [urls[number % len(urls)]],
                    "notification_title": TITLE,
                    "notification_body": BODY,
                    "notification_format": "text",
                    "uuid": "00000000-0000-0000-0000-000000000000",
                    "watch_url": "https://www.cac.gov.cn/",
                }
            )
            process_notification(context, datastore)

    _measured(loop)


SENDERS: dict[str, Callable[[argparse.Namespace], None]] = {
    "ours": ours,
    "apprise": plain_apprise,
    "cdio": changedetection,
}

if __name__ == "__main__":
    main()
