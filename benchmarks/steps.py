"""One round: a fresh database, the baseline, then the batch of 2026-03; prints seconds as JSON."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from sqlalchemy import create_engine, make_url, text

from commands.registry_file import read_registry
from commands.registry_import import import_reading
from flows.deliver import deliver_all
from flows.match import match_all
from flows.open_cases import open_all
from flows.running import spare_what_is_loaded
from flows.watching import watch_all
from jishen.settings import FetchSettings, Settings
from jishen.store import schema
from jishen.store.audit import Actor
from jishen.store.session import open_store

ROOT = Path(__file__).parent.parent
STEPS: dict[str, Callable[[Settings], Any]] = {
    "watch": watch_all,
    "match": match_all,
    "open": open_all,
    "deliver": deliver_all,
}


def main() -> None:
    """Measure one round."""
    site = subprocess.Popen(
        [sys.executable, str(ROOT / "deploy" / "replica"), "--periods", "2026-01"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert site.stdout is not None
    url = site.stdout.readline().split()[1]
    try:
        with tempfile.TemporaryDirectory() as folder, _database(sys.argv[1]) as database:
            settings = _settings(Path(folder), database, url)
            _prepare(settings)
            httpx.post(
                f"{url}/_replica/publish", json={"period": "2026-03", "on_its_day": True}
            ).raise_for_status()
            spare_what_is_loaded()  # as a run does when it begins
            print(json.dumps({name: _timed(step, settings) for name, step in STEPS.items()}))
    finally:
        site.kill()


def _settings(folder: Path, database: str, url: str) -> Settings:
    hosts = ("www.cac.gov.cn", "beian.cac.gov.cn", "cagd.gov.cn")
    origins = {f"https://{host}": f"{url}/{host}" for host in hosts}
    return Settings(
        data_folder=folder,
        database_url=database,
        sources=("algorithms", "deep_synthesis"),
        fetch=FetchSettings(host_gap_seconds=0, origins=origins),
    )


def _prepare(settings: Settings) -> None:
    store = open_store(settings.store_url)
    schema.upgrade(store)
    store.close()
    registry = read_registry(ROOT / "deploy" / "sample" / "registry.csv")
    import_reading(settings, registry, Actor("benchmark"))
    for step in STEPS.values():
        step(settings)


def _timed(step: Callable[[Settings], Any], settings: Settings) -> dict[str, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    step(settings)
    return {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


@contextmanager
def _database(wanted: str) -> Any:
    """Give a URL: empty for SQLite, else a database made on the named server and dropped again."""
    if wanted == "sqlite":
        yield ""
        return
    name = f"bench_{uuid4().hex[:12]}"
    server = create_engine(wanted, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield make_url(wanted).set(database=name).render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        server.dispose()


if __name__ == "__main__":
    main()
