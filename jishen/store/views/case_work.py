"""What enterprise and officers did with a case: claims, corrections, approvals, acts."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from jishen.store.approvals import acts_on, approvals_of
from jishen.store.claims import current_claim, open_not_ours
from jishen.store.corrections import CorrectionAsked, corrections_of
from jishen.store.tables import (
    Approval,
    CaseActRecord,
    Claim,
    NotOurs,
    Payout,
)


@dataclass(frozen=True, slots=True)
class CaseWork:
    """The work on a case so far; each oldest first."""

    claim: Claim | None
    """The version of the claim that holds."""
    corrections: tuple[CorrectionAsked, ...]
    approvals: tuple[Approval, ...]
    acts: tuple[CaseActRecord, ...]
    payout: Payout | None
    not_ours: NotOurs | None
    """The enterprise says that the filing is not its own, and nobody has settled that."""


def case_work(session: Session, case_id: str) -> CaseWork:
    """Return what was done with a case."""
    return CaseWork(
        claim=current_claim(session, case_id),
        corrections=tuple(corrections_of(session, case_id)),
        approvals=tuple(approvals_of(session, case_id)),
        acts=tuple(acts_on(session, case_id)),
        payout=session.get(Payout, case_id),
        not_ours=open_not_ours(session, case_id),
    )
