"""The facts in the repository are the published ones, whole."""

from pathlib import Path

import pytest

from tests.replica.reading import FACTS, csv_rows

LISTS = [
    ("algorithm", "2026-01", 43, 4),
    ("algorithm", "2026-03", 66, 7),
    ("deep_synthesis", "2026-01", 572, 47),
    ("deep_synthesis", "2026-03", 779, 61),
]


@pytest.mark.parametrize(("kind", "period", "count", "of_haizhu"), LISTS)
def test_the_rows_are_complete(kind: str, period: str, count: int, of_haizhu: int) -> None:
    rows = csv_rows(FACTS / f"{kind}_{period}.csv")

    numbers = [row["备案编号"] for row in rows]

    assert len(set(numbers)) == len(rows) == count
    assert sum(number.startswith("网信算备440105") for number in numbers) == of_haizhu


@pytest.mark.parametrize(("kind", "period"), [named[:2] for named in LISTS])
def test_the_rows_are_those_of_the_shared_data(shared: Path, kind: str, period: str) -> None:
    kept = csv_rows(FACTS / f"{kind}_{period}.csv")

    published = [row for row in csv_rows(shared / f"{kind}_filings.csv") if row["batch"] == period]

    assert [{name: row[name] for name in kept[0]} for row in published] == kept


def test_the_announcements_are_those_of_the_shared_timeline(shared: Path) -> None:
    kept = [
        row
        for row in csv_rows(FACTS / "announcements.csv")
        if row["kind"] in {"algorithm", "deep_synthesis"}
    ]
    timeline = csv_rows(shared / "announcements_timeline.csv")

    published = [row for row in timeline if row["kind"] in {"algorithm", "deep_synthesis"}]

    assert [
        (row["kind"], row["period"], row["label"], row["url"], row["rows"]) for row in kept
    ] == [
        (row["kind"], row["period"], row["title"], row["url"], row["rows_filings"])
        for row in published
    ]
