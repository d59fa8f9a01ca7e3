"""`/notices` and `/notices/{key}`: what was to be said, how far it came, what it said."""

from datetime import timedelta

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from desk.context import desk_of
from desk.parameters import NoticeEventChoice, OutboxStateChoice, PageNumber
from desk.rendering import show
from jishen.domain.notices import NoticeEvent
from jishen.store.tables.messages import OutboxState
from jishen.store.views import notices
from jishen.store.views.channels import channel_health
from jishen.store.views.shared import Window
from notifications.channels import CHANNELS

MOST_ATTEMPTS = 50
HEALTH_OF = timedelta(days=1)

router = APIRouter()


@router.get("/notices")
def outbox(
    request: Request,
    state: OutboxStateChoice = None,
    event: NoticeEventChoice = None,
    page: PageNumber = 1,
) -> HTMLResponse:
    """Show the outbox, newest first."""
    desk = desk_of(request)
    lanes = desk.settings.lanes({kind: channel.paces for kind, channel in CHANNELS.items()})
    with desk.store.reading() as session:
        found = notices.notices(session, state, event, Window(page))
        by_state = notices.count_by_state(session)
        channels = channel_health(session, lanes, since=desk.clock() - HEALTH_OF)
    return show(
        request,
        "notices.html",
        notices=found,
        by_state=by_state,
        channels=channels,
        states=tuple(OutboxState),
        events=tuple(NoticeEvent),
        parameters={"state": state, "event": event},
    )


@router.get("/notices/{key}")
def one_notice(request: Request, key: str) -> HTMLResponse:
    """Show one message with the text last sent and every attempt."""
    desk = desk_of(request)
    with desk.store.reading() as session:
        found = notices.notice(session, key, MOST_ATTEMPTS)
    if found is None:
        raise HTTPException(404)
    rendered = next((attempt for attempt in found.attempts if attempt.text), None)
    return show(
        request,
        "notice.html",
        notice=found.row,
        attempts=found.attempts,
        rendered=rendered,
        source_names=desk.names.sources,
    )
