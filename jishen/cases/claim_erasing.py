"""Erasing personal data of claims: what is due, then the act; digests stay, evidence stays whole.

A claim's account and contact, and its files, go when its case has ended so long ago as the settings
say. Files that were handed in and never submitted go after a day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jishen.domain.states import CLOSED_WITHOUT_AWARD, CaseState
from jishen.store import audit
from jishen.store.audit import Actor
from jishen.store.raw import RawStore
from jishen.store.session import Store
from jishen.store.tables import AuditEntry, AwardCase, Claim, ClaimFile

ENDED_STATES = CLOSED_WITHOUT_AWARD | {CaseState.ARCHIVED}
"""A paid case ends when it is archived; one that is claimed back has not ended."""
UNUSED_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Erasing:
    """Who erases, when, and what has ended so long ago that it is due."""

    by: str
    at: datetime
    keep_for: timedelta


@dataclass(frozen=True, slots=True)
class Due:
    """A case whose claim is due, and how much there is of it."""

    case_id: str
    case_number: str
    ended_at: datetime
    claims: int
    files: int


def due_claims(session: Session, erasing: Erasing) -> list[Due]:
    """Return the cases whose personal data is due, the one that ended first before the others."""
    ended = (
        select(AuditEntry.case_id, func.max(AuditEntry.at).label("at"))
        .group_by(AuditEntry.case_id)
        .subquery()
    )
    found = session.execute(
        select(AwardCase, ended.c.at, func.count(Claim.id))
        .join(ended, ended.c.case_id == AwardCase.id)
        .join(Claim, Claim.case_id == AwardCase.id)
        .where(AwardCase.state.in_(ENDED_STATES), Claim.erased_at.is_(None))
        .where(ended.c.at <= erasing.at - erasing.keep_for)
        .group_by(AwardCase.id, ended.c.at)
        .order_by(ended.c.at, AwardCase.case_number)
    )
    return [
        Due(case.id, case.case_number, at, claims, len(_files(session, case.id)))
        for case, at, claims in found
    ]


def unused_files(session: Session, at: datetime) -> list[ClaimFile]:
    """Return files that were handed in over a day ago and are in no claim."""
    return list(
        session.scalars(
            select(ClaimFile).where(
                ClaimFile.claim_id.is_(None), ClaimFile.uploaded_at <= at - UNUSED_AFTER
            )
        )
    )


def erase(store: Store, folder: RawStore, erasing: Erasing) -> list[Due]:
    """Erase what is due, each case in one transaction; then the bytes that no row needs any more.

    The last act on a case counts as its end. It can be broken off and run again.
    """
    with store.reading() as session:
        due = due_claims(session, erasing)
    for one in due:
        with store.act("claim_upkeep") as session:
            _erase_case(session, one, erasing)
    with store.act("claim_upkeep") as session:
        for file in unused_files(session, erasing.at):
            session.delete(file)
    _remove_bytes(store, folder, erasing.at)
    return due


def _erase_case(session: Session, due: Due, erasing: Erasing) -> None:
    claims = session.scalars(
        select(Claim)
        .where(Claim.case_id == due.case_id, Claim.erased_at.is_(None))
        .with_for_update()
    ).all()
    for claim in claims:
        claim.payee_sealed = claim.contact_sealed = claim.key_id = None
        claim.payee_masked = claim.contact_masked = ""
        claim.erased_at = erasing.at
    for file in _files(session, due.case_id):
        file.file_name, file.erased_at = "", erasing.at
    audit.append(
        session,
        at=erasing.at,
        actor=Actor(erasing.by, is_person=True),
        event="claim.erased",
        case_id=due.case_id,
        body={"claims": [claim.id for claim in claims], "files": due.files},
    )


def _files(session: Session, case_id: str) -> Sequence[ClaimFile]:
    return session.scalars(
        select(ClaimFile).where(ClaimFile.case_id == case_id, ClaimFile.erased_at.is_(None))
    ).all()


def _remove_bytes(store: Store, folder: RawStore, at: datetime) -> None:
    """Remove the bytes that no file needs, also those that a death left behind.

    Those of the last day stay: their row may be about to be written.
    """
    before = (at - UNUSED_AFTER).timestamp()
    with store.reading() as session:
        needed = set(session.scalars(select(ClaimFile.sha256).where(ClaimFile.erased_at.is_(None))))
    for path in sorted(folder.folder.glob("??/*")):
        is_needed = path.name.partition(".")[0] in needed
        if not is_needed and path.stat().st_mtime <= before:
            path.unlink(missing_ok=True)
