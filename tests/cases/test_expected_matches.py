"""The full lists of 2026-01 and 2026-03, published by the replica, against the sample registry."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from jishen.domain.matches import Verdict
from jishen.store.session import Store, open_store
from jishen.store.tables import Attachment, FilingEntry, MatchRecord
from tests.databases import Databases
from tests.flows.path_world import look_and_advance
from tests.replica_client import ReplicaProcess
from tests.sample_registry import SAMPLE, import_enterprises, sample_enterprises
from tests.site_settings import settings_for

Judged = tuple[str, str | None, str, str]


@pytest.fixture(scope="module")
def both_lists(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store that has taken the first look at 2026-01 and then found 2026-03, in full."""
    url = databases.migrated()
    store = open_store(url)
    import_enterprises(store, *sample_enterprises())
    with ReplicaProcess(periods=("2026-01",)) as site:
        settings = settings_for(site.url, url, tmp_path_factory.mktemp("both-lists"))
        look_and_advance(settings)
        site.publish("2026-03")
        look_and_advance(settings)
    yield store
    store.close()
    databases.drop(url)


def expected(*verdicts: str) -> list[Judged]:
    """Return the rows of the sample with these verdicts: list, period, number, enterprise."""
    path: Path = SAMPLE / "expected_matches.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return sorted(
            (record["kind"], record["period"], record["filing_number"], record["uscc"])
            for record in csv.DictReader(file)
            if record["expected"] in verdicts
        )


def judged(store: Store, *conditions: object) -> list[Judged]:
    """Return the rows whose present judgement meets the conditions."""
    with store.reading() as session:
        found = session.execute(
            select(
                Attachment.list_kind,
                Attachment.period,
                FilingEntry.filing_number,
                func.coalesce(MatchRecord.uscc, ""),
            )
            .join(FilingEntry, FilingEntry.attachment_id == Attachment.id)
            .join(MatchRecord, MatchRecord.entry_id == FilingEntry.id)
            .where(MatchRecord.is_current, *conditions)  # type: ignore[arg-type]
        )
        return sorted((kind.value, period, number, uscc) for kind, period, number, uscc in found)


def test_every_row_has_one_present_judgement(both_lists: Store) -> None:
    with both_lists.reading() as session:
        rows = session.scalar(select(func.count()).select_from(FilingEntry))

    assert len(judged(both_lists)) == rows == 1460


def test_exactly_the_rows_expected_are_somebodys_and_nobody_elses(both_lists: Store) -> None:
    found = judged(both_lists, MatchRecord.verdict == Verdict.POSITIVE)

    assert found == expected("positive")
    assert len(found) == 132


def test_exactly_the_rows_expected_are_questions(both_lists: Store) -> None:
    found = judged(both_lists, MatchRecord.verdict == Verdict.UNSURE)

    numbers = [row[:3] for row in found]
    assert numbers == [row[:3] for row in expected("unsure")]


def test_exactly_the_rows_expected_are_leads(both_lists: Store) -> None:
    found = judged(both_lists, MatchRecord.is_lead)

    assert found == expected("lead")
