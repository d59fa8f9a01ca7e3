"""What must be said of a case, put into the outbox by the act that makes it true."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from jishen.cases import outbox
from jishen.cases.entry_rows import is_read_by_person
from jishen.domain.notices import Audience, NoticeEvent
from jishen.domain.states import CaseState
from jishen.store.entries import MatchedEntry
from jishen.store.tables import AwardCase, EnterpriseRecord


def announce(
    session: Session,
    case: AwardCase,
    enterprise: EnterpriseRecord,
    group: list[MatchedEntry],
    *,
    at: datetime,
    reviewers: Sequence[str],
) -> None:
    """Write what must be said: to the enterprise if the case is open and it can be reached.

    Reviewers hear of new cases in the batch's digest; a case that comes of a later judgement
    (the registry learned the enterprise since) or of a row that a person read is in no digest,
    so they are told of it alone.
    """
    if case.is_backlog:
        return
    if case.state is CaseState.OPENED:
        tell_enterprise(session, case, enterprise, at)
    why = _why_late(group)
    if why:
        tell_reviewers(session, case, reviewers, by="", why=why, at=at)


def _why_late(group: list[MatchedEntry]) -> str:
    """Return why a case comes after its batch's digest, "" when it does not."""
    if any(matched.match.round > 1 for matched in group):
        return "企业名册更新后重新比对，匹配成功"
    if any(is_read_by_person(matched.entry) for matched in group):
        return "清单存疑条目经人工读入后匹配成功"
    return ""


def tell_reviewers(
    session: Session,
    case: AwardCase,
    reviewers: Sequence[str],
    *,
    by: str,
    why: str,
    at: datetime,
) -> None:
    """Tell every reviewers' recipient that this one case waits for them, and why."""
    for recipient in reviewers:
        outbox.put(
            session,
            NoticeEvent.CASE_WAITING,
            Audience.REVIEWERS,
            recipient,
            subject={"case_id": case.id, "by": by, "why": why},
            case_id=case.id,
            at=at,
        )


def tell_enterprise(
    session: Session, case: AwardCase, enterprise: EnterpriseRecord, at: datetime
) -> None:
    """Put the enterprise's alert into the outbox; with no address, a person must call (digest)."""
    if enterprise.contact_email:
        outbox.put(
            session,
            NoticeEvent.FILING_SEEN,
            Audience.ENTERPRISE,
            case.uscc,
            subject={"case_id": case.id},
            case_id=case.id,
            at=at,
        )
