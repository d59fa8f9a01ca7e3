"""Every acceptance scenario of the policy names what shows it, and that is there."""

import re
from pathlib import Path

import pytest
import yaml

from tests.unit.rules.policy_books import BOOKS, FOLDER

ROOT = Path(__file__).parents[3]
SCENARIOS = yaml.safe_load((FOLDER / "scenarios.yaml").read_text(encoding="utf-8"))
SHOWN = [shown for scenario in SCENARIOS for shown in scenario["shown_by"]]


def test_every_scenario_is_shown_by_something() -> None:
    assert [each["scenario"] for each in SCENARIOS if not each["shown_by"]] == []
    assert len(SCENARIOS) == 18


@pytest.mark.parametrize("shown", SHOWN)
def test_what_shows_a_scenario_is_there(shown: str) -> None:
    path, separator, function = shown.partition("::")
    if separator:
        assert re.search(
            rf"^def {function}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE
        )
        return
    book, _, name = shown.partition(": ")
    assert name in [case["name"] for case in BOOKS[book]["cases"]]
