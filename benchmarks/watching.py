"""A pass over pages that nobody changed: Jishen beside urlwatch and webchanges, on the replica.

    python -m venv var/peers && var/peers/bin/pip install urlwatch webchanges
    .venv/bin/python -m benchmarks.watching [--pages 50,200] [--rounds 5] [--peers var/peers]

Each cycle is a process of its own, as a timer would start it: wall and CPU seconds and peak memory
of the whole process, as the kernel counts them. The peers watch the same list pages by the same
element. They take turns, so that a busy minute of the machine hits all of them. `above` is what the
pages cost above the start of the process: for the peers the cycle less a cycle of one page, for us
the pass as it measures itself, with its first queries and its transaction.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx

ROOT = Path(__file__).parent.parent
LIST_PAGE = "www.cac.gov.cn/wxzw/wxfb/A093702index_1.htm"


@dataclass(frozen=True)
class Cycle:
    """What one process cost."""

    wall: float
    cpu: float
    mib: float
    said: dict[str, float] = field(default_factory=dict)
    """What the process measured itself, if it did."""


@dataclass
class Runner:
    """A watcher with its own folder; `command` looks at so many pages once."""

    name: str
    folder: Path
    command: list[str]
    cycles: list[Cycle] = field(default_factory=list)

    def cycle(self) -> Cycle:
        """Run one process to its end; it must succeed."""
        began = time.perf_counter()
        with (self.folder / "run.log").open("ab") as log:
            process = subprocess.Popen(
                self.command, cwd=ROOT, stdout=log, stderr=log, env=_environment()
            )
            _, status, used = os.wait4(process.pid, 0)
        if os.waitstatus_to_exitcode(status):
            message = f"{self.name} failed, see {self.folder / 'run.log'}"
            raise SystemExit(message)
        wall = time.perf_counter() - began
        last = (self.folder / "run.log").read_text(encoding="utf-8").splitlines()[-1:]
        said = json.loads(last[0]) if last and last[0].startswith('{"wall"') else {}
        return Cycle(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said)


def main() -> None:
    """Run the rounds and print a table for each number of pages."""
    arguments = _arguments()
    folder = Path(tempfile.mkdtemp(prefix="watching-", dir=ROOT / "var"))
    site = subprocess.Popen(
        [sys.executable, str(ROOT / "deploy" / "replica"), "--periods", "2026-01"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert site.stdout is not None
    try:
        url = site.stdout.readline().split()[1]
        for validators in (True, False):
            httpx.post(f"{url}/_replica/validators", json={"on": validators}).raise_for_status()
            said = "304 possible" if validators else "no validators"
            for count in arguments.pages:
                _race(arguments, url, folder / f"{count}-{validators}", count, said)
    finally:
        site.kill()
        site.wait()
        shutil.rmtree(folder)


def _race(arguments: argparse.Namespace, url: str, folder: Path, count: int, said: str) -> None:
    makers: tuple[Callable[[str, Path, int, Path], Runner], ...] = (_jishen, _urlwatch, _webchanges)
    whole = [maker(url, folder / "many", count, arguments.peers) for maker in makers]
    one = [maker(url, folder / "one", 1, arguments.peers) for maker in makers]
    for runner in (*whole, *one):
        runner.cycle()  # what is there is taken for known
        runner.cycle()
    for _ in range(arguments.rounds):
        for runner in (*whole, *one):
            runner.cycles.append(runner.cycle())
    _print(whole, one, count, said)


def _print(whole: list[Runner], one: list[Runner], count: int, said: str) -> None:
    print(f"\n{count} unchanged pages, {said}, {len(whole[0].cycles)} rounds, medians")
    print(f"{'':<12}{'wall s':>8}{'CPU s':>8}{'MiB':>6}{'above: CPU ms a page':>22}{'MiB':>7}")
    ours = _medians(whole[0])
    for many, single in zip(whole, one, strict=True):
        wall, cpu, mib = _medians(many)
        cpu_above, mib_above = _above(many, single)
        ratios = f"ours: {ours[0] / wall:.2f} × wall, {ours[1] / cpu:.2f} × CPU, "
        own = f"{many.name:<12}{wall:>8.2f}{cpu:>8.2f}{mib:>6.0f}{1000 * cpu_above / count:>22.2f}"
        print(f"{own}{mib_above:>7.1f}   {ratios}{ours[2] / mib:.2f} × MiB")


def _above(many: Runner, single: Runner) -> tuple[float, float]:
    """Return CPU seconds and MiB that the pages cost above the start of the process."""
    if many.cycles[0].said:
        return (
            statistics.median(cycle.said["cpu"] for cycle in many.cycles),
            statistics.median(cycle.said["mib"] for cycle in many.cycles),
        )
    _, cpu, mib = _medians(many)
    _, cpu_of_one, mib_of_one = _medians(single)
    return cpu - cpu_of_one, mib - mib_of_one


def _medians(runner: Runner) -> tuple[float, float, float]:
    return (
        statistics.median(cycle.wall for cycle in runner.cycles),
        statistics.median(cycle.cpu for cycle in runner.cycles),
        statistics.median(cycle.mib for cycle in runner.cycles),
    )


def _jishen(url: str, folder: Path, count: int, _peers: Path) -> Runner:
    own = _made(folder / "jishen")
    script = str(ROOT / "benchmarks" / "watching_pass.py")
    return Runner("jishen", own, [sys.executable, script, url, str(count), str(own)])


def _urlwatch(url: str, folder: Path, count: int, peers: Path) -> Runner:
    own = _made(folder / "urlwatch")
    (own / "urls.yaml").write_text(_jobs(url, count))
    (own / "config.yaml").write_text(
        "display: {error: true, new: false, unchanged: false, empty-diff: true}\n"
        "report:\n  stdout: {enabled: false}\n"
    )
    command = [str(peers / "bin" / "urlwatch"), "--urls", str(own / "urls.yaml")]
    command += ["--config", str(own / "config.yaml"), "--cache", str(own / "cache.db")]
    return Runner("urlwatch", own, [*command, "--hooks", str(own / "hooks.py")])


def _webchanges(url: str, folder: Path, count: int, peers: Path) -> Runner:
    own = _made(folder / "webchanges")
    (own / "jobs.yaml").write_text(_jobs(url, count))
    (own / "config.yaml").write_text(
        "version_check: {enabled: false}\n"
        "display: {error: true, new: false, unchanged: false, empty-diff: true}\n"
        "report:\n  stdout: {enabled: false}\n  browser: {enabled: false}\n"
    )
    command = [str(peers / "bin" / "webchanges"), "--jobs", str(own / "jobs.yaml")]
    command += ["--config", str(own / "config.yaml"), "--database", str(own / "snap.db")]
    return Runner("webchanges", own, [*command, "--hooks", str(own / "hooks.py")])


def _jobs(url: str, count: int) -> str:
    return "\n---\n".join(
        f"name: p{number}\nurl: {url}/{LIST_PAGE}?page={number}\n"
        "filter:\n  - css: '#loadingInfoPage'\n  - html2text"
        for number in range(count)
    )


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


def _environment() -> dict[str, str]:
    """Return the environment without proxies and without settings of this machine."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.lower().endswith("_proxy") and not name.startswith("JISHEN_")
    }
    return kept | {"NO_PROXY": "*", "PYTHONPATH": str(ROOT)}


def _counts(text: str) -> list[int]:
    return [int(count) for count in text.split(",")]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks/watching.py")
    parser.add_argument(
        "--pages", type=lambda text: [int(n) for n in text.split(",")], default=[50, 200]
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peers", type=Path, default=ROOT / "var" / "peers")
    return parser.parse_args()


if __name__ == "__main__":
    main()
