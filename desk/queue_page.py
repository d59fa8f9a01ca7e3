"""`/`: what waits, and the cases under a filter that the URL holds."""

import unicodedata

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from desk.context import desk_of
from desk.parameters import (
    FEWEST_CHARACTERS,
    ListChoice,
    Month,
    PageNumber,
    StateChoice,
    Words,
)
from desk.rendering import show
from jishen.domain.filings import ListKind
from jishen.domain.states import CaseState
from jishen.store.cases import count_by_state
from jishen.store.views.queue import CaseFilter, case_queue, loose_entries, periods, waiting
from jishen.store.views.shared import Window

MOST_LOOSE_ENTRIES = 50

router = APIRouter()


@router.get("/")
def queue(
    request: Request,
    state: StateChoice = None,
    list_kind: ListChoice = None,
    period: Month = "",
    q: Words = "",
    page: PageNumber = 1,
) -> HTMLResponse:
    """Show what waits and the cases that fit the filter, 50 a page."""
    words = " ".join(unicodedata.normalize("NFKC", q).split())
    is_too_short = 0 < len(words) < FEWEST_CHARACTERS
    wanted = CaseFilter(state, list_kind, period, "" if is_too_short else words)
    with desk_of(request).store.reading() as session:
        cases = case_queue(session, wanted, Window(page))
        loose = loose_entries(session, wanted, MOST_LOOSE_ENTRIES) if wanted.words else None
        by_state = count_by_state(session)
        others = waiting(session)
        months = periods(session)
    return show(
        request,
        "queue.html",
        parameters={"state": state, "list": list_kind, "period": period, "q": words},
        is_too_short=is_too_short,
        cases=cases,
        loose=loose,
        by_state=by_state,
        waiting=others,
        periods=months,
        states=tuple(CaseState),
        list_kinds=tuple(ListKind),
    )
