"""Identification: a judgement for every entry that waits for one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from jishen.cases.judging import as_judged, learned_from_people
from jishen.cases.records_json import to_json
from jishen.domain.enterprises import ENTERPRISE_STATUS_NAMES
from jishen.domain.filing_numbers import parse_algorithm_number
from jishen.domain.filings import (
    AWARD_LISTS,
    INFORMING_FLAGS,
    LIST_NAMES,
    LISTS_FOR_A_PERSON,
    ROW_FLAG_NAMES,
    ListKind,
    RowFlag,
)
from jishen.domain.matches import EntryFacts, Match, MatchReason, Verdict
from jishen.matching.judgement import is_lead
from jishen.matching.learning import learned_codes
from jishen.matching.matcher import Matcher, matcher_of
from jishen.store import audit
from jishen.store.audit import Actor
from jishen.store.entries import WaitingEntry, entries_to_match, save_matches
from jishen.store.judgements import judgements_in_force
from jishen.store.matching import (
    owners_of_filer_codes,
    registered_enterprises,
    registry_version,
)
from jishen.store.registry import Ended, ended_enterprises
from jishen.store.session import Store
from jishen.store.tables import MatchRecord
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


@dataclass(frozen=True, slots=True)
class _Known:
    """The registry as it was indexed, and the version it had."""

    version: int
    matcher: Matcher


def identify_entries(store: Store, *, at: datetime, actor: Actor, district_code: str) -> Identified:
    """Judge every entry that waits for it; entries of one transaction stand or fall together."""
    total, known = Identified(), None
    while True:
        with store.act("match") as session:
            waiting = entries_to_match(session, ENTRIES_A_TRANSACTION)
            if not waiting:
                return total
            known = _known(session, known)
            judging = _Judging(at, actor, district_code)
            total += _identify_some(session, waiting, known.matcher, judging)


@dataclass(frozen=True, slots=True)
class _Judging:
    """When, by whom and for which district is judged."""

    at: datetime
    actor: Actor
    district_code: str


def _known(session: Session, known: _Known | None) -> _Known:
    """Return the registry's index; made anew when an import came in between."""
    version = registry_version(session)
    if known is not None and known.version == version:
        return known
    return _Known(version, matcher_of(registered_enterprises(session)))


def _identify_some(
    session: Session,
    waiting: list[WaitingEntry],
    matcher: Matcher,
    judging: _Judging,
) -> Identified:
    judged = [
        (
            entry,
            facts,
            doubted_for_list(doubted_for_flags(match, _flags_of(entry)), entry.list_kind),
        )
        for entry, facts, match in _judged(session, waiting, matcher)
    ]
    ended = ended_enterprises(session, {match.uscc for _, _, match in judged if match.uscc})
    held = judgements_in_force(session, {entry.id for entry, _, _ in judged})
    records = []
    for entry, facts, match in judged:
        said = as_judged(doubted_for_status(match, ended), held.get(entry.id), entry)
        record = _record_of(entry, said, at=judging.at, actor=judging.actor)
        record.is_lead = is_lead(said, facts, judging.district_code)
        records.append(record)
    save_matches(session, records)
    counted = _count(records)
    audit.append(
        session,
        at=judging.at,
        actor=judging.actor,
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


def _judged(
    session: Session, waiting: list[WaitingEntry], matcher: Matcher
) -> Iterator[tuple[WaitingEntry, EntryFacts, Match]]:
    """Yield judgements; filer codes that entries of this round confirm help the others of it."""
    facts = [_facts_of(entry) for entry in waiting]
    codes = [_filer_code(fact) for fact in facts]
    confirmed = owners_of_filer_codes(session, filter(None, codes))
    people = learned_from_people(session)
    matcher = replace(matcher, learned=replace(people, filer_codes=confirmed))
    matches = [matcher.judge(fact) for fact in facts]
    learned = learned_codes(confirmed, zip(codes, matches, strict=True))
    matcher = replace(matcher, learned=replace(people, filer_codes=learned))
    for place, fact, code, match in zip(waiting, facts, codes, matches, strict=True):
        is_news = match.verdict is not Verdict.POSITIVE and learned.get(code) != confirmed.get(code)
        yield place, fact, matcher.judge(fact) if is_news else match


def _filer_code(facts: EntryFacts) -> str:
    number = parse_algorithm_number(facts.filing_number)
    return number.filer_code if number and number.check_digit_holds else ""


def _facts_of(entry: WaitingEntry) -> EntryFacts:
    return EntryFacts(
        filer_name=entry.filer_name,
        filing_number=entry.filing_number,
        announced_on=entry.announced_on,
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


def _flags_of(entry: WaitingEntry) -> tuple[RowFlag, ...]:
    flags = entry.flags if isinstance(entry.flags, list) else []
    return tuple(RowFlag(str(flag)) for flag in flags)


def _record_of(entry: WaitingEntry, match: Match, *, at: datetime, actor: Actor) -> MatchRecord:
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
