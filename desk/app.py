"""The desk as an ASGI application: pages for signed-in people, nothing loaded from outside."""

from fastapi import Depends, FastAPI

from desk import (
    account_page,
    assets,
    audit_page,
    batches_page,
    case_page,
    changes_page,
    claim_page,
    contacts_page,
    doubts_page,
    evidence_file,
    external_page,
    health,
    judgements_page,
    judging_page,
    ledger_page,
    notices_page,
    people_page,
    queue_page,
    registry_page,
    rulings_page,
    seen_page,
    sign_in_page,
    sources_page,
)
from desk.case_acts import page as case_acts_page
from desk.context import Desk
from desk.enterprise import page as enterprise_page
from desk.enterprise.limits import Limits
from desk.error_pages import add_error_pages
from desk.guard import guard
from desk.rights import rights_matrix
from desk.security import Security

_PARTS = (
    account_page,
    case_acts_page,
    assets,
    audit_page,
    batches_page,
    case_page,
    claim_page,
    contacts_page,
    changes_page,
    enterprise_page,
    doubts_page,
    evidence_file,
    external_page,
    health,
    judgements_page,
    judging_page,
    ledger_page,
    notices_page,
    people_page,
    queue_page,
    registry_page,
    rulings_page,
    seen_page,
    sign_in_page,
    sources_page,
)


def create_app(desk: Desk) -> FastAPI:
    """Return the application; no page opens without a session, but those declared open.

    Raises:
        TypeError: a route acts and does not say who may.
    """
    app = FastAPI(
        title="即审",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        dependencies=[Depends(guard)],
    )
    app.state.desk = desk
    app.state.enterprise_limits = Limits()
    for part in _PARTS:
        app.include_router(part.router)
    app.add_middleware(Security, desk=desk.settings.desk)
    add_error_pages(app)
    rights_matrix(app)  # refuses a route that acts and declares nothing
    return app
