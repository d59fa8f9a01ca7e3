"""Judgements that wait for a person: unsure matches, and leads nobody in the registry answers."""

from dataclasses import dataclass

from sqlalchemy import ColumnExpressionArgument, func, select
from sqlalchemy.orm import Session

from jishen.domain.matches import Verdict
from jishen.store.tables import Attachment, EnterpriseRecord, FilingEntry, MatchRecord
from jishen.store.views.shared import Listed, Window


@dataclass(frozen=True, slots=True)
class Judgement:
    """A current judgement with its entry, its list, and the enterprise that stands out, if any."""

    match: MatchRecord
    entry: FilingEntry
    attachment: Attachment
    enterprise: EnterpriseRecord | None


def unsure_judgements(session: Session, window: Window) -> Listed[Judgement]:
    """Return what the matcher left to a person, newest announcement first."""
    return _judgements(session, window, MatchRecord.verdict == Verdict.UNSURE)


def leads(session: Session, window: Window) -> Listed[Judgement]:
    """Return the filings with the district's code that nobody in the registry made."""
    return _judgements(session, window, MatchRecord.is_lead)


def _judgements(
    session: Session, window: Window, wanted: ColumnExpressionArgument[bool]
) -> Listed[Judgement]:
    found = session.execute(
        select(MatchRecord, FilingEntry, Attachment, EnterpriseRecord)
        .join(FilingEntry, FilingEntry.id == MatchRecord.entry_id)
        .join(Attachment, Attachment.id == FilingEntry.attachment_id)
        .outerjoin(EnterpriseRecord, EnterpriseRecord.uscc == MatchRecord.uscc)
        .where(MatchRecord.is_current, wanted)
        .order_by(Attachment.announced_on.desc(), FilingEntry.row_number, FilingEntry.id)
        .limit(window.size)
        .offset(window.offset)
    )
    rows = tuple(Judgement(*row) for row in found)
    total = session.scalar(select(func.count(MatchRecord.id)).where(MatchRecord.is_current, wanted))
    return Listed(rows, total or 0, window)
