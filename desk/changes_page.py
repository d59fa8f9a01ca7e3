"""`/batches/{attachment_id}/changes`: what changed between the versions of a list."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from desk.context import desk_of
from desk.rendering import show
from desk.wording import cell_names
from jishen.store.holds import holds_of
from jishen.store.views.changes import list_changes

router = APIRouter()


@router.get("/batches/{attachment_id}/changes")
def changes(request: Request, attachment_id: str) -> HTMLResponse:
    """Show each version of a list with the rows and cells it changed."""
    with desk_of(request).store.reading() as session:
        found = list_changes(session, attachment_id)
        if found is None:
            raise HTTPException(404)
        holds = holds_of(session, attachment_id)
    attachment, versions = found
    return show(
        request,
        "changes.html",
        attachment=attachment,
        versions=versions,
        holds=holds,
        columns=cell_names(attachment.list_kind),
    )
