"""`/sources`: how looking at each source goes, and what the last looks brought."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from desk.context import Desk, desk_of
from desk.health import is_stale
from desk.rendering import show
from jishen.store.looking import all_health
from jishen.store.tables import Fetch, SourceHealth
from jishen.store.views.sources import fetches_by_source

FETCHES_SHOWN = 20

router = APIRouter()


@dataclass(frozen=True, slots=True)
class SourceCard:
    """A source with its health (None: never looked at) and its newest fetches."""

    key: str
    name: str
    health: SourceHealth | None
    is_stale: bool
    fetches: list[Fetch]


@router.get("/sources")
def sources(request: Request) -> HTMLResponse:
    """Show every source we were told of, and every other one the database knows."""
    desk = desk_of(request)
    with desk.store.reading() as session:
        health = all_health(session)
        fetches = fetches_by_source(session, FETCHES_SHOWN)
    return show(request, "sources.html", cards=_cards(desk, health, fetches, desk.clock()))


def _cards(
    desk: Desk, health: dict[str, SourceHealth], fetches: dict[str, list[Fetch]], at: datetime
) -> list[SourceCard]:
    keys = dict.fromkeys((*desk.names.sources, *health, *fetches))
    return [
        SourceCard(
            key=key,
            name=desk.names.sources.get(key, key),
            health=health.get(key),
            is_stale=is_stale(health.get(key), at),
            fetches=fetches.get(key, []),
        )
        for key in keys
    ]
