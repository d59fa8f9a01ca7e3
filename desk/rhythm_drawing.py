"""The rhythm of a source as a small drawing of our own: batches, the window of the next, today."""

from dataclasses import dataclass
from datetime import date, timedelta

from jishen.domain.rhythm import Announced, Rhythm

WIDTH, HEIGHT = 480, 56
_MARGIN = 8
_SHOWN = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Mark:
    """A batch, at its place."""

    x: float
    announced: Announced


@dataclass(frozen=True, slots=True)
class RhythmDrawing:
    """Everything the template needs, in units of the drawing."""

    width: int
    height: int
    marks: tuple[Mark, ...]
    window_x: float
    window_width: float
    today_x: float
    years: tuple[tuple[float, int], ...]
    """Where each year begins."""


def drawing_of(rhythm: Rhythm, today: date) -> RhythmDrawing:
    """Return the drawing of the last two years and the window of the next batch."""
    ends = max(rhythm.closes_on, today)
    begins = ends - _SHOWN
    a_day = (WIDTH - 2 * _MARGIN) / (ends - begins).days

    def place(day: date) -> float:
        return round(_MARGIN + (max(day, begins) - begins).days * a_day, 1)

    opens, closes = place(rhythm.opens_on), place(rhythm.closes_on)
    return RhythmDrawing(
        width=WIDTH,
        height=HEIGHT,
        marks=tuple(Mark(place(each.on), each) for each in rhythm.batches if each.on >= begins),
        window_x=opens,
        window_width=round(max(closes - opens, 1), 1),
        today_x=place(today),
        years=tuple(
            (place(date(year, 1, 1)), year) for year in range(begins.year + 1, ends.year + 1)
        ),
    )
