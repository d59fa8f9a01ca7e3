"""The health answer that a watchdog outside reads."""

from datetime import timedelta
from pathlib import Path

import httpx

from jishen.settings import Settings
from tests.desk.conftest import serving
from tests.desk.records import NOW
from tests.desk.seeding import World


def test_with_one_good_look_lately_it_is_ok_and_names_each_source(client: httpx.Client) -> None:
    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "sources": {
            "algorithms": {"last_good_at": None, "stale": True, "fault": "blocked"},
            "deep_synthesis": {
                "last_good_at": "2026-11-22T05:50:00+00:00",
                "stale": False,
                "fault": None,
            },
        },
    }


def test_without_a_good_look_for_three_intervals_it_is_stale(
    world: World, shared_folder: Path
) -> None:
    later = NOW + timedelta(minutes=21)

    with serving(world, Settings(data_folder=shared_folder), at=later) as client:
        answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json()["status"] == "stale"


def test_before_the_first_look_it_is_ok(empty_client: httpx.Client) -> None:
    answer = empty_client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json()["sources"]["algorithms"]["last_good_at"] is None


def test_without_a_readable_database_it_is_unavailable(
    own_world: World, own_client: httpx.Client
) -> None:
    with own_world.store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE source_health")

    answer = own_client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable", "sources": {}}
