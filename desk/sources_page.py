"""`/sources`: how looking at each source goes, and what the last looks brought."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from desk.context import Desk, desk_of
from desk.health import is_stale
from desk.rendering import show
from desk.rhythm_drawing import RhythmDrawing, drawing_of
from desk.wording import SHANGHAI
from jishen.store.looking import all_health
from jishen.store.tables import Fetch, SourceHealth
from jishen.store.views.source_states import SourceState, source_states
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
    state: SourceState
    drawing: RhythmDrawing | None
    """None while no rhythm is known."""
    fetches: list[Fetch]


@router.get("/sources")
def sources(request: Request) -> HTMLResponse:
    """Show every source we were told of, and every other one the database knows."""
    desk = desk_of(request)
    with desk.store.reading() as session:
        health = all_health(session)
        fetches = fetches_by_source(session, FETCHES_SHOWN)
        keys = dict.fromkeys((*desk.names.sources, *health, *fetches))
        states = source_states(session, keys, desk.clock())
    return show(request, "sources.html", cards=_cards(desk, states, fetches, desk.clock()))


def _cards(
    desk: Desk, states: list[SourceState], fetches: dict[str, list[Fetch]], at: datetime
) -> list[SourceCard]:
    today = at.astimezone(SHANGHAI).date()
    return [
        SourceCard(
            key=state.key,
            name=desk.names.sources.get(state.key, state.key),
            health=state.health,
            is_stale=is_stale(state.health, at),
            state=state,
            drawing=drawing_of(state.rhythm, today) if state.rhythm else None,
            fetches=fetches.get(state.key, []),
        )
        for state in states
    ]
