"""Approvals of a case, in force and void, and who has acted on it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from jishen.domain.acts import CaseAct
from jishen.store.tables import Approval, CaseActRecord


def approvals_in_force(session: Session, case_id: str) -> list[Approval]:
    """Return the approvals of a case that hold, oldest first."""
    return list(session.scalars(_IN_FORCE, {"case_id": case_id}))


def approvals_of(session: Session, case_id: str) -> list[Approval]:
    """Return every approval a case ever had, void ones too, oldest first."""
    return list(
        session.scalars(select(Approval).where(Approval.case_id == case_id).order_by(Approval.id))
    )


def void_approvals_of(session: Session, case_id: str, at: datetime, why: str) -> None:
    """Make every approval of a case void; they are kept, with when and why."""
    session.execute(_VOID, {"of_case": case_id, "at": at, "why": why})


def last_act(session: Session, case_id: str) -> CaseActRecord | None:
    """Return what a person last did with a case."""
    return session.scalar(_ACTS.order_by(CaseActRecord.id.desc()).limit(1), {"case_id": case_id})


def acts_on(session: Session, case_id: str) -> list[CaseActRecord]:
    """Return everything that people did with a case, oldest first."""
    return list(session.scalars(_ACTS.order_by(CaseActRecord.id), {"case_id": case_id}))


def act_of_form(session: Session, case_id: str, action_key: str) -> CaseActRecord | None:
    """Return the act that a form with this key brought about."""
    known = {"case_id": case_id, "action_key": action_key}
    return session.scalar(_ACTS.where(CaseActRecord.action_key == bindparam("action_key")), known)


def people_who(session: Session, case_id: str, acts: Collection[CaseAct]) -> set[str]:
    """Return the ids of the people who did one of these acts on a case."""
    found = session.scalars(
        select(CaseActRecord.person_id).where(
            CaseActRecord.case_id == case_id, CaseActRecord.act.in_(acts)
        )
    )
    return set(found)


_IN_FORCE = (
    select(Approval)
    .where(Approval.case_id == bindparam("case_id"), Approval.voided_at.is_(None))
    .order_by(Approval.id)
)
_VOID = (
    update(Approval)
    .where(Approval.case_id == bindparam("of_case"), Approval.voided_at.is_(None))
    .values(voided_at=bindparam("at"), voided_why=bindparam("why"))
)
_ACTS = select(CaseActRecord).where(CaseActRecord.case_id == bindparam("case_id"))
