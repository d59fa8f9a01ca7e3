"""The whole filing history of a filer, beyond what its present name is found under."""

from collections.abc import Iterable

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from jishen.domain.filing_numbers import ALGORITHM_NUMBER_DIGITS, parse_algorithm_number
from jishen.domain.matches import Verdict
from jishen.store.entries import KnownFiling
from jishen.store.tables import Attachment, FilingEntry, MatchRecord


def filings_of_same_filer_code(session: Session, numbers: Iterable[str]) -> list[KnownFiling]:
    """Return filings whose number bears the filer code of one of these numbers, oldest first.

    The code stays over renames and moves. What is judged to be an enterprise's is left out: that
    is in `filings_of_enterprise`, or somebody else's.
    """
    parsed = (parse_algorithm_number(number) for number in numbers)
    codes = sorted({number.filer_code for number in parsed if number})
    if not codes:
        return []
    return [
        KnownFiling(*row) for row in session.connection().execute(_OF_FILER_CODES, {"codes": codes})
    ]


# In a key of 21 digits the division comes first (6), then the filer code (7).
_OF_FILER_CODES = (
    select(
        FilingEntry.list_kind,
        FilingEntry.filing_key,
        FilingEntry.filing_number,
        Attachment.announced_on,
        MatchRecord.is_settled,
        FilingEntry.title,
    )
    .join(Attachment, Attachment.id == FilingEntry.attachment_id)
    .outerjoin(
        MatchRecord, (MatchRecord.entry_id == FilingEntry.id) & MatchRecord.is_current.is_(True)
    )
    .where(
        func.length(FilingEntry.filing_key) == ALGORITHM_NUMBER_DIGITS,
        func.substr(FilingEntry.filing_key, 7, 7).in_(bindparam("codes", expanding=True)),
        FilingEntry.repeats_entry_id.is_(None),  # the filing is here once, as first printed
        or_(MatchRecord.id.is_(None), MatchRecord.verdict != Verdict.POSITIVE),
    )
    .order_by(Attachment.announced_on, FilingEntry.list_kind, FilingEntry.row_number)
)
