"""Keeping an enterprise's file before it is part of a claim: bytes first, then the row."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.cases.claim_terms import CLAIMABLE_STATES
from jishen.domain.states import CaseState
from jishen.store.claims import count_uploads
from jishen.store.links import open_link
from jishen.store.raw import RawStore
from jishen.store.session import Store
from jishen.store.tables import AwardCase, ClaimFile

FOLDER = "claims"
"""Where in the data folder enterprises' files are kept: apart from what was published."""
_ROUNDS = 4
"""A form may be filled in so often, with all its files, before a case takes no more."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was looked at and may be kept."""

    token: str
    item: str
    content: bytes
    media_type: str
    file_name: str
    """As it may be shown, see `claim_fields.file_name`."""


class NotKept(StrEnum):
    """Why a file was not kept."""

    NO_LINK = "no_link"
    STATE = "state"
    TOO_MANY = "too_many"


def keep_upload(
    store: Store, folder: RawStore, upload: Upload, *, at: datetime, most_files: int
) -> str | NotKept:
    """Keep a file of a case that can be claimed or corrected now; return the upload's id.

    The same bytes for the same item are kept once: sent again, a form names the first upload.
    """
    with store.reading() as session:
        if open_link(session, upload.token, at) is None:
            return NotKept.NO_LINK
    sha256 = folder.keep(upload.content)
    folder.path_of(sha256).touch()  # bytes of the last day are not removed as unneeded
    with store.act("claim_upload") as session:
        link = open_link(session, upload.token, at)
        if link is None:
            return NotKept.NO_LINK
        case = session.scalars(
            select(AwardCase).where(AwardCase.id == link.case_id).with_for_update()
        ).one()
        if case.state not in CLAIMABLE_STATES | {CaseState.CORRECTION_REQUESTED}:
            return NotKept.STATE
        known = _kept_before(session, case.id, upload.item, sha256)
        if known is not None:
            return known
        if count_uploads(session, case.id) >= _ROUNDS * most_files:
            return NotKept.TOO_MANY
        file = ClaimFile(
            id=str(uuid.uuid4()),
            case_id=case.id,
            link_id=link.id,
            item=upload.item,
            sha256=sha256,
            size_bytes=len(upload.content),
            media_type=upload.media_type,
            file_name=upload.file_name,
            uploaded_at=at,
        )
        session.add(file)
        return file.id


def _kept_before(session: Session, case_id: str, item: str, sha256: str) -> str | None:
    """Return the upload that has the same bytes for the same item already."""
    return session.scalar(
        select(ClaimFile.id).where(
            ClaimFile.case_id == case_id,
            ClaimFile.item == item,
            ClaimFile.sha256 == sha256,
            ClaimFile.claim_id.is_(None),
        )
    )
