"""The scheduled watch: looks when a source is due, leaves failing hosts alone, obeys robots.txt."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from flows.found import Pass
from flows.running import now
from flows.watching import due_sources, watch_all
from jishen.store.hosts import all_manners
from jishen.store.looking import all_health
from jishen.store.session import Store
from jishen.store.tables import HostManners, SourceHealth
from tests.flows.path_world import (
    ALGORITHMS,
    DEEP_SYNTHESIS,
    let_a_day_pass,
    verdicts_of,
)
from tests.installation import Installation

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

HUB = "/www.cac.gov.cn/2022-08/12/c_1661927474338504.htm"
CAC, BEIAN = "www.cac.gov.cn", "beian.cac.gov.cn"
ROBOTS = f"/{CAC}/robots.txt"


def scheduled(installation: Installation, after: timedelta = timedelta(0)) -> list[Pass]:
    at = now() + after
    return watch_all(installation.settings, clock=lambda: at, is_scheduled=True)


def health(store: Store) -> dict[str, SourceHealth]:
    with store.reading() as session:
        return all_health(session)


def manners(store: Store) -> dict[str, HostManners]:
    with store.reading() as session:
        return all_manners(session)


def asked(installation: Installation, host: str) -> int:
    return sum(
        sum(answers.values())
        for path, answers in installation.site.log().items()
        if path.startswith(f"/{host}/") and "robots" not in path
    )


def test_a_source_that_was_looked_at_is_due_later_and_says_why(installation: Installation) -> None:
    watch_all(installation.settings)

    known = health(installation.store)[ALGORITHMS]
    assert due_sources(installation.settings) == ()
    assert known.next_due_at is not None
    assert timedelta(minutes=4) < known.next_due_at - now() < timedelta(hours=1, minutes=1)
    assert "节律不明" in (known.next_reason or "")
    assert known.last_outcome == "same"
    assert {each.key for each in due_sources(installation.settings, clock=tomorrow)} == {
        ALGORITHMS,
        DEEP_SYNTHESIS,
    }


def tomorrow() -> datetime:
    return now() + timedelta(days=1)


def test_a_refusing_host_is_left_alone_by_the_schedule_and_asked_again_when_its_time_is_up(
    installation: Installation,
) -> None:
    installation.site.fault("waf", kind="page")
    scheduled(installation)
    met = manners(installation.store)[CAC]
    installation.site.heal()
    installation.site.reset_log()

    put_off = scheduled(installation, timedelta(minutes=20))
    while_alone = asked(installation, CAC)
    well = scheduled(installation, timedelta(minutes=40))

    assert (met.failures, met.last_verdict) == (1, "blocked")
    assert while_alone == 0
    assert asked(installation, BEIAN) == 2  # the other host goes on being asked
    assert [bool(found.put_off) for found in put_off] == [True, True]
    assert verdicts_of(well) == {ALGORITHMS: [], DEEP_SYNTHESIS: []}
    assert manners(installation.store)[CAC].failures == 0


def test_a_look_that_was_put_off_says_nothing_good_and_nothing_bad(
    installation: Installation,
) -> None:
    before = health(installation.store)[ALGORITHMS].last_good_at
    installation.site.fault("waf", path_prefix=HUB)
    scheduled(installation)
    installation.site.heal()

    scheduled(installation, timedelta(minutes=20))

    known = health(installation.store)[ALGORITHMS]
    assert known.last_outcome == "put-off"
    assert known.last_good_at == before
    assert known.spell_verdict == "blocked"
    assert known.next_due_at == manners(installation.store)[CAC].left_alone_until


def test_a_person_looks_at_once_whatever_the_schedule_leaves_alone(
    installation: Installation,
) -> None:
    installation.site.fault("waf", kind="page")
    scheduled(installation)
    installation.site.heal()

    passes = watch_all(installation.settings)

    assert verdicts_of(passes) == {ALGORITHMS: [], DEEP_SYNTHESIS: []}


def test_a_server_that_asks_for_peace_gets_what_it_asks_for(installation: Installation) -> None:
    installation.site.fault("status:429", path_prefix=HUB)

    passes = scheduled(installation)

    met = manners(installation.store)[CAC]
    assert verdicts_of(passes)[ALGORITHMS] == ["too-many-requests"]
    assert met.left_alone_until is not None
    assert met.left_alone_until > now() + timedelta(minutes=9)


def test_robots_txt_is_read_once_a_day_and_then_obeyed(installation: Installation) -> None:
    installation.site.fault("robots_forbid", path_prefix=ROBOTS)
    installation.site.reset_log()

    same_day = watch_all(installation.settings)
    read_again = ROBOTS in installation.site.log()
    let_a_day_pass(installation.store)
    next_day = watch_all(installation.settings)

    assert not read_again
    assert verdicts_of(same_day) == {ALGORITHMS: [], DEEP_SYNTHESIS: []}
    assert set(verdicts_of(next_day)[ALGORITHMS]) == {"robots"}


def test_robots_txt_that_cannot_be_had_leaves_the_known_rules_in_force(
    installation: Installation,
) -> None:
    with installation.store.engine.begin() as connection:
        connection.execute(
            update(HostManners)
            .where(HostManners.host == CAC)
            .values(
                robots_text="User-agent: *\nDisallow: /2022-08/",
                robots_read_at=datetime(2026, 1, 1, tzinfo=UTC),
            )
        )
    installation.site.fault("status:500", path_prefix=ROBOTS)

    passes = watch_all(installation.settings)

    assert verdicts_of(passes)[ALGORITHMS] == ["robots"]
    assert "500" in (manners(installation.store)[CAC].robots_fault or "")
