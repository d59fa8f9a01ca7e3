"""`/healthz`: for a watchdog outside: is the database there, was any source looked at lately?"""

import logging
from datetime import datetime, timedelta
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError

from desk.context import desk_of
from desk.rights import open_to_all
from jishen.domain.verdicts import LookOutcome
from jishen.store.looking import all_health
from jishen.store.tables import SourceHealth

STALE_AFTER: Final = timedelta(minutes=30)
"""Three ticks of the watch."""
_UNAVAILABLE = 503

router = APIRouter()
_log = logging.getLogger("jishen.desk")


@router.get("/healthz")
@open_to_all
def healthz(request: Request) -> JSONResponse:
    """Answer `ok`; with 503 `stale` when no source had a good look lately, or `unavailable`."""
    desk = desk_of(request)
    try:
        with desk.store.reading() as session:
            known = all_health(session)
    except SQLAlchemyError:
        _log.exception("/healthz: the database cannot be read")
        return JSONResponse({"status": "unavailable", "sources": {}}, status_code=_UNAVAILABLE)
    at = desk.clock()
    keys = dict.fromkeys((*desk.names.sources, *known))
    sources = {key: _source(known.get(key), at) for key in keys}
    has_baseline = any(health.baseline_at is not None for health in known.values())
    all_stale = all(is_stale(health, at) for health in known.values())
    if has_baseline and all_stale:
        return JSONResponse({"status": "stale", "sources": sources}, status_code=_UNAVAILABLE)
    return JSONResponse({"status": "ok", "sources": sources})


def is_stale(health: SourceHealth | None, at: datetime) -> bool:
    """Tell whether a source had no good look lately: since three ticks before its next is due."""
    if health is None or health.last_good_at is None:
        return True
    is_well = health.spell_since is None and health.last_outcome != LookOutcome.PUT_OFF
    good_until = health.next_due_at if is_well else None
    return max(health.last_good_at, good_until or health.last_good_at) < at - STALE_AFTER


def _source(health: SourceHealth | None, at: datetime) -> dict[str, str | bool | None]:
    good_at = health.last_good_at if health else None
    return {
        "last_good_at": good_at.isoformat() if good_at else None,
        "stale": is_stale(health, at),
        "fault": health.spell_verdict if health else None,
    }
