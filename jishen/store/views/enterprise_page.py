"""What the enterprise's page shows of one case: nothing of any other case, nothing unmasked."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.store.cases import decision_of, filings_of
from jishen.store.claims import current_claim, declarations_of, files_of, open_not_ours
from jishen.store.tables import (
    Announcement,
    Attachment,
    AwardCase,
    Claim,
    ClaimDeclaration,
    ClaimFile,
    DecisionRecord,
    EnterpriseLink,
    EnterpriseRecord,
    FilingEntry,
    MatchRecord,
    NotOurs,
    Payout,
)


@dataclass(frozen=True, slots=True)
class PageFacts:
    """A case as its enterprise may see it."""

    link: EnterpriseLink
    case: AwardCase
    enterprise: EnterpriseRecord
    announcement: Announcement
    attachment: Attachment
    entries: tuple[FilingEntry, ...]
    """The leading filing first."""
    decision: DecisionRecord | None
    match: MatchRecord | None
    claim: Claim | None
    """The newest version."""
    declared: tuple[ClaimDeclaration, ...]
    files: tuple[ClaimFile, ...]
    not_ours: NotOurs | None
    payout: Payout | None


def page_facts(session: Session, link: EnterpriseLink) -> PageFacts:
    """Return what the page of a link shows."""
    case = session.get_one(AwardCase, link.case_id)
    filings = filings_of(session, case.id)
    leading, attachment = filings[0][1], filings[0][2]
    decision = decision_of(session, case.id)
    claim = current_claim(session, case.id)
    return PageFacts(
        link=link,
        case=case,
        enterprise=session.get_one(EnterpriseRecord, case.uscc),
        announcement=session.get_one(Announcement, attachment.announcement_id),
        attachment=attachment,
        entries=tuple(entry for _, entry, _ in filings),
        decision=decision,
        match=session.scalar(
            select(MatchRecord).where(MatchRecord.entry_id == leading.id, MatchRecord.is_current)
        ),
        claim=claim,
        declared=tuple(declarations_of(session, claim.id)) if claim else (),
        files=tuple(files_of(session, case.id)),
        not_ours=open_not_ours(session, case.id),
        payout=session.get(Payout, case.id),
    )
