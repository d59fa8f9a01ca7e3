"""What happened on the site, in order: lists published, files rewritten, links renewed."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone
from functools import cache

import replica_facts as facts
from replica_errors import CommandError

CHINA = timezone(timedelta(hours=8))
_AT = time(17, 5)
PUBLISH, REWRITE, RETOKEN = "publish", "rewrite", "retoken"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens to one list on one day."""

    on: date
    act: str
    kind: str
    period: str
    has_new_link: bool = True

    @property
    def at(self) -> datetime:
        """The instant: a fixed hour of the day, so that replays are alike."""
        return announced_instant(self.on)


def announced_instant(day: date) -> datetime:
    """Return the fixed instant of a day at which the replica changes its pages."""
    return datetime.combine(day, _AT, tzinfo=CHINA)


def edition_given(kind: str, period: str, label: str, on: date) -> facts.Edition:
    """Return the edition of a file that is handed in: the known one, or one of its own."""
    known = facts.announced(kind, period)
    if known is not None:
        return replace(known, label=label, announced_on=on)
    hubs = {"algorithm": facts.HUB_URL, "generative_ai": facts.GENAI_HUB_URL}
    own = f"https://www.cac.gov.cn/{on:%Y-%m/%d}/c_{zlib.crc32(label.encode()):013d}.htm"
    return facts.Edition(
        kind=kind,
        period=period,
        number=str(on.toordinal()),
        label=label,
        url=hubs.get(kind, own),
        announced_on=on,
        day_basis="given",
        rows=None,
        document_modified=announced_instant(on),
        quirks=frozenset(),
    )


@cache
def every_step() -> tuple[Step, ...]:
    """Return the whole history; on one day what is new comes before what is rewritten."""
    published = [
        Step(edition.announced_on, PUBLISH, edition.kind, edition.period)
        for edition in facts.editions().values()
    ]
    order = facts.EVERY_KIND.index
    published.sort(key=lambda step: (step.on, order(step.kind), step.period))
    return tuple(sorted([*published, *_rewrites()], key=lambda step: step.on))


def _rewrites() -> Iterator[Step]:
    for record in facts.records("rewrites"):
        yield Step(
            date.fromisoformat(record["on"]),
            record["act"],
            record["kind"],
            record["period"],
            has_new_link=record["link"] == "new",
        )


class Timeline:
    """The steps still to come."""

    def __init__(self, kinds: frozenset[str] | None = None) -> None:
        self._steps = [step for step in every_step() if kinds is None or step.kind in kinds]

    def due(self, until: date) -> list[Step]:
        """Take the steps up to and with a day off the timeline and return them."""
        due = [step for step in self._steps if step.on <= until]
        self._steps = self._steps[len(due) :]
        return due

    def next_day(self) -> list[Step]:
        """Take the steps of the next day on which anything happens; CommandError at the end."""
        if not self._steps:
            message = "the timeline is at its end"
            raise CommandError(message)
        return self.due(self._steps[0].on)

    def days(self) -> list[str]:
        """Return the days still to come."""
        return sorted({step.on.isoformat() for step in self._steps})
