"""`/cases/{case_number}/acts/{act}`: fill in, check, confirm; a stale form keeps its text."""

import secrets
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from desk.case_acts.carrying import Call, carry_out_form, determination_of
from desk.case_acts.fields import (
    CHECKED,
    DETERMINED,
    FIELDS,
    MOST_CORRECTIONS,
    TYPED_YUAN,
    Filled,
    Wrong,
    filled_from,
    wrongs_of,
)
from desk.case_acts.terms import Choice, acting_person, choice_of, terms_at, terms_of
from desk.context import desk_of
from desk.forms import Form, OwnForm
from desk.guard import person_of, require_recent_code
from desk.rendering import show
from desk.rights import acts
from jishen.cases.act_terms import Asked
from jishen.cases.determining import decide_on
from jishen.domain.acts import ACT_NAMES, CaseAct
from jishen.domain.decisions import Decision
from jishen.domain.errors import JishenError
from jishen.domain.people import Role
from jishen.store.cases import case_by_number
from jishen.store.people import day_of, holders_of
from jishen.store.tables import AwardCase, EnterpriseRecord, Person

ON_MONEY = frozenset({CaseAct.SECOND_REVIEW, CaseAct.DECIDE})
"""Acts that need a one-time code typed lately, by those who have one."""
ON_CASES = (Role.REVIEWER, Role.APPROVER, Role.FINANCE)
_REFUSED, _NOT_RIGHT = 409, 422
_MOST_KEY = 64

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Shown:
    """A case as a form shows it."""

    case: AwardCase
    enterprise: EnterpriseRecord
    choice: Choice
    people: tuple[Person, ...]


@router.get("/cases/{case_number}/acts/{act}")
@acts(*ON_CASES)
def act_form(request: Request, case_number: str, act: CaseAct) -> Response:
    """Show the empty form of an act."""
    if act in ON_MONEY:
        require_recent_code(request)
    shown = _shown(request, case_number)
    if act not in shown.choice.acts:
        says = f"案件 {case_number} 目前不能办理“{ACT_NAMES[act]}”，或者您没有相应角色。"
        return _form(request, shown, act, _empty(act, shown.case), refused=says, status=_REFUSED)
    return _form(request, shown, act, _empty(act, shown.case))


@router.post("/cases/{case_number}/acts/{act}")
@acts(*ON_CASES)
def do_act(request: Request, case_number: str, act: CaseAct, form: OwnForm) -> Response:
    """Check a filled form, or carry it out once it was confirmed."""
    if act in ON_MONEY:
        require_recent_code(request)
    shown = _shown(request, case_number)
    filled, step = filled_from(form, act), form.text("step", 20)
    if step == "edit":
        return _form(request, shown, act, filled, sent=form)
    wrongs = wrongs_of(act, filled) or _other_amount(act, filled, shown.case)
    if wrongs:
        return _form(request, shown, act, filled, wrongs=wrongs, status=_NOT_RIGHT, sent=form)
    if step != "confirm" and act in CHECKED:
        return _check_page(request, shown, act, filled, form)
    asked = Asked(
        case_number,
        _version(form),
        filled.opinion,
        evidence_sha256=form.text("evidence", 64),
        action_key=form.text("action_key", _MOST_KEY),
    )
    call = Call(desk_of(request).store, acting_person(request), asked, terms_of(request), filled)
    try:
        done = carry_out_form(act, call)
    except JishenError as fault:
        return _form(
            request,
            _shown(request, case_number),  # as it stands now
            act,
            filled,
            refused=f"{fault}。{fault.remedy}",
            status=_REFUSED,
        )
    return RedirectResponse(f"/cases/{done.case_number}?done={act.value}", 303)


