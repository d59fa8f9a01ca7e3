"""Cases, their filings and decisions, and the ledger sums a decision needs."""

from dataclasses import dataclass

from sqlalchemy import Integer, func, select, text
from sqlalchemy.orm import Session

from jishen.domain.states import CaseState
from jishen.store.tables import (
    Attachment,
    AwardCase,
    CaseFiling,
    DecisionRecord,
    EnterpriseRecord,
    FilingEntry,
    Payout,
    YearlyPool,
)

_NEXT_NUMBER = text(
    "INSERT INTO counter (name, value) VALUES (:name, 1)"
    " ON CONFLICT (name) DO UPDATE SET value = counter.value + 1 RETURNING value"
).columns(value=Integer)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case with its enterprise, leading filing and attachment, as lists show it."""

    case: AwardCase
    enterprise: EnterpriseRecord
    entry: FilingEntry
    attachment: Attachment


def next_number(session: Session, name: str) -> int:
    """Return the next value of a running number, locked until the transaction ends.

    One statement: two that begin the number at once must wait for each other, not collide.
    """
    number: int = session.execute(_NEXT_NUMBER, {"name": name}).scalar_one()
    return number


def awarded_before_yuan(session: Session, uscc: str) -> int:
    """Return what Article 3 has already given this enterprise, decided or paid, whole yuan."""
    return (
        session.scalar(
            select(func.coalesce(func.sum(Payout.amount_yuan), 0)).where(
                Payout.uscc == uscc, Payout.clause.like("art3_%")
            )
        )
        or 0
    )


def awarded_in_year_yuan(session: Session, uscc: str, year: int) -> int:
    """Return what this enterprise was awarded in a year under the policy, whole yuan."""
    return (
        session.scalar(
            select(func.coalesce(func.sum(Payout.amount_yuan), 0)).where(
                Payout.uscc == uscc, Payout.year == year
            )
        )
        or 0
    )


def pool_left_yuan(session: Session, year: int) -> int | None:
    """Return what is left of the year's pool, None when no pool is recorded for the year."""
    pool = session.get(YearlyPool, year)
    return None if pool is None else pool.cap_yuan - pool.used_yuan


def case_by_number(session: Session, case_number: str) -> AwardCase | None:
    """Return the case with this number."""
    return session.scalar(select(AwardCase).where(AwardCase.case_number == case_number))


def case_rows(session: Session, *, state: CaseState | None = None) -> list[CaseRow]:
    """Return cases as lists show them, newest announcement first."""
    query = (
        select(AwardCase, EnterpriseRecord, FilingEntry, Attachment)
        .join(EnterpriseRecord, EnterpriseRecord.uscc == AwardCase.uscc)
        .join(FilingEntry, FilingEntry.id == AwardCase.entry_id)
        .join(Attachment, Attachment.id == FilingEntry.attachment_id)
        .order_by(Attachment.announced_on.desc(), AwardCase.case_number)
    )
    if state is not None:
        query = query.where(AwardCase.state == state)
    return [CaseRow(*row) for row in session.execute(query)]


def cases_of_entries(session: Session, entry_ids: list[str]) -> list[CaseRow]:
    """Return the cases in which these entries stand as evidence, each once, by number."""
    rows = session.execute(
        select(AwardCase, EnterpriseRecord, FilingEntry, Attachment)
        .join(EnterpriseRecord, EnterpriseRecord.uscc == AwardCase.uscc)
        .join(FilingEntry, FilingEntry.id == AwardCase.entry_id)
        .join(Attachment, Attachment.id == FilingEntry.attachment_id)
        .where(
            AwardCase.id.in_(select(CaseFiling.case_id).where(CaseFiling.entry_id.in_(entry_ids)))
        )
        .order_by(AwardCase.case_number)
    )
    return [CaseRow(*row) for row in rows]


def filings_of(session: Session, case_id: str) -> list[tuple[CaseFiling, FilingEntry, Attachment]]:
    """Return a case's filings with the rows they were read from, the leading one first."""
    found = session.execute(
        select(CaseFiling, FilingEntry, Attachment)
        .join(FilingEntry, FilingEntry.id == CaseFiling.entry_id)
        .join(Attachment, Attachment.id == FilingEntry.attachment_id)
        .where(CaseFiling.case_id == case_id)
        .order_by(CaseFiling.is_leading.desc(), FilingEntry.row_number)
    )
    return [(filing, entry, attachment) for filing, entry, attachment in found]


def decision_of(session: Session, case_id: str) -> DecisionRecord | None:
    """Return the decision a case was opened on."""
    return session.scalar(
        select(DecisionRecord)
        .where(DecisionRecord.case_id == case_id)
        .order_by(DecisionRecord.id.desc())
    )


def count_by_state(session: Session) -> dict[CaseState, int]:
    """Return how many cases stand in each state."""
    found = session.execute(select(AwardCase.state, func.count()).group_by(AwardCase.state))
    return {state: count for state, count in found}  # noqa: C416 (Row is not a tuple to mypy)
