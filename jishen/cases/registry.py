"""Applying a registry import: all of its good rows or none, and nothing known is lost."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.cases.registry_changes import Outcome, RowResult, compared, first_known
from jishen.cases.registry_tasks import (
    ask_about_cases,
    ask_about_name,
    ask_about_same_names,
    settled_names,
)
from jishen.cases.registry_terms import Applied, ImportTerms, RegistryFile, RowNote, Rows
from jishen.cases.registry_writing import Writing
from jishen.cases.rematching import ask_again_about_near_names
from jishen.domain.enterprises import Enterprise
from jishen.domain.registry import RegistryRow, row_of
from jishen.store import audit
from jishen.store.audit import Actor
from jishen.store.entries import ask_again_of, ask_again_of_keys
from jishen.store.judgements import ask_judged_again
from jishen.store.registry import chunks, known_now
from jishen.store.registry_walk import refresh_statistics
from jishen.store.session import Store
from jishen.store.tables import EnterpriseRecord, RegistryImport
from jishen.store.tables.base import JsonValue

_ROWS_BEFORE_STATISTICS = 1000


def apply_registry(
    store: Store,
    file: RegistryFile,
    enterprises: Sequence[Enterprise],
    *,
    at: datetime,
    actor: Actor,
) -> Applied:
    """Put enterprises into the registry in one transaction; each says what is not blank in it."""
    rows = [row_of(enterprise) for enterprise in enterprises]
    return apply_rows(store, file, rows, ImportTerms(at, actor))


def apply_rows(store: Store, file: RegistryFile, rows: Rows, terms: ImportTerms) -> Applied:
    """Put rows, each credit code once, into the registry in one transaction: all of them or none.

    Importing the same rows again changes nothing. Enterprises that the rows do not name stay as
    they are, and so do fields that a row leaves blank. What a field was before is kept as a
    version. `rows` is walked twice where the registry has enterprises already: a first walk
    without the write lock finds the rows that are news, and only those are written under it.
    """
    news = None
    with store.reading() as session:
        if session.scalar(select(EnterpriseRecord.uscc).limit(1)) is not None:
            news, rows_known = _news(session, _all_dated(rows, file), terms)
    with store.act("registry") as session:
        run = _Run(session, _start_import(session, file, terms), terms)
        dated = _all_dated(rows, file)
        for chunk in chunks(dated if news is None else _only(dated, news)):
            run.apply(chunk)
        if news is not None:
            run.count[RowResult.UNCHANGED] += rows_known
        return run.finish()


def previewed(store: Store, file: RegistryFile, rows: Rows, terms: ImportTerms) -> Applied:
    """Return what an import of these rows would do, with nothing written."""
    count = dict.fromkeys(RowResult, 0)
    with store.reading() as session:
        for chunk in chunks(_all_dated(rows, file)):
            known = known_now(session, [row.said.uscc for row in chunk], terms.seal)
            for row in chunk:
                before = known.get(row.said.uscc)
                outcome = compared(before, row, 0) if before else first_known(row, 0)
                count[outcome.result] += 1
            terms.progress(len(chunk))
    return Applied(
        count[RowResult.ADDED],
        count[RowResult.CHANGED],
        count[RowResult.UNCHANGED],
        0,
        count[RowResult.CONFIRMED],
        count[RowResult.ASKED],
        count[RowResult.OLDER],
    )


def _all_dated(rows: Rows, file: RegistryFile) -> Iterator[RegistryRow]:
    return (_dated(row, file.as_of) for row in rows)


def _dated(row: RegistryRow, as_of: date | None) -> RegistryRow:
    return row if row.as_of or as_of is None else replace(row, as_of=as_of)


def _only(rows: Iterable[RegistryRow], places: set[int]) -> Iterable[RegistryRow]:
    if not places:
        return ()
    return (row for place, row in enumerate(rows) if place in places)


def _news(
    session: Session, rows: Iterable[RegistryRow], terms: ImportTerms
) -> tuple[set[int], int]:
    """Return the places of the rows that are news to the registry, and how many are none."""
    news: set[int] = set()
    count = 0
    for chunk in chunks(rows):
        known = known_now(session, [row.said.uscc for row in chunk], terms.seal)
        for place, row in enumerate(chunk, start=count):
            before = known.get(row.said.uscc)
            if before is None or compared(before, row, 0).result is not RowResult.UNCHANGED:
                news.add(place)
        count += len(chunk)
        terms.progress(len(chunk))
    return news, count - len(news)


class _Run:
    """One import at work in its transaction."""

    def __init__(self, session: Session, record: RegistryImport, terms: ImportTerms) -> None:
        self._session, self._record, self._terms = session, record, terms
        self._writing = Writing(session, f"import:{record.id}", record.id, terms.at, terms.seal)
        self.count = dict.fromkeys(RowResult, 0)
        self._statistics_due_at = _ROWS_BEFORE_STATISTICS

    def apply(self, chunk: list[RegistryRow]) -> None:
        """Work through some rows."""
        known = known_now(self._session, [row.said.uscc for row in chunk], self._terms.seal)
        settled = settled_names(self._session, list(known))
        fresh: list[tuple[RegistryRow, Outcome]] = []
        for row in chunk:
            before = known.get(row.said.uscc)
            if before is None:
                outcome = first_known(row, self._record.id)
                self._writing.add(outcome)
            else:
                outcome = compared(before, row, self._record.id)
                self._writing.change(before, outcome)
            if outcome.result is RowResult.ASKED and before is not None:
                ask_about_name(self._session, self._record, before, row, settled)
            self._count(row, outcome)
            if before is None or outcome.is_renamed:
                fresh.append((row, outcome))
        self._writing.write()
        if self.count[RowResult.ADDED] >= self._statistics_due_at:
            refresh_statistics(self._session)
            self._statistics_due_at = 2 * self.count[RowResult.ADDED]
        ask_about_same_names(self._session, self._record, fresh)
        self._terms.progress(len(chunk))

    def finish(self) -> Applied:
        """Write down what the import did, and ask again about the entries that it may concern."""
        count, record, writing = self.count, self._record, self._writing
        record.rows_added, record.rows_changed = count[RowResult.ADDED], count[RowResult.CHANGED]
        record.rows_unchanged = count[RowResult.UNCHANGED]
        record.rows_confirmed = count[RowResult.CONFIRMED]
        record.rows_asked, record.rows_older = count[RowResult.ASKED], count[RowResult.OLDER]
        self._session.flush()
        ask_about_cases(self._session, record, writing.changed)
        asked = ask_again_of_keys(self._session, writing.touched_keys)
        asked += ask_again_about_near_names(self._session, writing.touched_names)
        asked += ask_again_of(self._session, sorted(writing.corrected))
        asked += ask_judged_again(self._session, sorted(writing.changed))
        applied = Applied(
            record.rows_added,
            record.rows_changed,
            record.rows_unchanged,
            asked,
            record.rows_confirmed,
            record.rows_asked,
            record.rows_older,
        )
        record.report = self._terms.before_commit(applied)
        _audit(self._session, record, asked, self._terms)
        return applied

    def _count(self, row: RegistryRow, outcome: Outcome) -> None:
        self.count[outcome.result] += 1
        if outcome.result is not RowResult.UNCHANGED:
            said = row.said
            note = RowNote(row.row_number, said.uscc, said.name, outcome.result, outcome.changed)
            self._terms.note(note)


def _start_import(session: Session, file: RegistryFile, terms: ImportTerms) -> RegistryImport:
    record = RegistryImport(
        file_name=file.name,
        file_sha256=file.sha256,
        imported_at=terms.at,
        imported_by=terms.actor.name,
        rows_read=file.rows_read,
        rows_refused=file.rows_refused,
        rows_added=0,
        rows_changed=0,
        rows_unchanged=0,
        source=file.source,
        as_of=file.as_of,
        columns=[list(column) for column in file.columns],
    )
    session.add(record)
    session.flush()
    return record


def _audit(session: Session, record: RegistryImport, asked: int, terms: ImportTerms) -> None:
    body: dict[str, JsonValue] = {
        "import_id": record.id,
        "file": record.file_name,
        "source": record.source,
        "as_of": record.as_of.isoformat() if record.as_of else None,
        "read": record.rows_read,
        "refused": record.rows_refused,
        "added": record.rows_added,
        "changed": record.rows_changed,
        "unchanged": record.rows_unchanged,
        "confirmed": record.rows_confirmed,
        "held_for_a_person": record.rows_asked,
        "older": record.rows_older,
        "entries_asked_again": asked,
    }
    audit.append(
        session,
        at=terms.at,
        actor=terms.actor,
        event="registry.imported",
        evidence_sha256=record.file_sha256,
        body=body,
    )
