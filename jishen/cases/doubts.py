"""Doubts: what was published and could not be read as rows waits here for a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.domain.announcements import AnnouncementLink
from jishen.domain.filings import RowDoubt
from jishen.store import audit
from jishen.store.announcements import derived_id
from jishen.store.audit import Actor
from jishen.store.looking import FetchFacts
from jishen.store.tables import Attachment, ReadingDoubt
from jishen.store.tables.base import JsonValue, canonical_json

UNKNOWN_ANNOUNCEMENT = "标题疑似备案公告，但不属于任何已知清单，是否应纳入须人工判断"


@dataclass(frozen=True, slots=True)
class Doubted:
    """What a reading's doubts came to: raised for the first time, raised no more."""

    raised: int = 0
    gone: int = 0


def record_doubts(
    session: Session,
    attachment: Attachment,
    doubts: Sequence[RowDoubt],
    *,
    sha256: str,
    at: datetime,
    actor: Actor,
) -> Doubted:
    """Record the doubts of one version of an attachment in the caller's transaction.

    A doubt is the same while its cells and reason are: a later version does not raise it again.
    """
    known = {
        doubt.id: doubt
        for doubt in session.scalars(
            select(ReadingDoubt).where(ReadingDoubt.attachment_id == attachment.id)
        )
    }
    seen = {_id_of(attachment, doubt): doubt for doubt in doubts}
    for doubt_id, doubt in seen.items():
        row = known.get(doubt_id) or _new_doubt(attachment, doubt_id, doubt, at)
        row.sha256, row.place, row.page_number = sha256, doubt.place, doubt.page_number
        row.header = list(doubt.header)
        row.gone_at = None
        session.add(row)
    gone = [row for row in known.values() if row.id not in seen and row.gone_at is None]
    for row in gone:
        row.gone_at = at
    doubted = Doubted(len(seen.keys() - known.keys()), len(gone))
    if doubted != Doubted():
        _audit(session, attachment, doubted, sha256=sha256, at=at, actor=actor)
    return doubted


def _audit(
    session: Session,
    attachment: Attachment,
    doubted: Doubted,
    *,
    sha256: str,
    at: datetime,
    actor: Actor,
) -> None:
    body: dict[str, JsonValue] = {"attachment_id": attachment.id, "label": attachment.label}
    audit.append(
        session,
        at=at,
        actor=actor,
        event="doubts.raised",
        evidence_sha256=sha256,
        body=body | {"raised": doubted.raised, "gone": doubted.gone},
    )


def doubt_announcement(
    session: Session, source_key: str, link: AnnouncementLink, facts: FetchFacts, actor: Actor
) -> bool:
    """Record that nobody here knows whether an announcement carries a list; tell whether new."""
    doubt_id = derived_id(link.url, UNKNOWN_ANNOUNCEMENT)  # one index or several: one doubt
    if session.get(ReadingDoubt, doubt_id) is not None:
        return False
    session.add(
        ReadingDoubt(
            id=doubt_id,
            source_key=source_key,
            url=link.url,
            label=link.title,
            sha256=facts.sha256,
            place="公告标题",
            cells=[link.title],
            reason=UNKNOWN_ANNOUNCEMENT,
            seen_at=facts.at,
        )
    )
    audit.append(
        session,
        at=facts.at,
        actor=actor,
        event="doubts.raised",
        evidence_sha256=facts.sha256,
        body={"source": source_key, "url": link.url, "title": link.title},
    )
    return True


def _id_of(attachment: Attachment, doubt: RowDoubt) -> str:
    return derived_id(attachment.id, canonical_json(list(doubt.cells)), doubt.reason)


def _new_doubt(
    attachment: Attachment, doubt_id: str, doubt: RowDoubt, at: datetime
) -> ReadingDoubt:
    return ReadingDoubt(
        id=doubt_id,
        source_key=attachment.source_key,
        attachment_id=attachment.id,
        url=attachment.url,
        label=attachment.label,
        cells=list(doubt.cells),
        reason=doubt.reason,
        seen_at=at,
    )
