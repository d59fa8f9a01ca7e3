"""`/entries/{entry_id}/judge`: a person says whose an entry is, the candidates side by side."""

import secrets

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.acting import ACTION_KEY, Act, carry_out
from desk.case_page import candidates_of, reasons_of
from desk.context import desk_of
from desk.forms import Form, OwnForm
from desk.judgements_page import side_by_side
from desk.rendering import show
from desk.rights import acts
from jishen.cases.judging import Judged, judge_entry, undo_judgement
from jishen.domain.errors import JishenError, TransitionRefused
from jishen.domain.matches import Verdict
from jishen.domain.people import Role
from jishen.store.entries import current_match
from jishen.store.judgements import judgement_of, judgements_of_entry
from jishen.store.tables import Attachment, EnterpriseRecord, FilingEntry

OTHER = "other"
"""Choice of an enterprise that is not among the candidates, by its code."""
_CONFLICT = 409

router = APIRouter()


@router.get("/entries/{entry_id}/judge")
def judge_page(request: Request, entry_id: str) -> Response:
    """Show an entry, what the matcher found, and the form."""
    return _page(request, entry_id)


@router.post("/entries/{entry_id}/judge")
@acts(Role.REVIEWER)
def judge(request: Request, entry_id: str, form: OwnForm) -> Response:
    """Take a judgement down."""

    def do(act: Act) -> str:
        judge_entry(act.session, entry_id, _judged(form), act.actor, act.at)
        return f"/entries/{entry_id}/judge?done=1"

    return carry_out(
        request, form, "judge", do, lambda fault: _page(request, entry_id, form, fault)
    )


@router.post("/entries/{entry_id}/judge/undo")
@acts(Role.REVIEWER)
def undo(request: Request, entry_id: str, form: OwnForm) -> Response:
    """Undo the judgement that is in force."""

    def do(act: Act) -> str:
        undo_judgement(act.session, entry_id, form.text("why"), act.actor, act.at)
        return f"/entries/{entry_id}/judge?done=1"

    return carry_out(
        request, form, "judge", do, lambda fault: _page(request, entry_id, form, fault)
    )


def _judged(form: Form) -> Judged:
    choice, seen = form.text("whose", 40), form.text("seen_round", 10)
    if choice == OTHER:
        verdict, uscc = Verdict.POSITIVE, form.text("uscc", 18).upper() or None
    elif choice in {Verdict.NEGATIVE, Verdict.UNSURE}:
        verdict, uscc = Verdict(choice), form.text("stands_out", 18) or None
    elif choice:
        verdict, uscc = Verdict.POSITIVE, choice
    else:
        message = "请选择判断结论"
        raise TransitionRefused(message)
    return Judged(verdict, uscc, form.text("why"), int(seen) if seen.isdecimal() else 0)


def _page(
    request: Request, entry_id: str, form: Form | None = None, fault: JishenError | None = None
) -> Response:
    desk = desk_of(request)
    with desk.store.reading() as session:
        entry = session.get(FilingEntry, entry_id)
        match = current_match(session, entry_id)
        if entry is None or match is None:
            raise HTTPException(404)
        candidates = candidates_of(match)
        considered = [each.uscc for each in candidates] + ([match.uscc] if match.uscc else [])
        return show(
            request,
            "judging.html",
            status=_CONFLICT if fault else 200,
            entry=entry,
            attachment=session.get_one(Attachment, entry.attachment_id),
            match=match,
            reasons=reasons_of(match),
            candidates=candidates,
            compared=side_by_side(entry.filer_name, candidates),
            enterprises=_enterprises(session, considered),
            held=judgement_of(session, entry_id),
            history=judgements_of_entry(session, entry_id),
            fault=f"{fault}。{fault.remedy}" if fault else "",
            typed=form.text("why") if form else "",
            typed_uscc=form.text("uscc", 40) if form else "",
            whose=form.text("whose", 40) if form else "",
            action_field=ACTION_KEY,
            action_key=secrets.token_hex(16),
            done=request.query_params.get("done") == "1",
        )


def _enterprises(session: Session, usccs: list[str]) -> list[EnterpriseRecord]:
    found = session.scalars(
        select(EnterpriseRecord)
        .where(EnterpriseRecord.uscc.in_(usccs))
        .order_by(EnterpriseRecord.uscc)
    )
    order = {uscc: place for place, uscc in enumerate(dict.fromkeys(usccs))}
    return sorted(found, key=lambda record: order[record.uscc])
