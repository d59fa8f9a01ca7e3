"""The case file: everything that one case rests on, for one page."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.store.audit import trail_of
from jishen.store.cases import decision_of, filings_of
from jishen.store.tables import (
    Announcement,
    Attachment,
    AuditEntry,
    AwardCase,
    CaseFiling,
    DecisionRecord,
    EnterpriseName,
    EnterpriseRecord,
    EntryVersion,
    Fetch,
    FilingEntry,
    MatchRecord,
)
from jishen.store.views.notices import NoticeRow, notices_of_case


@dataclass(frozen=True, slots=True)
class Filing:
    """A filing that stands as evidence, with its list and its current judgement."""

    link: CaseFiling
    entry: FilingEntry
    attachment: Attachment
    match: MatchRecord | None


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case with its evidence; `filings` has the leading one first."""

    case: AwardCase
    enterprise: EnterpriseRecord
    former_names: tuple[EnterpriseName, ...]
    announcement: Announcement
    filings: tuple[Filing, ...]
    versions: tuple[EntryVersion, ...]
    """Every content of the leading filing's row, oldest first."""
    page_fetch: Fetch | None
    """The answer that brought the announcement page's bytes."""
    attachment_fetch: Fetch | None
    """The answer that brought the bytes which the row's content was read from."""
    decision: DecisionRecord | None
    decided_match: MatchRecord | None
    """The judgement the decision rests on; a later round may have replaced it."""
    other_cases: tuple[AwardCase, ...]
    notices: tuple[NoticeRow, ...]
    trail: tuple[AuditEntry, ...]

    @property
    def leading(self) -> Filing:
        """The filing the case was opened on."""
        return self.filings[0]


def case_file(session: Session, case_number: str) -> CaseFile | None:
    """Return the file of the case with this number, None when there is no such case."""
    found = session.execute(
        select(AwardCase, EnterpriseRecord, Announcement)
        .join(EnterpriseRecord, EnterpriseRecord.uscc == AwardCase.uscc)
        .join(FilingEntry, FilingEntry.id == AwardCase.entry_id)
        .join(Attachment, Attachment.id == FilingEntry.attachment_id)
        .join(Announcement, Announcement.id == Attachment.announcement_id)
        .where(AwardCase.case_number == case_number)
    ).first()
    if found is None:
        return None
    case, enterprise, announcement = found
    decision = decision_of(session, case.id)
    filings = _filings(session, case)
    fetches = _fetches(session, announcement, filings[0].entry)
    return CaseFile(
        case=case,
        enterprise=enterprise,
        former_names=_former_names(session, case.uscc),
        announcement=announcement,
        filings=filings,
        versions=_versions(session, case.entry_id),
        page_fetch=fetches.get(announcement.page_sha256 or ""),
        attachment_fetch=fetches.get(filings[0].entry.attachment_sha256),
        decision=decision,
        decided_match=session.get(MatchRecord, decision.match_id) if decision else None,
        other_cases=_other_cases(session, case),
        notices=notices_of_case(session, case.id),
        trail=tuple(trail_of(session, case.id)),
    )


def _filings(session: Session, case: AwardCase) -> tuple[Filing, ...]:
    found = filings_of(session, case.id)
    judged = _judgements(session, [entry.id for _, entry, _ in found])
    return tuple(
        Filing(link, entry, attachment, judged.get(entry.id)) for link, entry, attachment in found
    )


def _judgements(session: Session, entry_ids: Sequence[str]) -> dict[str, MatchRecord]:
    found = session.scalars(
        select(MatchRecord).where(MatchRecord.entry_id.in_(entry_ids), MatchRecord.is_current)
    )
    return {match.entry_id: match for match in found}


def _former_names(session: Session, uscc: str) -> tuple[EnterpriseName, ...]:
    return tuple(
        session.scalars(
            select(EnterpriseName)
            .where(EnterpriseName.uscc == uscc, EnterpriseName.is_former)
            .order_by(EnterpriseName.until.desc(), EnterpriseName.id)
        )
    )


def _versions(session: Session, entry_id: str) -> tuple[EntryVersion, ...]:
    return tuple(
        session.scalars(
            select(EntryVersion)
            .where(EntryVersion.entry_id == entry_id)
            .order_by(EntryVersion.version)
        )
    )


def _fetches(session: Session, announcement: Announcement, entry: FilingEntry) -> dict[str, Fetch]:
    """Return the answers that first brought the page's and the attachment's bytes, by digest."""
    digests = [digest for digest in (announcement.page_sha256, entry.attachment_sha256) if digest]
    found = session.scalars(
        select(Fetch)
        .where(Fetch.sha256.in_(digests), Fetch.source_key == announcement.source_key)
        .order_by(Fetch.id.desc())
    )
    return {fetch.sha256: fetch for fetch in found if fetch.sha256}


def _other_cases(session: Session, case: AwardCase) -> tuple[AwardCase, ...]:
    return tuple(
        session.scalars(
            select(AwardCase)
            .where(AwardCase.uscc == case.uscc, AwardCase.id != case.id)
            .order_by(AwardCase.case_number)
        )
    )
