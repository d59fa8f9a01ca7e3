"""Identification: a judgement for every entry that waits for one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from jishen.cases.records_json import to_json
from jishen.domain.enterprises import ENTERPRISE_STATUS_NAMES
from jishen.domain.filings import (
    AWARD_LISTS,
    INFORMING_FLAGS,
    LIST_NAMES,
    LISTS_FOR_A_PERSON,
    ROW_FLAG_NAMES,
    ListKind,
    RowFlag,
)
from jishen.domain.matches import EntryFacts, Match, MatchReason, RegisteredName, Verdict
from jishen.matching.judgement import is_lead, judge
from jishen.matching.names import name_key
from jishen.matching.remarks import earlier_filer_names
from jishen.store import audit
from jishen.store.audit import Actor
from jishen.store.entries import entries_to_match, registered_names, save_matches
from jishen.store.registry import Ended, ended_enterprises
from jishen.store.session import Store
from jishen.store.tables import Attachment, FilingEntry, MatchRecord
from jishen.store.tables.base import JsonValue

ENTRIES_A_TRANSACTION = 1000
FLAGGED_ROW_RULE = "flagged-row/1"
LIST_FOR_A_PERSON_RULE = "list-for-a-person/1"
ENDED_ENTERPRISE_RULE = "ended-enterprise/1"


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


def identify_entries(store: Store, *, at: datetime, actor: Actor, district_code: str) -> Identified:
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
    earlier = registered_names(session, _earlier_keys(entry for entry, _ in waiting), exact=True)
    judged = []
    for entry, attachment in waiting:
        facts = _facts_of(entry, attachment)
        match = judge(facts, exact.get(entry.filer_key, []), _near_of(entry, near, earlier))
        match = doubted_for_flags(match, _flags_of(entry))
        judged.append((entry, facts, doubted_for_list(match, entry.list_kind)))
    ended = ended_enterprises(session, {match.uscc for _, _, match in judged if match.uscc})
    records = []
    for entry, facts, match in judged:
        record = _record_of(entry, doubted_for_status(match, ended), at=at, actor=actor)
        record.is_lead = is_lead(match, facts, district_code)
        records.append(record)
    save_matches(session, records)
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
    return EntryFacts(
        filer_name=entry.filer_name,
        filing_number=entry.filing_number,
        announced_on=attachment.announced_on,
        remarks=entry.remarks,
    )


def doubted_for_flags(match: Match, flags: tuple[RowFlag, ...]) -> Match:
    """Return the match, but as a question to a person where the row itself is in doubt.

    A case is keyed by its filing number: a number that is blank, malformed, printed twice or that
    fails its check digit must be looked at before money follows from it.
    """
    doubtful = [flag for flag in flags if flag not in INFORMING_FLAGS]
    if match.verdict is not Verdict.POSITIVE or not doubtful:
        return match
    said = "、".join(ROW_FLAG_NAMES[flag] for flag in doubtful)
    doubt = MatchReason(
        "清单原文", said, "", f"清单该行存疑（{said}），须人工核对原件", agrees=None
    )
    return replace(
        match,
        verdict=Verdict.UNSURE,
        rule=FLAGGED_ROW_RULE,
        reasons=(doubt, *match.reasons),
    )


def doubted_for_list(match: Match, kind: ListKind) -> Match:
    """Return the match, but as a question to a person where the policy does not name the list."""
    if match.verdict is not Verdict.POSITIVE or kind not in LISTS_FOR_A_PERSON:
        return match
    doubt = MatchReason(
        "清单", LIST_NAMES[kind], "", "政策未提及该清单，是否据以奖励须人工判断", agrees=None
    )
    return replace(
        match,
        verdict=Verdict.UNSURE,
        rule=LIST_FOR_A_PERSON_RULE,
        reasons=(doubt, *match.reasons),
    )


def doubted_for_status(match: Match, ended: Mapping[str, Ended]) -> Match:
    """Return the match, but as a question to a person where its enterprise has ended or moved out.

    Its name may be another firm's by now, and whether an award is due at all is not for a machine.
    """
    state = ended.get(match.uscc or "")
    if match.verdict is not Verdict.POSITIVE or state is None:
        return match
    said = ENTERPRISE_STATUS_NAMES[state.status]
    day = state.status_on.isoformat() if state.status_on else "日期未载明"
    doubt = MatchReason(
        "登记状态",
        "",
        f"{said}（{day}）",
        f"名册载明该企业已{said}，是否匹配须人工判断",
        agrees=None,
    )
    return replace(
        match,
        verdict=Verdict.UNSURE,
        rule=ENDED_ENTERPRISE_RULE,
        reasons=(doubt, *match.reasons),
    )


def _flags_of(entry: FilingEntry) -> tuple[RowFlag, ...]:
    flags = entry.flags if isinstance(entry.flags, list) else []
    return tuple(RowFlag(str(flag)) for flag in flags)


def _near_keys(entries: Iterable[FilingEntry]) -> list[str]:
    return [key for e in entries for key in (e.filer_canonical_key, e.filer_bare_key)]


def _earlier_keys(entries: Iterable[FilingEntry]) -> list[str]:
    return [
        name_key(name)
        for entry in entries
        if entry.remarks
        for name in earlier_filer_names(entry.remarks)
    ]


def _near_of(
    entry: FilingEntry,
    near: dict[str, list[RegisteredName]],
    earlier: dict[str, list[RegisteredName]],
) -> list[RegisteredName]:
    """Return names alike, and names that the row's remark says the filer bore before."""
    names = near.get(entry.filer_canonical_key, []) + near.get(entry.filer_bare_key, [])
    for name in earlier_filer_names(entry.remarks) if entry.remarks else ():
        names += earlier.get(name_key(name), [])
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
        is_settled=entry.list_kind not in AWARD_LISTS,  # nothing to ask a policy about
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
