"""People judge who filed an entry: kept with what was compared, undone by a date, never deleted."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.cases.records_json import from_json, to_json
from jishen.domain.errors import TransitionRefused
from jishen.domain.filings import AWARD_LISTS
from jishen.domain.matches import VERDICT_NAMES, Learned, Match, MatchReason, Verdict
from jishen.matching.names import match_key
from jishen.store import audit
from jishen.store.audit import Actor
from jishen.store.entries import WaitingEntry, current_match, save_matches
from jishen.store.judgements import all_in_force, judgement_of
from jishen.store.tables import (
    AwardCase,
    CaseFiling,
    EnterpriseRecord,
    FilingEntry,
    MatchRecord,
    PersonJudgement,
)

PERSON_RULE = "person/1"
CHANGED_RULE = "person-changed/1"
_COMPARED = "人工判断"


@dataclass(frozen=True, slots=True)
class Judged:
    """What a person judges: whose an entry is, or that it is nobody's, and why."""

    verdict: Verdict
    uscc: str | None
    why: str
    seen_round: int
    """The round of the judgement that was shown."""


def judge_entry(
    session: Session, entry_id: str, judged: Judged, actor: Actor, at: datetime
) -> None:
    """Take a person's judgement down and put it in the place of the machine's.

    What is positive goes on to the policy like any other match.

    Raises:
        TransitionRefused: no reason, no such enterprise, judged anew meanwhile, or evidence in a
            case already.
    """
    entry, match = _found(session, entry_id, judged.seen_round)
    if not judged.why.strip():
        message = "请填写判断理由和依据"
        raise TransitionRefused(message)
    _refuse_in_case(session, entry)
    enterprise = _enterprise(session, judged)
    _undo(judgement_of(session, entry_id), actor, at, "已重新判断")
    session.flush()
    _keep(session, entry, enterprise, judged, actor, at)
    reason = _reason(entry.filer_name, enterprise, judged.verdict, f"{actor.name}：{judged.why}")
    record = MatchRecord(
        entry_id=entry.id,
        verdict=judged.verdict,
        uscc=judged.uscc if judged.verdict is not Verdict.NEGATIVE else None,
        rule=PERSON_RULE,
        reasons=[to_json(reason), *_list(match.reasons)],
        candidates=match.candidates,
        is_lead=match.is_lead and judged.verdict is not Verdict.POSITIVE,
        judged_at=at,
        judged_by=actor.name,
        is_settled=entry.list_kind not in AWARD_LISTS,
    )
    save_matches(session, [record])
    _audit(session, entry, "match.judged", actor, at, judged.verdict, judged.uscc)


def undo_judgement(session: Session, entry_id: str, why: str, actor: Actor, at: datetime) -> None:
    """Undo a person's judgement; the entry is put up for judgement again.

    Raises:
        TransitionRefused: nothing to undo, no reason, or evidence in a case already.
    """
    record = judgement_of(session, entry_id)
    if record is None:
        message = "该条目没有可撤销的人工判断"
        raise TransitionRefused(message)
    if not why.strip():
        message = "请填写撤销理由"
        raise TransitionRefused(message)
    entry = session.get_one(FilingEntry, entry_id)
    _refuse_in_case(session, entry)
    _undo(record, actor, at, why.strip())
    entry.needs_match = True
    _audit(session, entry, "match.undone", actor, at, record.verdict, record.uscc)


def as_judged(match: Match, held: tuple[PersonJudgement, str] | None, entry: WaitingEntry) -> Match:
    """Return the match as a person judged it; a question again when what was compared changed."""
    if held is None:
        return match
    judged, name_now = held
    said = f"{judged.judged_by}于 {judged.judged_at:%Y-%m-%d} 判断：{judged.why}"
    if entry.version == judged.entry_version and name_now == judged.enterprise_name:
        reason = MatchReason(
            _COMPARED,
            entry.filer_name,
            name_now,
            f"{VERDICT_NAMES[judged.verdict]}（{said}）",
            _agrees(judged.verdict),
        )
        is_nobodys = judged.verdict is Verdict.NEGATIVE
        return replace(
            match,
            verdict=judged.verdict,
            uscc=None if is_nobodys else judged.uscc,
            rule=PERSON_RULE,
            reasons=(reason, *match.reasons),
        )
    changed = "清单所载" if entry.version != judged.entry_version else "企业名称"
    reason = MatchReason(
        _COMPARED,
        entry.filer_name,
        name_now,
        f"此前{said}；此后{changed}有变化，须重新判断",
        agrees=None,
    )
    return replace(
        match,
        verdict=Verdict.UNSURE,
        uscc=judged.uscc or match.uscc,
        rule=CHANGED_RULE,
        reasons=(reason, *match.reasons),
    )


