"""A launcher in a process of its own, on a Prefect database that is migrated once."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

NOTES_VARIABLE = "CLOCK_NOTES"
LAUNCHER = [sys.executable, "-m", "tests.flows.clock_launcher"]
ROOT = Path(__file__).parents[2]
PATIENCE = 150
"""Seconds after which a wait is given up: a loaded machine is slow, it is not wrong."""


def wait_until(condition: Callable[[], bool], seconds: float, what: str) -> None:
    """Return as soon as the condition holds; fail when it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"not within {seconds} s: {what}")
        time.sleep(0.2)


@dataclass
class Clock:
    """A launcher that the tests start, stop and kill."""

    home: Path
    notes_path: Path
    environment: dict[str, str]
    port: int
    desk_port: int
    client: httpx.Client = field(default_factory=lambda: httpx.Client(trust_env=False))
    process: subprocess.Popen[bytes] | None = None

    @property
    def api(self) -> str:
        """Address of the Prefect API."""
        return f"http://127.0.0.1:{self.port}/api"

    @property
    def log(self) -> str:
        """What the launcher and its flow runs printed."""
        return self.home.with_suffix(".log").read_text(encoding="utf-8")

    @property
    def notes(self) -> list[str]:
        """What the flows noted so far."""
        return self.notes_path.read_text(encoding="utf-8").splitlines()

    def start(self) -> None:
        """Start the launcher and return when it serves."""
        self.notes_path.write_text("", encoding="utf-8")
        self.notes_path.with_suffix(".release").unlink(missing_ok=True)
        with self.home.with_suffix(".log").open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603  our own module
                [*LAUNCHER, self.home, str(self.port), str(self.desk_port)],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_until(lambda: "launcher ready" in self.notes, PATIENCE, "the launcher serves")

    def processes(self) -> list[int]:
        """Return every living process that descends from the launcher, itself included."""
        mark = f"{NOTES_VARIABLE}={self.notes_path}".encode()
        return [
            int(entry.parent.name)
            for entry in Path("/proc").glob("[0-9]*/environ")
            if entry.parent.name != "self" and mark in _read(entry)
        ]

    def server(self) -> int:
        """Return the process id of the Prefect server."""
        return next(
            process
            for process in self.processes()
            if b"server\0start" in _read(Path(f"/proc/{process}/cmdline"))
        )

    def kill(self, number: signal.Signals) -> None:
        """Send a signal to the launcher alone."""
        assert self.process is not None
        self.process.send_signal(number)

    def release(self) -> None:
        """Let the flow `held` end."""
        self.notes_path.with_suffix(".release").touch()

    def cut_power(self) -> None:
        """Kill server and launcher at once; the kernel must see to the flow runs."""
        server = self.server()
        self.kill(signal.SIGKILL)
        os.kill(server, signal.SIGKILL)
        self.wait()
        wait_until(lambda: not self.processes(), PATIENCE, "everything died with the launcher")

    def wait(self) -> int:
        """Return the launcher's exit code once it has ended."""
        assert self.process is not None
        return self.process.wait(timeout=PATIENCE)

    def ask(self, path: str, **body: object) -> httpx.Response:
        """Ask the Prefect API; every list is a POST there."""
        return self.client.post(self.api + path, json=body)

    def runs(self, deployment: str) -> list[dict[str, str]]:
        """Return the runs of a deployment, oldest first."""
        found = self.ask(
            "/flow_runs/filter",
            deployments={"name": {"any_": [deployment]}},
            sort="START_TIME_ASC",
        )
        return list(found.raise_for_status().json())

    def states(self, deployment: str) -> list[str]:
        """Return the names of the states of a deployment's runs, sorted."""
        return sorted(run["state_name"] for run in self.runs(deployment))

    def run(self, deployment: str, in_seconds: float = 0) -> None:
        """Ask for a run of a deployment."""
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + in_seconds))
        state = {"type": "SCHEDULED", "state_details": {"scheduled_time": at}}
        path = f"/deployments/{self.id_of(deployment)}/create_flow_run"
        # Prefect's own client tries again too when SQLite is locked for a moment (503).
        wait_until(
            lambda: self.ask(path, state=state).status_code == 201, PATIENCE, "a run is asked for"
        )

    def automations(self) -> set[tuple[str, str]]:
        """Return the id and name of every automation that is not remade at each start."""
        found = self.ask("/automations/filter").json()
        return {(each["id"], each["name"]) for each in found if "jishen" in each["tags"]}

    def id_of(self, deployment: str) -> str:
        """Return a deployment's id."""
        found = self.ask("/deployments/filter", deployments={"name": {"any_": [deployment]}})
        return str(found.json()[0]["id"])


def is_gone(process: int) -> bool:
    """Tell whether a process has ended, collected by its parent or not."""
    status = _read(Path(f"/proc/{process}/stat"))
    return not status or b") Z " in status


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


@pytest.fixture(scope="session")
def bytecode(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return what lets all the processes share compiled modules where none may be written."""
    if not sys.dont_write_bytecode:
        return {}
    folder = str(sys.pycache_prefix or tmp_path_factory.mktemp("bytecode"))
    return {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": folder}


@pytest.fixture(scope="session")
def launcher(tmp_path_factory: pytest.TempPathFactory, bytecode: dict[str, str]) -> Iterator[Clock]:
    """Return a launcher that is not running yet; what runs at the end of the session is killed."""
    base = tmp_path_factory.mktemp("clock")
    clock = Clock(
        home=base / "prefect",
        notes_path=base / "notes",
        environment=os.environ
        | bytecode
        | {NOTES_VARIABLE: str(base / "notes"), "PYTHONPATH": str(ROOT)},
        port=free_port(),
        desk_port=free_port(),
    )
    yield clock
    for process in clock.processes():
        os.kill(process, signal.SIGKILL)


@pytest.fixture
def clock(launcher: Clock) -> Clock:
    """Return the launcher, started if a test before this one stopped or killed it."""
    if launcher.process is None or launcher.process.poll() is not None:
        launcher.start()
    return launcher


@pytest.fixture(name="free_port")
def fixture_free_port() -> int:
    """Return a loopback port that nobody listens on."""
    return free_port()


def free_port() -> int:
    """Return a loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


BOTH_DATABASES_FOR = (
    "a bot check instead of the hub",
    "a list page without items",
    "an attachment cut off",
    "an attachment without its table",
)
"""Every bad answer is tried on SQLite; on PostgreSQL these, one for each place it can come from."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = [item for item in items if not _is_tried_on_sqlite_alone(item.name)]


def _is_tried_on_sqlite_alone(name: str) -> bool:
    is_bad_answer = "bad_answer" in name or "published_meanwhile" in name or "bad_first" in name
    return (
        is_bad_answer
        and "[postgresql-" in name
        and not name.endswith(tuple(f"{case}]" for case in BOTH_DATABASES_FOR))
    )
