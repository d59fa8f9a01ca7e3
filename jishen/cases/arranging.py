"""What becomes of due notices before they are sent: held back, not for this reader, or over."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from jishen.cases.pacing import goes_by, is_due
from jishen.cases.superseding import supersede
from jishen.domain.lanes import Lane
from jishen.domain.notices import Audience, NoticeEvent
from jishen.domain.office_hours import OfficeHours
from jishen.store.calendars import work_calendar
from jishen.store.session import Store
from jishen.store.tables import AwardCase, NoticeSilence, OutboxMessage
from jishen.store.tables.messages import OutboxState

QUIET = "非紧急通知，工作时间再发"
SILENCED = "已由人员设置静默，到期后再发"
NOT_FOR_THIS_READER = "按收件人的设置（events、at_least_yuan）不发给该收件人"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a recipient wants to be told; everything when nothing is said."""

    audience: Audience
    recipient: str
    events: frozenset[NoticeEvent] = field(default_factory=frozenset)
    at_least_yuan: int = 0
    """Of a case: notices of cases that may pay less are not for this recipient."""


@dataclass(frozen=True, slots=True)
class Routing:
    """Who gets what and when; from the settings."""

    hours: OfficeHours
    urgent_events: tuple[NoticeEvent, ...]
    """Sent at any hour."""
    quiet: Lane
    """Those who are told nothing else outside office hours."""
    wishes: tuple[Wish, ...]


def arrange(store: Store, routing: Routing, at: datetime) -> None:
    """Settle for every due notice whether it goes out now, later or not at all, in one act."""
    with store.act("arrange") as session:
        supersede(session, at)
        for wish in routing.wishes:
            _drop_what_is_not_wished(session, wish, at)
        for silence in silences_at(session, at):
            _hold(session, is_silenced(silence), silence.ends_at, SILENCED, at)
        if routing.quiet.audiences or routing.quiet.recipients:
            _keep_quiet(session, routing, at)


def silences_at(session: Session, at: datetime) -> list[NoticeSilence]:
    """Return the silences that hold at an instant."""
    return list(
        session.scalars(
            select(NoticeSilence)
            .where(
                NoticeSilence.starts_at <= at,
                NoticeSilence.ends_at > at,
                NoticeSilence.ended_at.is_(None),
            )
            .order_by(NoticeSilence.ends_at)
        )
    )


def is_silenced(silence: NoticeSilence) -> ColumnElement[bool]:
    """Return the condition that a silence is about a notice; enterprises are never silenced."""
    conditions: list[ColumnElement[bool]] = [OutboxMessage.audience != Audience.ENTERPRISE]
    if silence.source_key is not None:
        conditions.append(OutboxMessage.source_key == silence.source_key)
    if silence.case_id is not None:
        conditions.append(OutboxMessage.case_id == silence.case_id)
    if silence.event is not None:
        conditions.append(OutboxMessage.event == silence.event)
    return and_(*conditions)


def _keep_quiet(session: Session, routing: Routing, at: datetime) -> None:
    calendar = work_calendar(session)
    if routing.hours.is_open(calendar, at):
        return
    until = routing.hours.next_opening(calendar, at)
    is_urgent = OutboxMessage.event.in_(routing.urgent_events)
    _hold(session, and_(~is_urgent, goes_by(routing.quiet)), until, QUIET, at)


def _hold(
    session: Session, wanted: ColumnElement[bool], until: datetime, why: str, at: datetime
) -> None:
    session.execute(
        update(OutboxMessage)
        .where(is_waiting(at), wanted)
        .values(due_at=until, last_detail=why)
        .execution_options(synchronize_session=False)
    )


def _drop_what_is_not_wished(session: Session, wish: Wish, at: datetime) -> None:
    unwished: list[ColumnElement[bool]] = []
    if wish.events:
        unwished.append(OutboxMessage.event.not_in(sorted(wish.events)))
    if wish.at_least_yuan:
        small = select(AwardCase.id).where(AwardCase.payable_yuan < wish.at_least_yuan)
        unwished.append(OutboxMessage.case_id.in_(small))
    if not unwished:
        return
    session.execute(
        update(OutboxMessage)
        .where(
            is_waiting(at),
            OutboxMessage.audience == wish.audience,
            OutboxMessage.recipient == wish.recipient,
            OutboxMessage.event != NoticeEvent.CHANNEL_TEST,
            or_(*unwished),
        )
        .values(state=OutboxState.SUPERSEDED, last_detail=NOT_FOR_THIS_READER)
        .execution_options(synchronize_session=False)
    )


def is_waiting(at: datetime) -> ColumnElement[bool]:
    """Return the condition that a notice is due and no sender has it."""
    return and_(OutboxMessage.state == OutboxState.WAITING, is_due(at))
