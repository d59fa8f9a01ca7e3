"""Telling operators that unattended work went wrong, and that it went well again.

For work that is not a look at a source (alarms.py has those): a registry import, the opening of
cases. What it refuses or cannot do must reach a person all the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.cases import outbox
from jishen.domain.notices import Audience, NoticeEvent
from jishen.store.session import Store
from jishen.store.tables import OutboxMessage
from jishen.store.tables.base import JsonValue

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong; no path and no personal data, the text is sent."""

    work: str
    """Which work: stands where the key of a watched source stands in other alarms."""
    subject: str
    """The file or thing it went wrong with, may be empty."""
    verdict: str
    """A key of `FAULT_NAMES`."""
    detail: str
    remedy: str
    mark: str = ""
    """What makes it another trouble, to be told at once; empty: its detail does."""


def tell_trouble(
    store: Store,
    operators: Sequence[str],
    trouble: Trouble,
    at: datetime,
    audience: Audience = Audience.OPERATORS,
) -> None:
    """Put the alarm into the outbox; the same trouble is told once a day.

    Another audience is told where no operator can be reached.
    """
    with store.act("health") as session:
        put_trouble(session, operators, trouble, at, audience)


def put_trouble(
    session: Session,
    operators: Sequence[str],
    trouble: Trouble,
    at: datetime,
    audience: Audience = Audience.OPERATORS,
) -> None:
    """Put the alarm into the outbox in the transaction of the act it tells of."""
    for recipient in operators:
        last = _last_told(session, trouble.work, audience, recipient)
        if last is None or not (_is_same(last, trouble, at) or _is_seen_to(last, trouble)):
            since = _since(last) or at.isoformat()
            subject = _subject(trouble, since, at)
            _put(session, NoticeEvent.SOURCE_FAULT, (audience, recipient), subject, at)


def tell_once(store: Store, operators: Sequence[str], trouble: Trouble, at: datetime) -> None:
    """Put a trouble into the outbox unless this very one is what was told last: for hints."""
    with store.act("health") as session:
        for recipient in operators:
            last = _last_told(session, trouble.work, Audience.OPERATORS, recipient)
            if not _since(last) or last is None or _facts(last)["detail"] != trouble.detail:
                since = _since(last) or at.isoformat()
                subject = _subject(trouble, since, at)
                to = (Audience.OPERATORS, recipient)
                _put(session, NoticeEvent.SOURCE_FAULT, to, subject, at)


def tell_recovery(
    store: Store,
    operators: Sequence[str],
    work: str,
    at: datetime,
    audience: Audience = Audience.OPERATORS,
) -> None:
    """Put the all-clear into the outbox for everybody whose last news was trouble."""
    with store.act("health") as session:
        put_recovery(session, operators, work, at, audience)


def put_recovery(
    session: Session,
    operators: Sequence[str],
    work: str,
    at: datetime,
    audience: Audience = Audience.OPERATORS,
) -> None:
    """Put the all-clear into the outbox in the transaction of the act it tells of."""
    for recipient in operators:
        last = _last_told(session, work, audience, recipient)
        if last is not None and _since(last):
            subject = {**_facts(last), "at": at.isoformat()}
            _put(session, NoticeEvent.SOURCE_RECOVERED, (audience, recipient), subject, at)


def _last_told(
    session: Session, work: str, audience: Audience, recipient: str
) -> OutboxMessage | None:
    return session.scalar(
        select(OutboxMessage)
        .where(
            OutboxMessage.source_key == work,
            OutboxMessage.audience == audience,
            OutboxMessage.recipient == recipient,
        )
        .order_by(OutboxMessage.created_at.desc(), OutboxMessage.event)
        .limit(1)
    )


def _facts(message: OutboxMessage) -> dict[str, JsonValue]:
    return message.subject if isinstance(message.subject, dict) else {}


def _since(last: OutboxMessage | None) -> str | None:
    """Return since when the trouble lasts, None when the last news was good or there is none."""
    if last is None or last.event is not NoticeEvent.SOURCE_FAULT:
        return None
    return str(_facts(last)["since"])


def _is_same(last: OutboxMessage, trouble: Trouble, at: datetime) -> bool:
    told_on = last.created_at.astimezone(SHANGHAI).date()
    return (
        last.event is NoticeEvent.SOURCE_FAULT
        and _mark(_facts(last)) == (trouble.mark or trouble.detail)
        and told_on == at.astimezone(SHANGHAI).date()
    )


def _is_seen_to(last: OutboxMessage, trouble: Trouble) -> bool:
    """Tell whether somebody sees to just this: it is not told again each day."""
    return (
        last.event is NoticeEvent.SOURCE_FAULT
        and last.acknowledged_at is not None
        and _mark(_facts(last)) == (trouble.mark or trouble.detail)
    )


def _mark(facts: dict[str, JsonValue]) -> str:
    return str(facts.get("mark") or facts["detail"])


def _subject(trouble: Trouble, since: str, at: datetime) -> dict[str, JsonValue]:
    marked: dict[str, JsonValue] = {"mark": trouble.mark} if trouble.mark else {}
    return marked | {
        "source_key": trouble.work,
        "url": trouble.subject,
        "verdict": trouble.verdict,
        "detail": trouble.detail,
        "remedy": trouble.remedy,
        "since": since,
        "at": at.isoformat(),
    }


def _put(
    session: Session,
    event: NoticeEvent,
    to: tuple[Audience, str],
    subject: dict[str, JsonValue],
    at: datetime,
) -> None:
    outbox.put(
        session,
        event,
        *to,
        subject=subject,
        source_key=str(subject["source_key"]),
        at=at,
    )
