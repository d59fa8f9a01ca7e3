"""The sources that are watched: one file and one line for each national list."""

from scrapers.source import Source
from scrapers.sources import algorithms, deep_synthesis

SOURCES: tuple[Source, ...] = (algorithms.SOURCE, deep_synthesis.SOURCE)
