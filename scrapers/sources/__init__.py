"""The sources that are watched: one file and one line for each national list."""

from scrapers.source import Source
from scrapers.sources import (
    algorithms,
    cancellations,
    deep_synthesis,
    deep_synthesis_first,
    generative_ai,
    guangdong,
)

SOURCES: tuple[Source, ...] = (
    algorithms.SOURCE,
    deep_synthesis.SOURCE,
    deep_synthesis_first.SOURCE,
    generative_ai.SOURCE,
    cancellations.SOURCE,
    guangdong.SOURCE,
)
