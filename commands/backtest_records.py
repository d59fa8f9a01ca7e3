"""What a backtest says: counts, publications, the whole."""

from dataclasses import dataclass, fields
from datetime import date


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted of a publication; all of a backtest is the sum."""

    published: int = 0
    found: int = 0
    found_in_time: int = 0
    """Found by the first pass after the publication."""
    repeated: int = 0
    """Found, and printed by an earlier list before: not counted as new."""
    lost: int = 0
    twice: int = 0
    changed_cells: int = 0
    changed_seen: int = 0
    renames: int = 0
    renames_seen: int = 0
    cancellations: int = 0
    """Remarks that came to say 已注销, and the rows of cancellation notices."""
    cancellations_seen: int = 0
    matched: int = 0
    unsure: int = 0
    leads: int = 0
    algorithm_cases: int = 0
    """Cases of the lower tier that may pay: the first filings of their enterprises."""
    generative_cases: int = 0
    no_further_cases: int = 0
    held_cases: int = 0
    """Those of the first filings on which a reviewer is asked before anything may follow."""
    ceiling_yuan: int = 0
    """What the first filings may be awarded at most, before 就高补差 between them."""

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Counts)))


@dataclass(frozen=True, slots=True)
class Publication:
    """One list that was published, and all that followed from it."""

    kind: str
    period: str
    label: str
    on: date
    is_history: bool
    """The product took it for older than itself: recorded, but nobody would have been told."""
    counts: Counts
    asked: tuple[tuple[str, int], ...]
    """Why a reviewer would be asked, and how often, the most frequent first."""
    seconds: float
    """Of the pass that found it, with everything else of that day."""


@dataclass(frozen=True, slots=True)
class Backtest:
    """A whole backtest."""

    publications: tuple[Publication, ...]
    totals: Counts
    asked: tuple[tuple[str, int], ...]
    enterprises: int
    """Enterprises with a case that may pay."""
    most_yuan: int
    """What all of them may be awarded at most: each enterprise's higher tier once (就高补差)."""
    passes: int
    seconds: float
    cpu_seconds: float

    @property
    def is_whole(self) -> bool:
        """Nothing was lost, late or recorded twice, and no change or cancellation was missed."""
        totals = self.totals
        return (
            not (totals.lost or totals.twice)
            and totals.found_in_time == totals.published
            and totals.changed_seen == totals.changed_cells
            and totals.cancellations_seen == totals.cancellations
        )
