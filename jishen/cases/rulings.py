"""Rulings: propose, see what one would change, apply it, and decide anew what is undecided."""

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from jishen.cases.case_facts import refreshed_facts
from jishen.cases.records_json import from_json
from jishen.cases.redeciding import RedecidingTerms, changes, redecide_case
from jishen.domain.decisions import CaseFacts, Decision, Policy
from jishen.domain.errors import RulingFault
from jishen.domain.rulings import OpenQuestion, Ruling
from jishen.domain.zones import ZoneTest
from jishen.store import audit
from jishen.store.audit import Actor
from jishen.store.cases import decision_of
from jishen.store.rulings import (
    cases_decided_before,
    newest_applied,
    ruling_of,
    undecided_cases,
)
from jishen.store.session import Store
from jishen.store.tables import AwardCase, RulingRecord
from jishen.store.tables.base import JsonValue

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What a ruling would make of one undecided case."""

    case: AwardCase
    before: Decision
    after: Decision

    @property
    def is_changed(self) -> bool:
        """Whether outcome, amount or the reasons would be others."""
        return changes(self.before, self.after)


def propose_ruling(
    store: Store,
    policy_id: str,
    questions: tuple[OpenQuestion, ...],
    ruling: Ruling,
    *,
    by: str,
    at: datetime,
) -> int:
    """Record a ruling that is not in force yet; return its number.

    Raises:
        RulingFault: the register has no such question or reading, or the ruling is known already.
    """
    asked = next((each for each in questions if each.key == ruling.question), None)
    if asked is None:
        message = f"政策 {policy_id} 没有问题“{ruling.question}”"
        raise RulingFault(message)
    if asked.words(ruling.reading) is None:
        codes = "、".join(code for code, _ in asked.readings)
        message = f"问题 {ruling.question} 没有读法“{ruling.reading}”，可用：{codes}"
        raise RulingFault(message)
    if not (ruling.signed_by.strip() and ruling.document.strip()):
        message = "解释须载明签署单位和文件"
        raise RulingFault(message)
    try:
        with store.act("propose_ruling") as session:
            record = _new_record(session, policy_id, ruling, by, at)
            audit.append(
                session,
                at=at,
                actor=Actor(by, is_person=True),
                event="ruling.proposed",
                body=_told(record),
            )
            return record.id
    except IntegrityError:
        message = f"问题 {ruling.question} 自 {ruling.holds_from} 起的该文件已经登记"
        raise RulingFault(message) from None


def _new_record(
    session: Session, policy_id: str, ruling: Ruling, by: str, at: datetime
) -> RulingRecord:
    record = RulingRecord(
        policy_id=policy_id,
        question=ruling.question,
        reading=ruling.reading,
        holds_from=ruling.holds_from,
        signed_by=ruling.signed_by,
        document=ruling.document,
        proposed_by=by,
        proposed_at=at,
    )
    session.add(record)
    session.flush()
    return record


def what_if(
    session: Session,
    policy_id: str,
    policy: Policy,
    ruling: Ruling,
    at: datetime,
    zone: ZoneTest | None = None,
) -> list[WhatIf]:
    """Return what the ruling would make of every undecided case; nothing is written."""
    found = []
    for case in undecided_cases(session, policy_id):
        record = decision_of(session, case.id)
        if record is None:
            continue
        facts = refreshed_facts(session, from_json(CaseFacts, record.facts), policy_id, at, zone)
        after = policy(_with(facts, ruling))
        found.append(WhatIf(case, from_json(Decision, record.decision), after))
    return found


def _with(facts: CaseFacts, ruling: Ruling) -> CaseFacts:
    return replace(facts, rulings=(*facts.rulings, ruling))


def record_of(session: Session, policy_id: str, ruling_id: int) -> RulingRecord:
    """Return a ruling by its number.

    Raises:
        RulingFault: there is no such ruling on this policy.
    """
    record = session.scalar(
        select(RulingRecord)
        .where(RulingRecord.id == ruling_id, RulingRecord.policy_id == policy_id)
        .with_for_update()
    )
    if record is None:
        message = f"政策 {policy_id} 没有编号为 {ruling_id} 的解释"
        raise RulingFault(message)
    return record


def apply_ruling(store: Store, ruling_id: int, terms: RedecidingTerms, *, by: str) -> list[str]:
    """Put a ruling in force and decide anew every undecided case; return the numbers of these.

    Doing it again finishes what an earlier time left undone. A decided case is never touched.

    Raises:
        RulingFault: no such ruling, or its day has not come.
    """
    with store.act("apply_ruling") as session:
        record = record_of(session, terms.policy_id, ruling_id)
        today = terms.at.astimezone(SHANGHAI).date()
        if record.holds_from > today:
            message = f"解释 {ruling_id} 自 {record.holds_from} 起施行，今天是 {today}"
            raise RulingFault(message)
        if record.applied_at is None:
            record.applied_at, record.applied_by = terms.at, by
            touched: list[JsonValue] = [
                case.case_number for case in undecided_cases(session, terms.policy_id)
            ]
            audit.append(
                session,
                at=terms.at,
                actor=Actor(by, is_person=True),
                event="ruling.applied",
                body={**_told(record), "undecided_cases": touched},
            )
    return redecide_waiting(store, terms)


def redecide_waiting(store: Store, terms: RedecidingTerms) -> list[str]:
    """Decide anew every undecided case that is older than the ruling applied last, one by one."""
    with store.reading() as session:
        newest = newest_applied(session, terms.policy_id)
        if newest is None or newest.applied_at is None:
            return []
        waiting = cases_decided_before(session, terms.policy_id, newest.applied_at)
    done = []
    for case_id in waiting:
        with store.act("redecide") as session:
            number = redecide_case(session, case_id, newest, terms)
        if number is not None:
            done.append(number)
    return done


def _told(record: RulingRecord) -> dict[str, JsonValue]:
    ruling = ruling_of(record)
    return {
        "ruling": record.id,
        "policy": record.policy_id,
        "question": ruling.question,
        "reading": ruling.reading,
        "holds_from": ruling.holds_from.isoformat(),
        "signed_by": ruling.signed_by,
        "document": ruling.document,
    }
