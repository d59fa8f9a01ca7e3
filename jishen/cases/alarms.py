"""Source alarms: a spell of faults is told once, again each day it lasts, and once when over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from jishen.cases import outbox
from jishen.cases.acknowledging import is_fault_acknowledged
from jishen.domain.errors import SourceFault
from jishen.domain.next_look import NextLook
from jishen.domain.notices import Audience, NoticeEvent
from jishen.domain.verdicts import LookOutcome
from jishen.store import audit
from jishen.store.audit import Actor
from jishen.store.looking import health_of
from jishen.store.tables import SourceHealth

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class LookFault:
    """A fault met while looking, with the URL it was met at."""

    url: str
    fault: SourceFault


@dataclass(frozen=True, slots=True)
class LookEnd:
    """The end of one look at one source."""

    source_key: str
    at: datetime
    faults: tuple[LookFault, ...]
    new_entries: int
    was_looked_at: bool = True
    """False when nobody looked: that is the fault, or every host is left alone."""
    changed_entries: int = 0
    """Rows that read differently, or that the list prints no more."""
    held_lists: int = 0
    """Lists that were held in this look."""
    put_off_until: datetime | None = None
    """Set when part of it was not asked: then it is neither a good look nor a bad one."""
    next_look: NextLook | None = None
    """When the next one is due; None leaves that as it was."""

    @property
    def outcome(self) -> str:
        """What it came to: a LookOutcome, or the verdict of the first fault."""
        if self.faults:
            return self.faults[0].fault.verdict
        if self.put_off_until is not None:
            return LookOutcome.PUT_OFF
        if self.held_lists:
            return LookOutcome.HELD
        if self.new_entries:
            return LookOutcome.NEW
        return LookOutcome.CHANGED if self.changed_entries else LookOutcome.SAME


def record_look(session: Session, look: LookEnd, *, actor: Actor, operators: Sequence[str]) -> None:
    """Record how a look ended, and tell the operators when a spell begins, lasts or ends."""
    health = health_of(session, look.source_key)
    if look.was_looked_at:
        health.last_looked_at = look.at
    health.last_outcome = look.outcome
    if look.next_look is not None:
        health.next_due_at, health.next_reason = look.next_look.at, look.next_look.reason
    if look.new_entries:
        health.last_new_entry_at = look.at
    if look.new_entries or look.changed_entries:
        health.last_changed_at = look.at
    if look.faults:
        _fault(session, health, look, actor=actor, operators=operators)
    elif look.put_off_until is None:
        health.last_good_at = look.at
        if health.spell_since is not None:
            _recovered(session, health, look, actor=actor, operators=operators)


def _fault(
    session: Session, health: SourceHealth, look: LookEnd, *, actor: Actor, operators: Sequence[str]
) -> None:
    first = look.faults[0]
    today = look.at.astimezone(SHANGHAI).date()
    if health.spell_since is None:
        health.spell_since = look.at
        audit.append(
            session,
            at=look.at,
            actor=actor,
            event="source.fault",
            body={
                "source": look.source_key,
                "verdict": first.fault.verdict,
                "url": first.url,
                "faults": len(look.faults),
            },
        )
    health.spell_verdict, health.spell_url = first.fault.verdict, first.url
    health.spell_detail = "；".join(_in_words(fault) for fault in look.faults)
    health.spell_remedy = first.fault.remedy
    if health.spell_told_on != today:
        is_repeated = health.spell_told_on is not None
        health.spell_told_on = today
        if is_repeated and is_fault_acknowledged(session, look.source_key, health.spell_since):
            return  # somebody sees to it: only its end is news
        _tell(session, NoticeEvent.SOURCE_FAULT, health, look, operators)


def _in_words(look_fault: LookFault) -> str:
    said = str(look_fault.fault)
    return said if look_fault.url in said else f"{said}（{look_fault.url}）"


def _recovered(
    session: Session, health: SourceHealth, look: LookEnd, *, actor: Actor, operators: Sequence[str]
) -> None:
    _tell(session, NoticeEvent.SOURCE_RECOVERED, health, look, operators)
    audit.append(
        session,
        at=look.at,
        actor=actor,
        event="source.recovered",
        body={"source": look.source_key, "verdict": health.spell_verdict},
    )
    health.spell_since = health.spell_verdict = health.spell_url = None
    health.spell_detail = health.spell_remedy = health.spell_told_on = None


def _tell(
    session: Session,
    event: NoticeEvent,
    health: SourceHealth,
    look: LookEnd,
    operators: Sequence[str],
) -> None:
    if health.spell_since is None:
        return
    for recipient in operators:
        outbox.put(
            session,
            event,
            Audience.OPERATORS,
            recipient,
            source_key=look.source_key,
            subject={
                "source_key": look.source_key,
                "url": health.spell_url,
                "verdict": health.spell_verdict,
                "detail": health.spell_detail,
                "remedy": health.spell_remedy,
                "since": health.spell_since.isoformat(),
                "at": look.at.isoformat(),
            },
            at=look.at,
        )
