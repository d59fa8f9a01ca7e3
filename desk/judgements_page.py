"""`/unsure` and `/leads`: judgements that wait for a person, with what they rest on."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from desk.case_page import candidates_of, reasons_of
from desk.context import desk_of
from desk.parameters import PageNumber
from desk.rendering import show
from jishen.domain.matches import Candidate
from jishen.matching.differences import Stretch, marked
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


@dataclass(frozen=True, slots=True)
class Compared:
    """A candidate beside the printed name, with the characters that differ."""

    candidate: Candidate
    printed: tuple[Stretch, ...]
    registered: tuple[Stretch, ...]


def side_by_side(filer_name: str, candidates: list[Candidate]) -> list[Compared]:
    """Return candidates beside a printed name; records from before say only the present name."""
    return [
        Compared(candidate, *marked(filer_name, candidate.compared_name or candidate.name))
        for candidate in candidates
    ]


def _show(request: Request, template: str, found: Listed[Judgement]) -> HTMLResponse:
    judged = [
        (
            judgement,
            reasons_of(judgement.match),
            side_by_side(judgement.entry.filer_name, candidates_of(judgement.match)),
        )
        for judgement in found.rows
    ]
    return show(request, template, listed=found, judged=judged, parameters={})