def learned_from_people(session: Session) -> Learned:
    """Return what people's judgements teach: identifiers only, never a looser threshold."""
    aliases: dict[str, frozenset[str]] = {}
    denied: set[tuple[str, str]] = set()
    for judged in all_in_force(session):
        if judged.uscc is None:
            continue
        key = match_key(judged.printed_name)
        if judged.verdict is Verdict.POSITIVE:
            aliases[key] = aliases.get(key, frozenset()) | {judged.uscc}
        else:
            denied.add((key, judged.uscc))
    return Learned(aliases=aliases, denied=frozenset(denied))


def _keep(
    session: Session,
    entry: FilingEntry,
    enterprise: EnterpriseRecord | None,
    judged: Judged,
    actor: Actor,
    at: datetime,
) -> None:
    """Keep the judgement with what was compared."""
    session.add(
        PersonJudgement(
            entry_id=entry.id,
            verdict=judged.verdict,
            uscc=judged.uscc,
            why=judged.why.strip(),
            entry_version=entry.version,
            printed_name=entry.filer_name,
            enterprise_name=enterprise.name if enterprise else "",
            judged_by=actor.name,
            judged_at=at,
        )
    )
    session.flush()


def _found(session: Session, entry_id: str, seen_round: int) -> tuple[FilingEntry, MatchRecord]:
    entry = session.get(FilingEntry, entry_id, with_for_update=True)
    match = current_match(session, entry_id)
    if entry is None or match is None:
        message = "没有这个条目，或者尚未比对"
        raise TransitionRefused(message)
    if match.round != seen_round:
        message = f"该条目已由{match.judged_by}重新判断为“{VERDICT_NAMES[match.verdict]}”"
        raise TransitionRefused(message)
    return entry, match


def _enterprise(session: Session, judged: Judged) -> EnterpriseRecord | None:
    enterprise = session.get(EnterpriseRecord, judged.uscc) if judged.uscc else None
    if judged.verdict is Verdict.POSITIVE and enterprise is None:
        message = f"企业名册中没有统一社会信用代码 {judged.uscc or '（未填写）'}"
        raise TransitionRefused(message)
    return enterprise


def _refuse_in_case(session: Session, entry: FilingEntry) -> None:
    number = session.scalar(
        select(AwardCase.case_number)
        .join(CaseFiling, CaseFiling.case_id == AwardCase.id)
        .where(CaseFiling.entry_id == entry.id)
    )
    if number is not None:
        message = f"该条目已是案件 {number} 的依据，请先在案件中处理"
        raise TransitionRefused(message)


def _undo(record: PersonJudgement | None, actor: Actor, at: datetime, why: str) -> None:
    if record is not None:
        record.undone_at, record.undone_by, record.undone_why = at, actor.name, why


def _reason(
    printed: str, enterprise: EnterpriseRecord | None, verdict: Verdict, said: str
) -> MatchReason:
    name = enterprise.name if enterprise else ""
    finding = f"{VERDICT_NAMES[verdict]}（{said.strip()}）"
    return MatchReason(_COMPARED, printed, name, finding, _agrees(verdict))


def _agrees(verdict: Verdict) -> bool | None:
    return {Verdict.POSITIVE: True, Verdict.NEGATIVE: False}.get(verdict)


def _list(reasons: object) -> list[object]:
    found = from_json(list[MatchReason], reasons) if isinstance(reasons, list) else []
    return [to_json(reason) for reason in found if reason.compared != _COMPARED]


def _audit(  # noqa: PLR0913, PLR0917 (what, who, when and the outcome)
    session: Session,
    entry: FilingEntry,
    event: str,
    actor: Actor,
    at: datetime,
    verdict: Verdict,
    uscc: str | None,
) -> None:
    audit.append(
        session,
        at=at,
        actor=actor,
        event=event,
        body={
            "entry": entry.id,
            "entry_version": entry.version,
            "verdict": verdict.value,
            "uscc": uscc,
        },
    )
