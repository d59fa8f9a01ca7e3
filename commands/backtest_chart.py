"""The chart of a backtest, an SVG of our own: first filings by month of publication and tier."""

from collections.abc import Iterator, Mapping
from html import escape

from commands.backtest_records import Backtest, Counts

_LEFT, _TOP, _BAR, _GAP, _HEIGHT, _BOTTOM = 48, 64, 18, 8, 240, 72
_LOWER, _HIGHER = "#2f6f9f", "#d98324"
_GRID, _INK = "#d8dde3", "#27313b"
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
_MOST_LINES = 8


def chart_of(result: Backtest) -> bytes:
    """Return the chart: a bar for each month, the two tiers upon one another."""
    months = _by_month(result)
    highest = max((_first(counts) for counts in months.values()), default=0)
    step = next((each for each in _STEPS if highest <= each * _MOST_LINES), _STEPS[-1])
    top = max(step, -(-highest // step) * step)
    width = _LEFT + len(months) * (_BAR + _GAP) + 2 * _GAP
    height = _TOP + _HEIGHT + _BOTTOM
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}" role="img" font-family="sans-serif" '
            f'font-size="11" fill="{_INK}">'
        ),
        f"<title>{escape(_described(result))}</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<text x="{_LEFT}" y="22" font-size="15">海珠区各批次首次备案（件）</text>',
        *_legend(result),
        *_grid(step, top, width),
        *(
            part
            for place, (month, counts) in enumerate(months.items())
            for part in _bar(place, month, counts, top)
        ),
        "</svg>",
    ]
    return ("\n".join(parts) + "\n").encode()


def _by_month(result: Backtest) -> Mapping[str, Counts]:
    months: dict[str, Counts] = {}
    for publication in sorted(result.publications, key=lambda each: each.on):
        month = publication.on.isoformat()[:7]
        months[month] = months.get(month, Counts()) + publication.counts
    return {month: counts for month, counts in months.items() if _first(counts)}


def _first(counts: Counts) -> int:
    return counts.algorithm_cases + counts.generative_cases


def _described(result: Backtest) -> str:
    totals = result.totals
    return (
        f"海珠区首次备案：算法档 {totals.algorithm_cases} 件，生成式档 {totals.generative_cases} 件"
    )


def _legend(result: Backtest) -> Iterator[str]:
    totals = result.totals
    shown = (
        (_LOWER, f"算法档 {totals.algorithm_cases} 件"),
        (_HIGHER, f"生成式档 {totals.generative_cases} 件"),
    )
    for place, (colour, words) in enumerate(shown):
        x = _LEFT + place * 120
        yield f'<rect x="{x}" y="34" width="11" height="11" fill="{colour}"/>'
        yield f'<text x="{x + 16}" y="44">{words}</text>'


def _grid(step: int, top: int, width: int) -> Iterator[str]:
    for value in range(0, top + 1, step):
        y = _y(value, top)
        yield f'<line x1="{_LEFT}" x2="{width - _GAP}" y1="{y}" y2="{y}" stroke="{_GRID}"/>'
        yield f'<text x="{_LEFT - 6}" y="{y + 4}" text-anchor="end">{value}</text>'


def _bar(place: int, month: str, counts: Counts, top: int) -> Iterator[str]:
    x = _LEFT + _GAP + place * (_BAR + _GAP)
    said = f"{month}：算法档 {counts.algorithm_cases} 件，生成式档 {counts.generative_cases} 件"
    yield f"<g><title>{said}</title>"
    below = 0
    for colour, value in ((_LOWER, counts.algorithm_cases), (_HIGHER, counts.generative_cases)):
        y, floor = _y(below + value, top), _y(below, top)
        yield f'<rect x="{x}" y="{y}" width="{_BAR}" height="{floor - y}" fill="{colour}"/>'
        below += value
    middle = x + _BAR // 2
    yield f'<text x="{middle}" y="{_y(below, top) - 4}" text-anchor="middle">{below}</text>'
    foot = _TOP + _HEIGHT + 12
    yield (
        f'<text x="{middle}" y="{foot}" text-anchor="end" '
        f'transform="rotate(-60 {middle} {foot})">{month}</text></g>'
    )


def _y(value: int, top: int) -> int:
    return _TOP + _HEIGHT - round(_HEIGHT * value / top)
