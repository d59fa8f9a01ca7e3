"""What enterprise and officers did with a case: claims, corrections, approvals, acts."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from jishen.store.approvals import acts_on, approvals_of
from jishen.store.claims import answers_of, claims_of, declarations_of, files_of, open_not_ours
from jishen.store.corrections import CorrectionAsked, corrections_of
from jishen.store.tables import (
    Approval,
    CaseActRecord,
    Claim,
    ClaimAnswer,
    ClaimDeclaration,
    ClaimFile,
    NotOurs,
    Payout,
)


@dataclass(frozen=True, slots=True)
class CaseWork:
    """The work on a case so far; each oldest first."""

    claims: tuple[Claim, ...]
    declarations: tuple[ClaimDeclaration, ...]
    """Of the newest claim."""
    answers: tuple[ClaimAnswer, ...]
    files: tuple[ClaimFile, ...]
    corrections: tuple[CorrectionAsked, ...]
    approvals: tuple[Approval, ...]
    acts: tuple[CaseActRecord, ...]
    payout: Payout | None
    not_ours: NotOurs | None
    """The enterprise says that the filing is not its own, and nobody has settled that."""

    @property
    def claim(self) -> Claim | None:
        """The version of the claim that holds."""
        return self.claims[-1] if self.claims else None


def case_work(session: Session, case_id: str) -> CaseWork:
    """Return what was done with a case."""
    claims = claims_of(session, case_id)
    newest = claims[-1].id if claims else ""
    return CaseWork(
        claims=tuple(claims),
        declarations=tuple(declarations_of(session, newest)),
        answers=tuple(answers_of(session, newest)),
        files=tuple(files_of(session, case_id)),
        corrections=tuple(corrections_of(session, case_id)),
        approvals=tuple(approvals_of(session, case_id)),
        acts=tuple(acts_on(session, case_id)),
        payout=session.get(Payout, case_id),
        not_ours=open_not_ours(session, case_id),
    )
