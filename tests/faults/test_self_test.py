"""The sweep tests itself: each mistake, put into the product, is seen by the invariants."""

import signal

import pytest

from tests.faults.invariants import broken, differences, outcome_of
from tests.faults.mistakes import MISTAKES
from tests.faults.scripts import LIFE, NEWS
from tests.faults.worlds import World
from tests.flows.path_world import let_leases_run_out

SEEN = {
    "outbox_in_a_second_transaction": ("open_case.after_commit", "nobody will tell"),
    "accepted_before_it_is_sent": ("send.before", "counts as sent and was not"),
    "new_key_on_every_attempt": ("record_delivery.before_commit", "nothing that happened"),
    "watermark_before_the_rows": ("entries.after_commit", "count as seen and were not read"),
    "bytes_kept_after_the_row": ("entries.after_commit", "bytes that are not there"),
}
"""Mistake, the point to die at, and what is then said to be broken."""

OF_MONEY = {
    "payout_in_a_second_transaction": ("decide_case.after_commit", "not those of the cases"),
    "pool_not_charged": ("decide_case.after_commit", "the pool of 2026 says"),
}
"""The same of what people do."""

MADE = [
    *((NEWS, mistake, point, says) for mistake, (point, says) in SEEN.items()),
    *((LIFE, mistake, point, says) for mistake, (point, says) in OF_MONEY.items()),
]


def test_every_mistake_is_tried() -> None:
    assert {*SEEN, *OF_MONEY} == set(MISTAKES)


@pytest.mark.parametrize(("script", "mistake", "point", "says"), MADE, indirect=["script"])
def test_a_mistake_is_seen(world: World, mistake: str, point: str, says: str) -> None:
    died = world.run(f"{point}=kill", mistake)
    by_death = broken(world.store, world.settings)
    let_leases_run_out(world.store)

    world.run(mistake=mistake)

    found = [*by_death, *broken(world.store, world.settings)]
    assert died == -signal.SIGKILL
    assert any(says in fault for fault in found)


@pytest.mark.parametrize("script", [NEWS], indirect=True)
def test_without_a_mistake_or_a_death_nothing_is_said_to_be_broken(world: World) -> None:
    ended = world.run()

    assert ended == 0
    assert broken(world.store, world.settings) == []
    assert differences(outcome_of(world.store, world.settings), world.expected) == []
