"""Cancelled filings (注销): which, and since when."""

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from jishen.domain.filings import AWARD_LISTS, ListKind
from jishen.matching.remarks import read_remarks
from jishen.store.tables import Attachment, EntryVersion, FilingEntry

SHANGHAI = ZoneInfo("Asia/Shanghai")
_CHUNK = 400  # SQLite's variable limit is 999 in old builds


def cancelled_filings(session: Session, filing_keys: Iterable[str]) -> dict[str, date]:
    """Return, of these filings, those that a list says are cancelled, with the first day it did.

    The cancellation list counts from the day it was announced; a remark in the filing's own row
    (已注销) from the day of the announcement when it came with it, else from the day it was seen.
    """
    wanted = sorted({key for key in filing_keys if key})
    found: dict[str, date] = {}
    connection = session.connection()
    for start in range(0, len(wanted), _CHUNK):
        for row in connection.execute(_TOLD, {"keys": wanted[start : start + _CHUNK]}):
            listed = row.list_kind is ListKind.CANCELLATION
            if not listed and not read_remarks(row.remarks).is_cancelled:
                continue
            seen = row.recorded_at.astimezone(SHANGHAI).date()
            day = row.announced_on if listed or row.version == 1 else seen
            found[row.filing_key] = min(day, found.get(row.filing_key, day))
    return found


# Built once: every case that is opened asks. A remark is read only when it may tell an end.
_TOLD = (
    select(
        FilingEntry.filing_key,
        FilingEntry.list_kind,
        FilingEntry.remarks,
        FilingEntry.version,
        Attachment.announced_on,
        EntryVersion.recorded_at,
    )
    .join(Attachment, Attachment.id == FilingEntry.attachment_id)
    .join(
        EntryVersion,
        (EntryVersion.entry_id == FilingEntry.id) & (EntryVersion.version == FilingEntry.version),
    )
    .where(
        FilingEntry.filing_key.in_(bindparam("keys", expanding=True)),
        or_(
            FilingEntry.list_kind == ListKind.CANCELLATION,
            FilingEntry.list_kind.in_(AWARD_LISTS)
            & or_(FilingEntry.remarks.like("%销%"), FilingEntry.remarks.like("%撤%")),
        ),
    )
)
