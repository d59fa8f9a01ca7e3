"""The reviewers' digest of a batch: due once every entry of the batch is judged and decided."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.cases import outbox
from jishen.domain.matches import Verdict
from jishen.domain.notices import Audience, NoticeEvent
from jishen.store import audit
from jishen.store.audit import Actor
from jishen.store.session import Store
from jishen.store.tables import AttachmentVersion, FilingEntry, MatchRecord


@dataclass(frozen=True, slots=True)
class DueDigest:
    """One version of an attachment that reviewers have not been told of."""

    attachment_id: str
    sha256: str


def due_digests(store: Store) -> list[DueDigest]:
    """Return the versions whose entries are all judged and decided and that wait to be told."""
    with store.reading() as session:
        waiting = session.scalars(
            select(AttachmentVersion)
            .where(AttachmentVersion.digest_due)
            .order_by(AttachmentVersion.read_at, AttachmentVersion.attachment_id)
        )
        return [
            DueDigest(version.attachment_id, version.sha256)
            for version in waiting
            if not _has_open_work(session, version.attachment_id)
        ]


def put_digest(
    store: Store, due: DueDigest, *, at: datetime, actor: Actor, reviewers: tuple[str, ...]
) -> int:
    """Put the digest into the outbox for every reviewer's recipient; return how many."""
    with store.act("digest") as session:
        version = session.get_one(
            AttachmentVersion, (due.attachment_id, due.sha256), with_for_update=True
        )
        if not version.digest_due:
            return 0
        version.digest_due = False
        for recipient in reviewers:
            outbox.put(
                session,
                NoticeEvent.BATCH_DIGEST,
                Audience.REVIEWERS,
                recipient,
                subject={
                    "attachment_id": due.attachment_id,
                    "sha256": due.sha256,
                    # A list can go back to bytes that were told before: that is news again.
                    "read_at": version.read_at.isoformat(),
                },
                at=at,
            )
        audit.append(
            session,
            at=at,
            actor=actor,
            event="digest.written",
            evidence_sha256=due.sha256,
            body={"attachment_id": due.attachment_id, "recipients": len(reviewers)},
        )
        return len(reviewers)


def _has_open_work(session: Session, attachment_id: str) -> bool:
    unjudged = select(FilingEntry.id).where(
        FilingEntry.attachment_id == attachment_id, FilingEntry.needs_match
    )
    undecided = (
        select(FilingEntry.id)
        .join(MatchRecord, MatchRecord.entry_id == FilingEntry.id)
        .where(
            FilingEntry.attachment_id == attachment_id,
            MatchRecord.is_current,
            MatchRecord.verdict == Verdict.POSITIVE,
            MatchRecord.is_settled.is_(False),
        )
    )
    return any(session.scalar(query.limit(1)) is not None for query in (unjudged, undecided))
