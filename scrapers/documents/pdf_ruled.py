"""Tables that a PDF draws with rules: their positions are the grid, gaps in them are merges."""

from bisect import bisect
from collections.abc import Iterable

from scrapers.documents.grid import Cell, Row, Table
from scrapers.documents.pdf_marks import Box, Page
from scrapers.documents.pdf_text import text_of

_SAME_RULE = 3.0
_TOUCHING = 3.0
_LEAST_UPRIGHT, _LEAST_LEVEL = 3, 2
_Place = tuple[int, int]


def ruled_tables(page: Page) -> tuple[Table, ...]:
    """Return the tables of a page that are drawn with rules, from the top."""
    tables: list[Table] = []
    for top, bottom in _bands(page.upright):
        upright = [r for r in page.upright if r.bottom > top and r.top < bottom]
        level = [r for r in page.level if top - _TOUCHING <= r.middle[1] <= bottom + _TOUCHING]
        xs = _positions(r.middle[0] for r in upright)
        ys = _positions([*(r.middle[1] for r in level), top, bottom])
        if len(xs) < _LEAST_UPRIGHT or len(ys) < _LEAST_LEVEL:
            continue
        rows = _rows(page.characters, upright, level, (xs, ys))
        tables.append(Table(rows, page.number, runs_on=not tables))
    return tuple(tables)


def outside_rules(page: Page) -> tuple[Box, ...]:
    """Return the characters of a page that stand in none of its ruled tables."""
    bands = _bands(page.upright)
    return tuple(
        box
        for box in page.characters
        if not any(top <= box.middle[1] <= bottom for top, bottom in bands)
    )


def _bands(upright: Iterable[Box]) -> list[tuple[float, float]]:
    """Return the heights over which upright rules run on without a gap: one for each table."""
    bands: list[list[float]] = []
    for rule in sorted(upright, key=lambda r: r.top):
        if bands and rule.top <= bands[-1][1] + _TOUCHING:
            bands[-1][1] = max(bands[-1][1], rule.bottom)
        else:
            bands.append([rule.top, rule.bottom])
    return [(top, bottom) for top, bottom in bands]


def _positions(values: Iterable[float]) -> list[float]:
    """Return positions with those of one and the same rule counted once."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][0] <= _SAME_RULE:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(group) / len(group) for group in groups]


def _rows(
    characters: Iterable[Box],
    upright: list[Box],
    level: list[Box],
    grid: tuple[list[float], list[float]],
) -> tuple[Row, ...]:
    xs, ys = grid
    leads = _merged(upright, level, grid)
    texts: dict[_Place, list[Box]] = {}
    for box in characters:
        x, y = box.middle
        place = bisect(ys, y) - 1, bisect(xs, x) - 1
        if place in leads:
            texts.setdefault(leads[place], []).append(box)
    edges = _right_edges(texts)
    said = {place: text_of(found, edges[place[1]]) for place, found in texts.items()}
    return tuple(tuple(_cells(row, len(xs) - 1, leads, said)) for row in range(len(ys) - 1))


def _cells(
    row: int, columns: int, leads: dict[_Place, _Place], said: dict[_Place, str]
) -> Iterable[Cell]:
    column = 0
    while column < columns:
        lead = leads[row, column]
        span = 1
        while column + span < columns and leads[row, column + span] == lead:
            span += 1
        yield Cell(said.get(lead, ""), column, span)
        column += span


def _merged(
    upright: list[Box], level: list[Box], grid: tuple[list[float], list[float]]
) -> dict[_Place, _Place]:
    """Return for each place of the grid the first place of the cell it belongs to."""
    xs, ys = grid
    leads: dict[_Place, _Place] = {}
    for row in range(len(ys) - 1):
        middle_y = (ys[row] + ys[row + 1]) / 2
        walls = {
            index
            for index, x in enumerate(xs)
            if any(
                abs(r.middle[0] - x) <= _SAME_RULE and r.top <= middle_y <= r.bottom
                for r in upright
            )
        }
        floors = [r for r in level if abs(r.middle[1] - ys[row]) <= _SAME_RULE]
        for column in range(len(xs) - 1):
            middle_x = (xs[column] + xs[column + 1]) / 2
            has_top = any(r.left <= middle_x <= r.right for r in floors)
            if column and column not in walls:
                leads[row, column] = leads[row, column - 1]
            elif row and not has_top:
                leads[row, column] = leads[row - 1, column]
            else:
                leads[row, column] = (row, column)
    return leads


def _right_edges(texts: dict[_Place, list[Box]]) -> dict[int, float]:
    edges: dict[int, float] = {}
    for (_, column), found in texts.items():
        edge = max(box.right for box in found if not box.text.isspace() or len(found) == 1)
        edges[column] = max(edges.get(column, edge), edge)
    return edges
