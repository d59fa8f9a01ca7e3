"""The claim of a case as its reviewers see it: every version, its answers, files, what waits."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.store.cases import case_by_number
from jishen.store.claims import answers_of, claims_of, declarations_of, files_of, open_not_ours
from jishen.store.tables import (
    AwardCase,
    Claim,
    ClaimAnswer,
    ClaimDeclaration,
    ClaimFile,
    CorrectionItem,
    CorrectionRequest,
    EnterpriseRecord,
    NotOurs,
)


@dataclass(frozen=True, slots=True)
class AnsweredItem:
    """An item that was to be corrected, with what the enterprise said to it."""

    item: CorrectionItem
    answer: ClaimAnswer | None


@dataclass(frozen=True, slots=True)
class ClaimView:
    """What an enterprise claimed."""

    case: AwardCase
    enterprise: EnterpriseRecord
    claims: tuple[Claim, ...]
    """Every version, oldest first."""
    declared: tuple[ClaimDeclaration, ...]
    """Of the newest version."""
    corrections: tuple[AnsweredItem, ...]
    files: tuple[ClaimFile, ...]
    not_ours: NotOurs | None


def claim_view(session: Session, case_number: str) -> ClaimView | None:
    """Return the claim of the case with this number, None when there is no such case."""
    case = case_by_number(session, case_number)
    if case is None:
        return None
    claims = claims_of(session, case.id)
    said = {answer.item: answer for claim in claims for answer in answers_of(session, claim.id)}
    items = session.scalars(
        select(CorrectionItem)
        .join(CorrectionRequest, CorrectionRequest.id == CorrectionItem.request_id)
        .where(CorrectionRequest.case_id == case.id)
        .order_by(CorrectionRequest.round, CorrectionItem.code)
    )
    return ClaimView(
        case=case,
        enterprise=session.get_one(EnterpriseRecord, case.uscc),
        claims=tuple(claims),
        declared=tuple(declarations_of(session, claims[-1].id)) if claims else (),
        corrections=tuple(AnsweredItem(item, said.get(item.code)) for item in items),
        files=tuple(files_of(session, case.id)),
        not_ours=open_not_ours(session, case.id),
    )
