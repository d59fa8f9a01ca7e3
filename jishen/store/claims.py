"""Claims, their files and declarations, and what stands in the way of one."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jishen.domain.claims import CorrectionItem
from jishen.store.corrections import open_correction
from jishen.store.tables import (
    Claim,
    ClaimAnswer,
    ClaimDeclaration,
    ClaimFile,
    NotOurs,
)


def current_claim(session: Session, case_id: str) -> Claim | None:
    """Return the newest version of what was claimed in a case."""
    return session.scalar(
        select(Claim).where(Claim.case_id == case_id).order_by(Claim.version.desc()).limit(1)
    )


def claims_of(session: Session, case_id: str) -> list[Claim]:
    """Return every version of a case's claim, oldest first."""
    return list(
        session.scalars(select(Claim).where(Claim.case_id == case_id).order_by(Claim.version))
    )


def claim_by_action(session: Session, action_key: str) -> Claim | None:
    """Return the claim that a form with this key made."""
    return session.scalar(select(Claim).where(Claim.action_key == action_key))


def declarations_of(session: Session, claim_id: str) -> list[ClaimDeclaration]:
    """Return a claim's answers, by key."""
    return list(
        session.scalars(
            select(ClaimDeclaration)
            .where(ClaimDeclaration.claim_id == claim_id)
            .order_by(ClaimDeclaration.key)
        )
    )


def answers_of(session: Session, claim_id: str) -> list[ClaimAnswer]:
    """Return what a claim says to the items of a request for correction."""
    return list(
        session.scalars(
            select(ClaimAnswer).where(ClaimAnswer.claim_id == claim_id).order_by(ClaimAnswer.item)
        )
    )


def files_of(session: Session, case_id: str) -> list[ClaimFile]:
    """Return the files of a case's claim, in the order they came."""
    return list(
        session.scalars(
            select(ClaimFile)
            .where(ClaimFile.case_id == case_id, ClaimFile.claim_id.is_not(None))
            .order_by(ClaimFile.uploaded_at, ClaimFile.id)
        )
    )


def uploads_of(session: Session, case_id: str, ids: Sequence[str]) -> list[ClaimFile]:
    """Return those of these uploads that are this case's and in no claim yet."""
    if not ids:
        return []
    return list(
        session.scalars(
            select(ClaimFile)
            .where(
                ClaimFile.id.in_(ids), ClaimFile.case_id == case_id, ClaimFile.claim_id.is_(None)
            )
            .order_by(ClaimFile.uploaded_at, ClaimFile.id)
        )
    )


def count_uploads(session: Session, case_id: str) -> int:
    """Return how many files of a case wait for a claim."""
    query = select(func.count()).where(ClaimFile.case_id == case_id, ClaimFile.claim_id.is_(None))
    return session.scalar(query) or 0


def correction_items(session: Session, case_id: str) -> list[CorrectionItem]:
    """Return the items of the case's open request for correction, in its order."""
    asked = open_correction(session, case_id)
    items = asked.items if asked else ()
    return [CorrectionItem(item.code, item.words, item.about) for item in items]


def claim_digest(session: Session, case_id: str) -> str:
    """Return the digest of what is claimed in a case, empty when nothing is: part of evidence."""
    claim = current_claim(session, case_id)
    return claim.content_sha256 if claim else ""


def open_not_ours(session: Session, case_id: str) -> NotOurs | None:
    """Return what says that a case is not the enterprise's, unless a person has settled it."""
    return session.scalar(
        select(NotOurs).where(NotOurs.case_id == case_id, NotOurs.settled_at.is_(None))
    )
