"""The table of deployments, the settings and the port check: what needs no running server."""

import asyncio
import logging
import re
import socket
import tomllib
from dataclasses import asdict
from pathlib import Path

import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings

from commands.launcher import ServePlan, serve
from commands.prefect_server import SETTINGS, prefect_environment, start_server
from flows.events import announce
from flows.schedules import DEPLOYMENTS, Deployed, flow_at
from jishen.domain.errors import ClockFault, SettingsFault

pytestmark = pytest.mark.xdist_group("processes")  # one after the other

MODULE_PATH = re.compile(r"flows\.[a-z_]+:[a-z_]+")
PREFECT_TOML = Path(__file__).parents[2] / "deploy" / "prefect.toml"


def test_the_schedule_of_every_deployment_is_as_agreed() -> None:
    told = [
        (entry.name, entry.cron, entry.triggered_by, entry.when_busy.value) for entry in DEPLOYMENTS
    ]

    assert told == [
        ("watch", "*/10 * * * *", (), "CANCEL_NEW"),
        ("advance", "5-59/10 * * * *", ("filing.announced",), "ENQUEUE"),
        ("deliver", "*/5 * * * *", ("notice.waiting",), "ENQUEUE"),
        ("reconcile", "20 * * * *", (), "CANCEL_NEW"),
        ("remind", "30 8 * * *", (), "CANCEL_NEW"),
    ]


def test_operators_are_called_when_the_watch_misses_three_rounds() -> None:
    told = {entry.name: entry.woken_by_silence for entry in DEPLOYMENTS if entry.woken_by_silence}

    assert {name: asdict(silence) for name, silence in told.items()} == {
        "remind": {"event": "watch.polled", "seconds": 3 * 600}
    }


@pytest.mark.parametrize("entry", DEPLOYMENTS, ids=lambda entry: entry.name)
def test_every_flow_is_named_by_module_path_and_bears_its_deployments_name(
    entry: Deployed,
) -> None:
    pytest.importorskip(entry.flow.partition(":")[0])

    flow = flow_at(entry.flow)

    assert MODULE_PATH.fullmatch(entry.flow)
    assert flow.name == entry.name
    assert set(entry.parameters_from_event) <= set(flow.parameters.properties)


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("flows.nowhere:watch", ModuleNotFoundError),
        ("tests.flows.clock_flows:nothing", AttributeError),
        ("tests.flows.clock_flows:NOT_A_FLOW", TypeError),
    ],
)
def test_a_path_without_a_flow_fails_loudly(path: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        flow_at(path)


def test_every_path_prefect_writes_to_is_under_its_home(tmp_path: Path) -> None:
    environment = prefect_environment(tmp_path / "prefect", 4200)

    assert {name for name, value in environment.items() if str(tmp_path / "prefect") in value} >= {
        "PREFECT_HOME",
        "PREFECT_PROFILES_PATH",
        "PREFECT_LOCAL_STORAGE_PATH",
        "PREFECT_SERVER_MEMO_STORE_PATH",
        "PREFECT_SERVER_UI_STATIC_DIRECTORY",
        "TMPDIR",
    }


def test_an_office_proxy_is_not_asked_for_loopback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "intranet.example")

    environment = prefect_environment(tmp_path, 4200)

    assert environment["NO_PROXY"] == "intranet.example,127.0.0.1,localhost"


def test_a_server_elsewhere_is_given_the_same_settings() -> None:
    elsewhere = _flat("PREFECT", tomllib.loads(PREFECT_TOML.read_text(encoding="utf-8")))

    assert elsewhere == {name: SETTINGS[name] for name in elsewhere}


def test_a_taken_port_is_refused_with_its_number(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        with pytest.raises(SettingsFault, match=f"端口 {port} 已被占用"):
            asyncio.run(start_server(prefect_environment(tmp_path, port), port_within_seconds=0))


def test_a_server_that_cannot_start_is_reported_with_the_end_of_its_log(
    tmp_path: Path, free_port: int, bytecode: dict[str, str]
) -> None:
    environment = prefect_environment(tmp_path, free_port) | bytecode
    environment["PREFECT_SERVER_SERVICES_LATE_RUNS_AFTER_SECONDS"] = "soon"

    with pytest.raises(ClockFault, match=r"(?s)返回码 1.*日志末尾.*after_seconds"):
        asyncio.run(start_server(environment))


def test_serving_with_settings_that_prefect_did_not_load_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsFault, match="须在载入之前设定环境变量"):
        asyncio.run(serve(ServePlan(home=tmp_path, prefect_port=4200)))


def test_an_event_without_a_server_costs_a_line_in_the_log(
    free_port: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "jishen.clock")

    with temporary_settings({PREFECT_API_URL: f"http://127.0.0.1:{free_port}/api"}):
        announce("filing.announced", "batch.2026-05", {"batch": "2026-05"})

    assert "filing.announced 未能发出" in caplog.text


def _flat(prefix: str, table: dict[str, object]) -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in table.items():
        name = f"{prefix}_{key.upper()}"
        if isinstance(value, dict):
            flat |= _flat(name, value)
        elif isinstance(value, bool):
            flat[name] = str(value).lower()
        elif isinstance(value, list):
            flat[name] = ",".join(value)
        else:
            flat[name] = str(value)
    return flat
