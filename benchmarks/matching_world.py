"""Worlds for the benchmark from our own generator; an adapter of another has these functions."""

from collections.abc import Sequence
from datetime import date

from tests.unit.matching.other_names import World

Asked = tuple[str, int, str, str, str, int]
"""Cell, position of its firm or -1, kind (P, L, N), how, filing number, year."""


def world(size: int, seeds: Sequence[int]) -> tuple[list[tuple[int, list[str]]], list[list[Asked]]]:
    """Return each firm's names, the present one first, and a batch of 600 cells a seed."""
    made = World(size, 11)
    registry = [
        (at, [firm.name(), *([made.former[at].name] if at in made.former else [])])
        for at, firm in enumerate(made.firms)
    ]
    batches: list[list[Asked]] = []
    for seed in seeds:
        made.dice.seed(seed)
        batches.append([
            (
                cell.entry.filer_name,
                -1 if cell.uscc is None else int(cell.uscc),
                cell.kind,
                cell.how,
                cell.entry.filing_number,
                (cell.entry.announced_on or date(2025, 1, 1)).year,
            )
            for cell in made.cells(600)
        ])  # fmt: skip
    return registry, batches


def registered(size: int) -> list[tuple[str, list[tuple[str, date | None]], str]]:
    """Return each firm's present name, its former names with their last day, its address."""
    made = World(size, 11)
    return [
        (
            enterprise.name,
            [(former.name, former.until) for former in enterprise.former_names],
            enterprise.registered_address,
        )
        for enterprise in made.enterprises()
    ]
