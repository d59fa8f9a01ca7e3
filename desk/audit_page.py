"""`/audit`: the audit trail, newest first; the chain is walked when asked for."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Request
from fastapi.responses import HTMLResponse

from desk.context import desk_of
from desk.parameters import EventName, PageNumber
from desk.rendering import show
from jishen.store import audit
from jishen.store.views import trail
from jishen.store.views.shared import Window

LARGEST_SEQUENCE = 2**63 - 1

router = APIRouter()


@router.get("/audit")
def entries(
    request: Request, event: EventName = "", page: PageNumber = 1, *, verify: bool = False
) -> HTMLResponse:
    """Show the newest entries; with `verify=1` also whether the whole chain holds."""
    with desk_of(request).store.reading() as session:
        fault = audit.verify(session) if verify else None
        listed = trail.trail(session, event, Window(page))
        events = trail.events(session)
    return show(
        request,
        "audit.html",
        listed=listed,
        events=events,
        is_verified=verify,
        fault=fault,
        parameters={"event": event},
    )


@router.get("/audit/{sequence}")
def one_entry(
    request: Request, sequence: Annotated[int, Path(ge=1, le=LARGEST_SEQUENCE)]
) -> HTMLResponse:
    """Show one entry in full."""
    with desk_of(request).store.reading() as session:
        entry = trail.audit_entry(session, sequence)
    if entry is None:
        raise HTTPException(404)
    return show(request, "audit_entry.html", entry=entry)
