"""What a backtest replays: the replica's history, or a folder of official files, day by day."""

import base64
import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from commands.demo_site import SOURCE_TREE, ReplicaSite
from jishen.domain.announcements import period_of
from jishen.domain.errors import BacktestFault, SourceFault
from jishen.domain.filings import ListKind
from scrapers.documents import read_filing_table

SHANGHAI = ZoneInfo("Asia/Shanghai")
_CHANGES_AT = time(17, 5)
"""The hour at which the replica changes its pages."""
_QUIET_BEFORE = timedelta(days=7)
_ANNOUNCEMENTS = SOURCE_TREE / "deploy" / "replica" / "facts" / "announcements.csv"
_KIND_OF_FILE = {
    ListKind.ALGORITHM: "algorithm",
    ListKind.DEEP_SYNTHESIS: "deep_synthesis",
    ListKind.GENERATIVE_AI: "generative_ai",
    ListKind.GENERATIVE_AI_REGISTRATION: "generative_ai",
}


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell of a published list that was rewritten."""

    filing_number: str
    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Step:
    """One list published, or one rewritten, as the site tells it."""

    kind: str
    period: str
    label: str
    url: str
    on: date
    numbers: tuple[str, ...] = ()
    """The filing numbers of a list that was published, as printed."""
    changes: tuple[CellChange, ...] = ()
    is_publication: bool = True


@dataclass(frozen=True, slots=True)
class Day:
    """All that happened on the site on one day, and the instant of it."""

    at: datetime
    steps: tuple[Step, ...]


def replayed_days(site: ReplicaSite, until: date) -> Iterator[Day]:
    """Carry the replica's history out, day by day, as each next day is asked for."""
    days_left = site.command("advance", {"to": date.min.isoformat()})["days_left"]
    due = [day for day in map(date.fromisoformat, days_left) if day <= until]
    yield from _quiet_day_before(due)
    for day in due:
        told = site.command("next", {})["steps"]
        yield Day(_instant_of(day), tuple(_step(item) for item in told))


def _quiet_day_before(days: Sequence[date]) -> Iterator[Day]:
    """Yield a day on which the site is still empty: the first look must not make history of all."""
    if days:
        yield Day(_instant_of(days[0]) - _QUIET_BEFORE, ())


def _instant_of(day: date) -> datetime:
    """Return when on a day the site changes."""
    return datetime.combine(day, _CHANGES_AT, tzinfo=SHANGHAI)


def _step(told: Mapping[str, Any]) -> Step:
    return Step(
        kind=told["kind"],
        period=told["period"],
        label=told["label"],
        url=told["url"],
        on=date.fromisoformat(told["on"]),
        numbers=tuple(told["numbers"]),
        changes=tuple(CellChange(**change) for change in told["changes"]),
        is_publication=told["act"] == "publish",
    )


@dataclass(frozen=True, slots=True)
class ListFile:
    """An official file that somebody downloaded: what it is, and what it says by our reader."""

    path: Path
    kind: str
    period: str
    on: date
    numbers: tuple[str, ...]

    @property
    def label(self) -> str:
        """The name it is published under: without the (1) of a second download."""
        return self.path.stem.split(" (")[0].strip()


def list_files(folder: Path) -> list[ListFile]:
    """Return the official files of a folder and its folders, oldest day first.

    Raises:
        BacktestFault: no file is there, or one cannot be read or does not say its month.
    """
    paths = [path for path in folder.rglob("*") if path.suffix.lower() in {".docx", ".pdf"}]
    if not paths:
        message = f"文件夹 {folder} 中没有 .docx 或 .pdf 文件"
        raise BacktestFault(message)
    days = _announced_days()
    files = sorted((_list_file(path, days) for path in paths), key=lambda f: (f.on, f.kind))
    known: dict[tuple[str, str], Path] = {}
    for file in files:
        before = known.setdefault((file.kind, file.period), file.path)
        if before != file.path:
            message = f"{before.name} 与 {file.path.name} 是同一份清单，请只留一份"
            raise BacktestFault(message)
    return files


def published_days(site: ReplicaSite, files: Sequence[ListFile], until: date) -> Iterator[Day]:
    """Put the files on the replica, day by day, as each next day is asked for."""
    due = [file for file in files if file.on <= until]
    yield from _quiet_day_before([file.on for file in due])
    for on, of_day in groupby(due, key=lambda file: file.on):
        steps = tuple(_publish(site, file) for file in of_day)
        yield Day(_instant_of(on), steps)


def _publish(site: ReplicaSite, file: ListFile) -> Step:
    content = base64.b64encode(file.path.read_bytes()).decode()
    told = site.command(
        "publish_file",
        {
            "kind": file.kind,
            "period": file.period,
            "label": file.label,
            "on": file.on.isoformat(),
            "content": content,
        },
    )
    return Step(file.kind, file.period, file.label, told["url"], file.on, file.numbers)


def _list_file(path: Path, days: Mapping[tuple[str, str], date]) -> ListFile:
    try:
        rows = read_filing_table(path.read_bytes()).rows
    except SourceFault as fault:
        message = f"{path.name}：{fault}"
        raise BacktestFault(message) from fault
    period = period_of(path.stem)
    kind = _KIND_OF_FILE.get(rows[0].list_kind) if rows else None
    if period is None or kind is None:
        message = f"{path.name}：文件名须写明月份（如“2026年3月”），内容须为三类清单之一"
        raise BacktestFault(message)
    numbers = tuple(row.filing_number for row in rows)
    return ListFile(path, kind, period, days.get((kind, period)) or _month_end(period), numbers)


def _announced_days() -> dict[tuple[str, str], date]:
    """Return the known days of announcement; without the source tree the month's end is used."""
    if not _ANNOUNCEMENTS.is_file():
        return {}
    with _ANNOUNCEMENTS.open(encoding="utf-8", newline="") as file:
        return {
            (record["kind"], record["period"]): date.fromisoformat(record["announced_on"])
            for record in csv.DictReader(file)
        }


def _month_end(period: str) -> date:
    first = date.fromisoformat(f"{period}-01")
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
