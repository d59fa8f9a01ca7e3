"""Cases, their filings and decisions, and the ledger sums a decision needs."""

from dataclasses import dataclass

from sqlalchemy import Integer, Select, bindparam, func, select, text
from sqlalchemy.orm import Session

from jishen.domain.states import CaseState
from jishen.store.tables import (
    Attachment,
    AwardCase,
    CaseFiling,
    DecisionRecord,
    EnterpriseRecord,
    FilingEntry,
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
    number: int = session.connection().execute(_NEXT_NUMBER, {"name": name}).scalar_one()
    return number


def filings_in_cases(session: Session, keys: set[str], clause: str, uscc: str) -> set[str]:
    """Return which of these filings already stand in a case of this enterprise and clause."""
    known = {"keys": list(keys), "clause": clause, "uscc": uscc}
    return set(session.connection().scalars(_FILINGS_IN_CASES, known))


_FILINGS_IN_CASES = select(CaseFiling.filing_key).where(
    CaseFiling.filing_key.in_(bindparam("keys", expanding=True)),
    CaseFiling.clause == bindparam("clause"),
    CaseFiling.uscc == bindparam("uscc"),
)


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


def cases_of_entries(session: Session, entry_ids: Select[tuple[str]]) -> list[CaseRow]:
    """Return the cases in which these entries (a query) are evidence, each once, by number."""
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
