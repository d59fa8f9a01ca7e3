"""Rulings as rows, and the cases that nobody has decided yet."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, func, select
from sqlalchemy.orm import Session

from jishen.domain.rulings import Ruling
from jishen.domain.states import UNDECIDED_STATES
from jishen.store.tables import Approval, AwardCase, DecisionRecord, Payout, RulingRecord


def rulings_of(session: Session, policy_id: str) -> list[RulingRecord]:
    """Return every ruling on a policy, by number."""
    return list(
        session.scalars(
            select(RulingRecord)
            .where(RulingRecord.policy_id == policy_id)
            .order_by(RulingRecord.id)
        )
    )


def applied_rulings(session: Session, policy_id: str) -> tuple[Ruling, ...]:
    """Return the applied rulings on a policy; of one day, the one entered last stands last."""
    session.flush()  # a ruling applied in the same transaction must be seen by a plain statement
    found = session.connection().execute(_APPLIED, {"policy_id": policy_id})
    return tuple(Ruling(*row) for row in found)


_APPLIED = (
    select(
        RulingRecord.question,
        RulingRecord.reading,
        RulingRecord.holds_from,
        RulingRecord.signed_by,
        RulingRecord.document,
    )
    .where(RulingRecord.policy_id == bindparam("policy_id"), RulingRecord.applied_at.is_not(None))
    .order_by(RulingRecord.holds_from, RulingRecord.id)
)


def ruling_of(record: RulingRecord) -> Ruling:
    """Return a row as the policy takes it."""
    return Ruling(
        record.question, record.reading, record.holds_from, record.signed_by, record.document
    )


def newest_applied(session: Session, policy_id: str) -> RulingRecord | None:
    """Return the ruling that was applied last."""
    return session.scalar(
        select(RulingRecord)
        .where(RulingRecord.policy_id == policy_id, RulingRecord.applied_at.is_not(None))
        .order_by(RulingRecord.applied_at.desc(), RulingRecord.id.desc())
        .limit(1)
    )


def undecided_cases(session: Session, policy_id: str) -> list[AwardCase]:
    """Return the cases of a policy that nobody has decided, by number."""
    return list(
        session.scalars(
            select(AwardCase)
            .where(AwardCase.policy_id == policy_id, *_is_undecided())
            .order_by(AwardCase.case_number)
        )
    )


def is_undecided(session: Session, case_id: str) -> bool:
    """Tell whether a case may still be decided anew."""
    found = session.scalar(select(AwardCase.id).where(AwardCase.id == case_id, *_is_undecided()))
    return found is not None


def cases_decided_before(session: Session, policy_id: str, at: datetime) -> Sequence[str]:
    """Return the ids of undecided cases whose newest decision is older than an instant."""
    newest = (
        select(func.max(DecisionRecord.decided_at))
        .where(DecisionRecord.case_id == AwardCase.id)
        .scalar_subquery()
    )
    return session.scalars(
        select(AwardCase.id)
        .where(AwardCase.policy_id == policy_id, *_is_undecided(), newest < at)
        .order_by(AwardCase.case_number)
    ).all()


def _is_undecided() -> tuple[ColumnElement[bool], ...]:
    return (
        AwardCase.state.in_(UNDECIDED_STATES),
        ~select(Approval.case_id)
        .where(Approval.case_id == AwardCase.id, Approval.voided_at.is_(None))
        .exists(),
        ~select(Payout.case_id).where(Payout.case_id == AwardCase.id).exists(),
    )
