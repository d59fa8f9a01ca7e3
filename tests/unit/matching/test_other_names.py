"""The matcher against a generator that it was not written with: other words, other slips."""

from collections import Counter

import pytest

from jishen.domain.matches import Match, Verdict
from jishen.matching.matcher import matcher_of
from tests.unit.matching.other_names import Cell, World

Judged = list[tuple[Cell, Match]]


@pytest.fixture(scope="module", params=[1, 2])
def judged(request: pytest.FixtureRequest) -> Judged:
    world = World(2_000, request.param)
    known = matcher_of(world.enterprises())
    return [(cell, known.judge(cell.entry)) for cell in world.cells(1_500)]


def test_nobody_is_taken_for_another(judged: Judged) -> None:
    wrong = [
        cell.entry.filer_name
        for cell, match in judged
        if match.verdict is Verdict.POSITIVE and match.uscc != cell.uscc
    ]

    proven = sum(match.verdict is Verdict.POSITIVE for _, match in judged)
    assert wrong == []
    assert proven > 500


def test_hardly_a_mere_spelling_is_left_to_a_person(judged: Judged) -> None:
    same = [match for cell, match in judged if cell.kind == "P"]

    proven = sum(match.verdict is Verdict.POSITIVE for match in same)
    assert proven >= 0.995 * len(same)


def test_the_right_firm_is_proven_or_among_the_three_shown(judged: Judged) -> None:
    known = [(cell, match) for cell, match in judged if cell.kind != "N"]

    found = sum(
        match.verdict is not Verdict.NEGATIVE
        and cell.uscc in {candidate.uscc for candidate in match.candidates}
        for cell, match in known
    )
    assert found >= 0.985 * len(known)


def test_hardly_a_stranger_is_a_question(judged: Judged) -> None:
    strangers = Counter(match.verdict for cell, match in judged if cell.how == "stranger")

    assert strangers[Verdict.UNSURE] <= 0.005 * strangers.total()


def test_every_released_former_name_is_a_question(judged: Judged) -> None:
    released = Counter(match.verdict for cell, match in judged if cell.how == "released")

    assert set(released) == {Verdict.UNSURE}
    assert released.total() > 10
