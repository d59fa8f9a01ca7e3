"""Recording a reading: its doubts, then its rows, whoever brought the bytes."""

from datetime import datetime

from sqlalchemy.orm import Session

from jishen.cases.doubts import record_doubts
from jishen.cases.recording import Recorded, record_rows
from jishen.cases.repeats import without_contradictions
from jishen.domain.filings import AttachmentReading
from jishen.store.audit import Actor
from jishen.store.tables import Attachment


def record_reading(  # noqa: PLR0913 (a version, when it came, and who took it)
    session: Session,
    attachment: Attachment,
    reading: AttachmentReading,
    *,
    sha256: str,
    at: datetime,
    actor: Actor,
    is_confirmed: bool = False,
) -> Recorded:
    """Record what one version of an attachment says, in the caller's transaction.

    Rows whose number another filer's row bore in an earlier list are doubts, not entries.

    Raises:
        HalfGone: as `record_rows` does; nothing is changed then.
    """
    rows, contradicted = without_contradictions(session, attachment, reading.rows)
    doubts = (*reading.doubts, *contradicted)
    record_doubts(session, attachment, doubts, sha256=sha256, at=at, actor=actor)
    return record_rows(
        session,
        attachment,
        rows,
        sha256=sha256,
        at=at,
        actor=actor,
        is_confirmed=is_confirmed,
    )
