"""`/seen/{fetch_id}`: one answer of a site as it was, with its exchange to download."""

import logging

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from desk.context import Desk, desk_of
from desk.rendering import show
from desk.security import FRAMED_CSP, PAGE_CSP
from jishen.domain.errors import SourceFault
from jishen.store.tables import Fetch
from scrapers.documents import shown_page

router = APIRouter()
_log = logging.getLogger("jishen.desk")


@router.get("/seen/{fetch_id}")
def seen(request: Request, fetch_id: int) -> HTMLResponse:
    """Show what was asked and answered, and the page itself in a frame of its own."""
    desk = desk_of(request)
    fetch = _fetch(desk, fetch_id)
    answer = show(
        request,
        "seen.html",
        fetch=fetch,
        headers=[pair for pair in fetch.headers or () if isinstance(pair, list)]
        if isinstance(fetch.headers, list)
        else [],
        source_name=desk.names.sources.get(fetch.source_key, fetch.source_key),
    )
    answer.headers["content-security-policy"] = f"{PAGE_CSP}; frame-src 'self'"
    return answer


@router.get("/seen/{fetch_id}/page")
def page_as_it_was(request: Request, fetch_id: int) -> Response:
    """Send the page, cleaned of whatever acts or loads, for the sandboxed frame."""
    desk = desk_of(request)
    fetch = _fetch(desk, fetch_id)
    try:
        content = shown_page(desk.raw.read(fetch.sha256 or ""))
    except (FileNotFoundError, IsADirectoryError, ValueError) as error:
        _log.exception("raw object %s is recorded but cannot be read", fetch.sha256)
        raise HTTPException(500) from error
    except SourceFault as fault:
        content = shown_page(str(fault).encode())
    return Response(
        content,
        media_type="text/html; charset=utf-8",
        headers={"content-security-policy": FRAMED_CSP, "x-frame-options": "SAMEORIGIN"},
    )


def _fetch(desk: Desk, fetch_id: int) -> Fetch:
    with desk.store.reading() as session:
        fetch = session.get(Fetch, fetch_id) if 0 < fetch_id < 1 << 62 else None
    if fetch is None or fetch.sha256 is None:
        raise HTTPException(404)
    return fetch