def _shown(request: Request, case_number: str) -> Shown:
    desk, who = desk_of(request), person_of(request)
    with desk.store.reading() as session:
        case = case_by_number(session, case_number)
        if case is None:
            raise HTTPException(404)
        enterprise = session.get_one(EnterpriseRecord, case.uscc)
        people = _reviewers(session, day_of(desk.clock()))
        return Shown(case, enterprise, choice_of(session, case, who), people)


def _reviewers(session: Session, on: date) -> tuple[Person, ...]:
    """Return whom a case can be given to."""
    found = {
        person.id: person
        for role in (Role.REVIEWER, Role.APPROVER)
        for person in holders_of(session, role, on)
    }
    return tuple(found.values())


def _empty(act: CaseAct, case: AwardCase) -> Filled:
    """Return the form as it is first shown: only what is known and usual is filled in."""
    values: dict[str, tuple[str, ...]] = {field.name: ("",) for field in FIELDS.get(act, ())}
    if act is CaseAct.REVIEW:
        values |= {DETERMINED.name: (str(case.determined_yuan),)}
    return Filled("", values)


def _other_amount(act: CaseAct, filled: Filled, case: AwardCase) -> list[Wrong]:
    """Return that the amount typed for control is not the one to be paid."""
    if act is not CaseAct.DECIDE or filled.yuan(TYPED_YUAN.name) == case.payable_yuan:
        return []
    return [Wrong(TYPED_YUAN.name, "录入的金额与页面所示应付金额不一致，请核对后重新录入。")]


def _version(form: Form) -> int:
    text = form.text("version", 10)
    if not text.isdecimal():
        raise HTTPException(400)
    return int(text)


def _form(  # noqa: PLR0913 (a case, an act, what was typed, and why it is shown again)
    request: Request,
    shown: Shown,
    act: CaseAct,
    filled: Filled,
    *,
    wrongs: list[Wrong] | None = None,
    refused: str = "",
    status: int = 200,
    sent: Form | None = None,
) -> Response:
    """Show the form. Sent back for a correction it stays the same form, over what was shown."""
    return show(
        request,
        "act.html",
        status=status,
        case=shown.case,
        enterprise=shown.enterprise,
        act=act,
        fields=FIELDS.get(act, ()),
        lines=range(1, MOST_CORRECTIONS + 1),
        people=shown.people,
        filled=filled,
        wrongs={wrong.name: wrong.says for wrong in wrongs or ()},
        refused=refused,
        is_open=act in shown.choice.acts,
        is_checked=act in CHECKED,
        version=sent.text("version", 10) if sent else shown.choice.version,
        evidence=sent.text("evidence", 64) if sent else shown.choice.evidence_sha256,
        action_key=sent.text("action_key", _MOST_KEY) if sent else secrets.token_hex(16),
    )


def _check_page(
    request: Request, shown: Shown, act: CaseAct, filled: Filled, sent: Form
) -> Response:
    """Show everything once more before it is carried out; nothing is done yet."""
    try:
        decision = _decision_for(request, shown.case, act, filled)
    except JishenError as fault:
        says = f"{fault}。{fault.remedy}"
        return _form(request, shown, act, filled, refused=says, status=_REFUSED, sent=sent)
    return show(
        request,
        "act_check.html",
        case=shown.case,
        enterprise=shown.enterprise,
        act=act,
        fields=FIELDS.get(act, ()),
        people={person.id: person.name for person in shown.people},
        filled=filled,
        decision=decision,
        version=sent.text("version", 10),
        evidence=sent.text("evidence", 64),
        action_key=sent.text("action_key", _MOST_KEY),
    )


def _decision_for(
    request: Request, case: AwardCase, act: CaseAct, filled: Filled
) -> Decision | None:
    """Return what the policy says with what was determined; None where nothing is."""
    if act not in {CaseAct.REVIEW, CaseAct.DECIDE}:
        return None
    desk = desk_of(request)
    found = determination_of(filled) if act is CaseAct.REVIEW else None
    with desk.store.reading() as session:
        return decide_on(session, case, terms_at(desk, session, desk.clock()), found)[1]
