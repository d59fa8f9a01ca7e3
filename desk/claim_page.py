"""`/cases/{number}/claim`: what an enterprise claimed, with its checks; masked until somebody asks.

To see an account or a contact is an act: who, when and why stand in the audit trail.
"""

import logging
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from desk.context import desk_of
from desk.forms import OwnForm
from desk.guard import person_of
from desk.rendering import show
from desk.rights import acts
from desk.security import RAW_BYTES_CSP
from jishen.access.rights import acting
from jishen.cases.claim_records import contact_of, payee_of
from jishen.cases.claim_uploads import FOLDER
from jishen.cases.not_ours import Settling, settle_not_ours
from jishen.cases.records_json import from_json
from jishen.domain.claim_errors import ClaimFault
from jishen.domain.claim_files import EXTENSIONS
from jishen.domain.claims import ClaimCheck, Contact, Payee
from jishen.domain.people import Role
from jishen.sealing import seal_of
from jishen.store import audit
from jishen.store.raw import RawStore
from jishen.store.views.claim_file import ClaimView, claim_view
from rules import POLICIES

router = APIRouter()
_log = logging.getLogger("jishen.desk")

REVEALING = (Role.REVIEWER, Role.APPROVER, Role.FINANCE)
READING = (*REVEALING, Role.AUDITOR)
WHY_CHARACTERS = 200
HOW_CHARACTERS = 500


def _view(session: Session, case_number: str) -> ClaimView:
    found = claim_view(session, case_number)
    if found is None:
        raise HTTPException(404)
    return found


def _page(
    request: Request,
    view: ClaimView,
    *,
    opened: tuple[Payee | None, Contact | None] | None = None,
    status: int = 200,
    said: str = "",
) -> HTMLResponse:
    claim = view.claims[-1] if view.claims else None
    policy = POLICIES.get(view.case.policy_id)
    form = policy.claim_form if policy else None
    order = [declaration.key for declaration in form.declarations] if form else []
    return show(
        request,
        "claim.html",
        status=status,
        view=view,
        claim=claim,
        checks=from_json(list[ClaimCheck], claim.checks) if claim else [],
        names={each.code: each.name.zh for each in form.materials} if form else {},
        declared=sorted(view.declared, key=lambda said: [*order, said.key].index(said.key)),
        opened=opened,
        said=said,
        may_reveal=person_of(request).may(*REVEALING),
        may_settle=person_of(request).may(Role.REVIEWER, Role.APPROVER),
    )


@router.get("/cases/{case_number}/claim")
@acts(*READING)
def claim_page(request: Request, case_number: str) -> HTMLResponse:
    """Show a case's claim, masked."""
    with desk_of(request).store.reading() as session:
        view = _view(session, case_number)
    return _page(request, view)


@router.post("/cases/{case_number}/claim")
@acts(*REVEALING)
def reveal(request: Request, case_number: str, form: OwnForm) -> HTMLResponse:
    """Show the account and the contact once, and note who saw them and why."""
    desk, at = desk_of(request), desk_of(request).clock()
    why = form.text("why", WHY_CHARACTERS)
    with desk.store.act("claim_upkeep") as session:
        view = _view(session, case_number)
        if not view.claims or not why:
            return _page(request, view, status=422, said="请写明查看事由，事由记入留痕。")
        claim = view.claims[-1]
        actor = acting(session, person_of(request).person_id, REVEALING, at)
        seal = seal_of(desk.settings.key_file)
        opened = payee_of(seal, claim), contact_of(seal, claim)
        audit.append(
            session,
            at=at,
            actor=actor,
            event="claim.revealed",
            case_id=view.case.id,
            body={"claim": claim.id, "why": why},
        )
    return _page(request, view, opened=opened)


@router.post("/cases/{case_number}/claim/not-ours")
@acts(Role.REVIEWER, Role.APPROVER)
def settle(request: Request, case_number: str, form: OwnForm) -> Response:
    """Record what was found and done about an enterprise's 'this is not ours'."""
    desk, at = desk_of(request), desk_of(request).clock()
    how = form.text("how", HOW_CHARACTERS)
    try:
        with desk.store.act("not_ours") as session:
            roles = (Role.REVIEWER, Role.APPROVER)
            actor = acting(session, person_of(request).person_id, roles, at)
            settle_not_ours(session, case_number, Settling(actor, how, at))
    except ClaimFault as fault:
        with desk.store.reading() as session:
            view = _view(session, case_number)
        return _page(request, view, status=422, said=f"{fault}。")
    return RedirectResponse(f"/cases/{case_number}/claim", 303)


@router.get("/cases/{case_number}/claim/files/{file_id}")
@acts(*READING)
def claim_file(request: Request, case_number: str, file_id: str) -> Response:
    """Send a file of the claim as an attachment; a file of another case is not there."""
    desk = desk_of(request)
    with desk.store.reading() as session:
        view = _view(session, case_number)
    file = next((each for each in view.files if each.id == file_id), None)
    if file is None or file.erased_at is not None:
        raise HTTPException(404)
    try:
        content = RawStore(desk.settings.data_folder / FOLDER).read(file.sha256)
    except (FileNotFoundError, ValueError) as error:
        _log.exception("claim file %s is recorded but cannot be read", file.id)
        raise HTTPException(500) from error
    name = f"{file.sha256[:16]}.{EXTENSIONS[file.media_type]}"
    as_typed = quote(file.file_name, safe="")
    return Response(
        content,
        media_type="application/octet-stream",
        headers={
            "content-disposition": f"attachment; filename=\"{name}\"; filename*=UTF-8''{as_typed}",
            "content-security-policy": RAW_BYTES_CSP,
        },
    )
