"""`/unsure` and `/leads`: judgements that wait for a person, with what they rest on."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from desk.case_page import candidates_of, reasons_of
from desk.context import desk_of
from desk.parameters import PageNumber
from desk.rendering import show
from jishen.store.views import judgements
from jishen.store.views.judgements import Judgement
from jishen.store.views.shared import Listed, Window

router = APIRouter()


@router.get("/unsure")
def unsure(request: Request, page: PageNumber = 1) -> HTMLResponse:
    """Show what the matcher left to a person."""
    with desk_of(request).store.reading() as session:
        found = judgements.unsure_judgements(session, Window(page))
    return _show(request, "unsure.html", found)


@router.get("/leads")
def leads(request: Request, page: PageNumber = 1) -> HTMLResponse:
    """Show the filings with the district's code that nobody in the registry made."""
    with desk_of(request).store.reading() as session:
        found = judgements.leads(session, Window(page))
    return _show(request, "leads.html", found)


def _show(request: Request, template: str, found: Listed[Judgement]) -> HTMLResponse:
    judged = [
        (judgement, reasons_of(judgement.match), candidates_of(judgement.match))
        for judgement in found.rows
    ]
    return show(request, template, listed=found, judged=judged, parameters={})
