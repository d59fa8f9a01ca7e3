"""The desk as an ASGI application: read-only pages for reviewers, nothing loaded from outside."""

from fastapi import FastAPI

from desk import (
    assets,
    audit_page,
    batches_page,
    case_page,
    doubts_page,
    evidence_file,
    health,
    judgements_page,
    ledger_page,
    notices_page,
    queue_page,
    rulings_page,
    sources_page,
)
from desk.context import Desk
from desk.error_pages import add_error_pages
from desk.security import Security

_PARTS = (
    assets,
    audit_page,
    batches_page,
    case_page,
    doubts_page,
    evidence_file,
    health,
    judgements_page,
    ledger_page,
    notices_page,
    queue_page,
    rulings_page,
    sources_page,
)


def create_app(desk: Desk) -> FastAPI:
    """Return the application; every route answers GET alone and changes nothing."""
    app = FastAPI(
        title="即审", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False
    )
    app.state.desk = desk
    for part in _PARTS:
        app.include_router(part.router)
    app.add_middleware(Security, desk=desk.settings.desk)
    add_error_pages(app)
    return app
