"""Identification: a judgement for every entry that waits for one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from jishen.cases.records_json import to_json
from jishen.domain.filings import RowFlag
from jishen.domain.matches import EntryFacts, Match, RegisteredName, Verdict
from jishen.matching.judgement import is_lead, judge
from jishen.store import audit
from jishen.store.audit import Actor
from jishen.store.entries import entries_to_match, registered_names, save_match
from jishen.store.session import Store
from jishen.store.tables import Attachment, FilingEntry, MatchRecord
from jishen.store.tables.base import JsonValue

ENTRIES_A_TRANSACTION = 1000


@dataclass(frozen=True, slots=True)
class Identified:
    """How many entries were judged, by verdict."""

    positive: int = 0
    unsure: int = 0
    negative: int = 0
    leads: int = 0

    @property
    def total(self) -> int:
        """All entries judged."""
        return self.positive + self.unsure + self.negative

    def __add__(self, other: "Identified") -> "Identified":
        return Identified(
            self.positive + other.positive,
            self.unsure + other.unsure,
            self.negative + other.negative,
            self.leads + other.leads,
        )


def identify_entries(
    store: Store, *, at: datetime, actor: Actor, district_code: str
) -> Identified:
    """Judge every entry that waits for it; entries of one transaction stand or fall together."""
    total = Identified()
    while True:
        with store.act("match") as session:
            done = _identify_some(session, at=at, actor=actor, district_code=district_code)
        if done.total == 0:
            return total
        total += done


def _identify_some(
    session: Session, *, at: datetime, actor: Actor, district_code: str
) -> Identified:
    waiting = entries_to_match(session, ENTRIES_A_TRANSACTION)
    if not waiting:
        return Identified()
    exact = registered_names(session, (entry.filer_key for entry, _ in waiting), exact=True)
    near = registered_names(session, _near_keys(entry for entry, _ in waiting), exact=False)
    records = []
    for entry, attachment in waiting:
        facts = _facts_of(entry, attachment)
        match = judge(facts, exact.get(entry.filer_key, []), _near_of(entry, near))
        record = _record_of(entry, match, at=at, actor=actor)
        record.is_lead = is_lead(facts, match, district_code)
        save_match(session, record)
        records.append(record)
    counted = _count(records)
    audit.append(
        session,
        at=at,
        actor=actor,
        event="entries.judged",
        body={
            "positive": counted.positive,
            "unsure": counted.unsure,
            "negative": counted.negative,
            "leads": counted.leads,
            "judgements": _named(records),
        },
    )
    return counted


def _facts_of(entry: FilingEntry, attachment: Attachment) -> EntryFacts:
    flags = entry.flags if isinstance(entry.flags, list) else []
    return EntryFacts(
        filer_name=entry.filer_name,
        filing_number=entry.filing_number,
        announced_on=attachment.announced_on,
        remarks=entry.remarks,
        flags=tuple(RowFlag(str(flag)) for flag in flags),
    )


def _near_keys(entries: Iterable[FilingEntry]) -> list[str]:
    return [key for e in entries for key in (e.filer_canonical_key, e.filer_bare_key)]


def _near_of(
    entry: FilingEntry, near: dict[str, list[RegisteredName]]
) -> list[RegisteredName]:
    names = near.get(entry.filer_canonical_key, []) + near.get(entry.filer_bare_key, [])
    return list(dict.fromkeys(names))


def _record_of(entry: FilingEntry, match: Match, *, at: datetime, actor: Actor) -> MatchRecord:
    return MatchRecord(
        entry_id=entry.id,
        verdict=match.verdict,
        uscc=match.uscc,
        rule=match.rule,
        reasons=[to_json(reason) for reason in match.reasons],
        candidates=[to_json(candidate) for candidate in match.candidates],
        judged_at=at,
        judged_by=actor.name,
        is_settled=False,
    )


def _count(records: list[MatchRecord]) -> Identified:
    verdicts = [record.verdict for record in records]
    return Identified(
        positive=verdicts.count(Verdict.POSITIVE),
        unsure=verdicts.count(Verdict.UNSURE),
        negative=verdicts.count(Verdict.NEGATIVE),
        leads=sum(record.is_lead for record in records),
    )


def _named(records: list[MatchRecord]) -> JsonValue:
    return [
        [record.entry_id, record.verdict.value, record.uscc]
        for record in records
        if record.verdict is not Verdict.NEGATIVE
    ]
