"""The passages of cases through their states, read from the audit trail."""

import json
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.domain.case_clock import Passage
from jishen.domain.states import CaseState
from jishen.store.tables import AuditEntry

SHANGHAI = ZoneInfo("Asia/Shanghai")


def passages_of(session: Session, case_id: str) -> list[Passage]:
    """Return the states a case came into, in order; the one it was opened in is not among them."""
    return passages_of_many(session, [case_id]).get(case_id, [])


def passages_of_many(session: Session, case_ids: Sequence[str]) -> dict[str, list[Passage]]:
    """Return the passages of several cases by case, in one query."""
    entries = session.execute(
        select(AuditEntry.case_id, AuditEntry.at, AuditEntry.body)
        .where(AuditEntry.case_id.in_(case_ids), AuditEntry.body.contains('"to":'))
        .order_by(AuditEntry.sequence)
    )
    found: dict[str, list[Passage]] = {}
    for case_id, at, body in entries:
        to = json.loads(body).get("to")
        if case_id is not None and to is not None:
            passage = Passage(CaseState(to), at.astimezone(SHANGHAI).date())
            found.setdefault(case_id, []).append(passage)
    return found
