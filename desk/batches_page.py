"""`/batches` and `/batches/{attachment_id}`: every list held, and one list row by row."""

from itertools import groupby

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from desk.context import desk_of
from desk.parameters import PageNumber, ShownChoice
from desk.rendering import show
from jishen.store.views.batches import Shown, batch, batch_lines, batch_rows
from jishen.store.views.shared import Window

ROWS_A_PAGE = 200

router = APIRouter()


@router.get("/batches")
def batches(request: Request) -> HTMLResponse:
    """Show every batch, by list and month."""
    with desk_of(request).store.reading() as session:
        lines = batch_lines(session)
    by_list = [(kind, list(found)) for kind, found in groupby(lines, lambda line: line.list_kind)]
    return show(request, "batches.html", by_list=by_list)


@router.get("/batches/{attachment_id}")
def one_batch(
    request: Request, attachment_id: str, show_only: ShownChoice = None, page: PageNumber = 1
) -> HTMLResponse:
    """Show one batch."""
    with desk_of(request).store.reading() as session:
        found = batch(session, attachment_id)
        if found is None:
            raise HTTPException(404)
        rows = batch_rows(session, found, show_only, Window(page, ROWS_A_PAGE))
    return show(
        request,
        "batch.html",
        batch=found,
        rows=rows,
        shown={choice.value: choice for choice in Shown},
        parameters={"show": show_only},
    )
