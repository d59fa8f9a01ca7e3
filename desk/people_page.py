"""`/people`: accounts, roles, leave and deputies; only 系统管理 acts, 审计 reads."""

from collections.abc import Callable
from datetime import date

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from desk.acting import Act, carry_out
from desk.context import desk_of
from desk.external import providers_of
from desk.forms import Form, OwnForm
from desk.guard import person_of
from desk.parameters import EventName
from desk.rendering import show
from desk.rights import acts
from jishen.access.absences import record_absence, revoke_absence
from jishen.access.accounts import (
    By,
    Term,
    add_person,
    disable_person,
    enable_person,
    end_sessions,
    grant_role,
    named_person,
    note,
    revoke_role,
    set_password,
)
from jishen.access.identities import link_identity, unlink_identity
from jishen.access.passwords import hash_of, one_time_password
from jishen.access.second_factor import reset_codes
from jishen.domain.access_errors import PersonFault
from jishen.domain.errors import JishenError
from jishen.domain.people import Role, folded_login
from jishen.store.people import day_of, everybody
from jishen.store.people import person_of as person_named
from jishen.store.tables import Person
from jishen.store.views.people import person_file, person_lines

router = APIRouter()

Change = Callable[[Session, Person, By, Form], None]
_NOT_RIGHT = 422


@router.get("/people")
@acts(Role.ADMIN, Role.AUDITOR)
def people(request: Request) -> Response:
    """Show everybody."""
    return _list(request)


@router.post("/people")
@acts(Role.ADMIN)
def add(request: Request, form: OwnForm) -> Response:
    """Make an account and show its one-time password, on this answer alone."""
    login, given = folded_login(form.text("login", 60)), one_time_password()
    hashed, made = hash_of(given), []

    def do(act: Act) -> str:
        by = By(act.actor, act.at)
        person = add_person(act.session, login, form.text("name", 60), hashed, by)
        for role in form.choices("role"):
            grant_role(act.session, person, _role(role), by, Term(day_of(act.at)))
        made.append(person)
        return f"/people/{login}"

    answer = carry_out(request, form, "person", do, lambda fault: _list(request, fault, form))
    return _password(request, made[0], given) if made else answer


@router.get("/people/{login}")
@acts(Role.ADMIN, Role.AUDITOR)
def one_person(request: Request, login: str, done: EventName = "") -> Response:
    """Show one person with everything on record."""
    return _one(request, login, done=done)


@router.post("/people/{login}/password")
@acts(Role.ADMIN)
def reset_password(request: Request, login: str, form: OwnForm) -> Response:
    """Give another one-time password and show it, on this answer alone."""
    given = one_time_password()
    hashed, reset = hash_of(given), []

    def do(act: Act) -> str:
        person = _another(request, act, login)
        set_password(act.session, person, hashed, By(act.actor, act.at), is_one_time=True)
        reset.append(person)
        return f"/people/{login}"

    answer = carry_out(request, form, "person", do, lambda fault: _one(request, login, fault))
    return _password(request, reset[0], given) if reset else answer


@router.post("/people/{login}/{change}")
@acts(Role.ADMIN)
def change_person(request: Request, login: str, change: str, form: OwnForm) -> Response:
    """Change one thing about a person: roles, state, codes, sessions, leave, links."""
    doing = CHANGES.get(change)
    if doing is None:
        raise HTTPException(404)

    def do(act: Act) -> str:
        person = _another(request, act, login)
        doing(act.session, person, By(act.actor, act.at), form)
        return f"/people/{login}?done={change}"

    return carry_out(request, form, "person", do, lambda fault: _one(request, login, fault))


def _another(request: Request, act: Act, login: str) -> Person:
    """Return the person to be changed: nobody changes their own account here."""
    person = named_person(act.session, login)
    if person.id == person_of(request).person_id:
        message = "不得办理本人账号，请由另一名系统管理员办理"
        raise PersonFault(message)
    return person


def _grant(session: Session, person: Person, by: By, form: Form) -> None:
    first = _day(form.text("from")) or day_of(by.at)
    term = Term(first, _day(form.text("until")))
    if term.ends_on is not None and term.ends_on < term.starts_on:
        message = "最后一日不得早于起始日"
        raise PersonFault(message)
    grant_role(session, person, _role(form.text("role")), by, term)


def _revoke(session: Session, person: Person, by: By, form: Form) -> None:
    revoke_role(session, person, _role(form.text("role")), by)


def _absence(session: Session, person: Person, by: By, form: Form) -> None:
    first = _day(form.text("from")) or day_of(by.at)
    term = Term(first, _day(form.text("until")))
    login = form.text("deputy")
    deputy = named_person(session, login) if login else None
    record_absence(session, person, deputy, term, form.text("reason"), by)


def _absence_end(session: Session, person: Person, by: By, form: Form) -> None:
    number = form.text("absence", 12)
    revoke_absence(session, person, int(number) if number.isdecimal() else 0, by)


def _sessions(session: Session, person: Person, by: By, _form: Form) -> None:
    end_sessions(session, person, by)
    note(session, person, by, "session.ended")


def _link(session: Session, person: Person, by: By, form: Form) -> None:
    link_identity(session, person, form.text("provider"), form.text("subject", 300), by)


def _unlink(session: Session, person: Person, by: By, form: Form) -> None:
    unlink_identity(session, person, form.text("provider"), by)


CHANGES: dict[str, Change] = {
    "grant": _grant,
    "revoke": _revoke,
    "disable": lambda session, person, by, _: disable_person(session, person, by),
    "enable": lambda session, person, by, _: enable_person(session, person, by),
    "codes": lambda session, person, by, _: reset_codes(session, person, by),
    "sessions": _sessions,
    "absence": _absence,
    "absence-end": _absence_end,
    "link": _link,
    "unlink": _unlink,
}
"""What can be changed about a person, by the last part of the address."""


def _role(code: str) -> Role:
    try:
        return Role(code)
    except ValueError:
        message = "请选择角色"
        raise PersonFault(message) from None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        message = f"“{text}”不是日期，请按 2026-12-31 的格式填写"
        raise PersonFault(message) from None


def _list(request: Request, fault: JishenError | None = None, form: Form | None = None) -> Response:
    desk = desk_of(request)
    with desk.store.reading() as session:
        lines = person_lines(session, day_of(desk.clock()))
    return show(
        request,
        "people.html",
        status=_NOT_RIGHT if fault else 200,
        lines=lines,
        roles=tuple(Role),
        fault=fault,
        typed_login=form.text("login", 60) if form else "",
        typed_name=form.text("name", 60) if form else "",
        typed_roles=form.choices("role") if form else (),
        may_act=person_of(request).may(Role.ADMIN),
    )


def _one(
    request: Request, login: str, fault: JishenError | None = None, done: str = ""
) -> Response:
    desk, who = desk_of(request), person_of(request)
    today = day_of(desk.clock())
    with desk.store.reading() as session:
        person = person_named(session, login)
        if person is None:
            raise HTTPException(404)
        file = person_file(session, person, today)
        deputies = [each for each in everybody(session) if each.disabled_at is None]
    return show(
        request,
        "person.html",
        status=_NOT_RIGHT if fault else 200,
        file=file,
        deputies=[each for each in deputies if each.id != person.id],
        roles=tuple(Role),
        providers=providers_of(desk.settings.desk),
        today=today,
        fault=fault,
        is_done=done in CHANGES,
        may_act=who.may(Role.ADMIN) and who.person_id != person.id,
        is_self=who.person_id == person.id,
    )


def _password(request: Request, person: Person, given: str) -> Response:
    return show(request, "person_password.html", person=person, given=given)
