"""`/cases/{case_number}/contacts`: an enterprise's contacts in clear, against a reason."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from desk.acting import refusal
from desk.context import desk_of
from desk.forms import OwnForm
from desk.guard import person_of
from desk.rendering import show
from desk.rights import acts
from jishen.access.rights import acting
from jishen.cases.revealing import reveal_contacts
from jishen.domain.errors import JishenError
from jishen.domain.masking import REVEALING_ROLES
from jishen.store.cases import case_by_number

router = APIRouter()


@router.post("/cases/{case_number}/contacts")
@acts(*REVEALING_ROLES)
def contacts(request: Request, case_number: str, form: OwnForm) -> Response:
    """Show them once, on this answer alone: each showing is an act of its own."""
    desk, who = desk_of(request), person_of(request)
    try:
        with desk.store.act("reveal") as session:
            at = desk.clock()
            actor = acting(session, who.person_id, REVEALING_ROLES, at)
            case = case_by_number(session, case_number)
            if case is None:
                raise HTTPException(404)
            revealed = reveal_contacts(session, case, form.text("why"), desk.seal, actor, at)
    except JishenError as fault:
        return refusal(request, form, fault)
    return show(request, "contacts.html", case_number=case_number, revealed=revealed)
