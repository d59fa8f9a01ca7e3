"""`/account`: one's own roles and sessions, password and one-time codes."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response

from desk.context import desk_of
from desk.forms import Form, OwnForm
from desk.guard import browser_of, own_path, person_of
from desk.qr import qr_drawing
from desk.rendering import show
from desk.rights import completes
from desk.sign_in_page import entered, wait_until
from jishen.access import own_account
from jishen.access.attempts import MustWait
from jishen.access.second_factor import secret_of
from jishen.access.sessions import Missing, open_sessions
from jishen.access.signing_in import CodeTerms, Entered, Wrong
from jishen.domain.access_errors import PersonFault
from jishen.domain.one_time_codes import enrolment_uri, secret_in_letters
from jishen.domain.people import FEWEST_PASSWORD_CHARACTERS, MOST_PASSWORD_CHARACTERS
from jishen.store.tables import Person

ISSUER = "即审"
_TOO_MANY, _NOT_RIGHT = 429, 422
_WRONG_CONFIRMATION = "动态口令或密码不正确，请等待下一个口令后重试。"

router = APIRouter()

Target = Annotated[str, Query(alias="next", max_length=2000)]
Done = Annotated[str, Query(max_length=20)]


@router.get("/account")
@completes()
def account(request: Request, done: Done = "") -> Response:
    """Show who is signed in, in which roles, and where else."""
    desk, who = desk_of(request), person_of(request)
    with desk.store.reading() as session:
        person = session.get_one(Person, who.person_id)
        sessions = open_sessions(session, who.person_id, desk.session_rules, desk.clock())
    return show(request, "account.html", person=person, sessions=sessions, done=done)


@router.post("/account/sessions/{session_id}/end")
@completes()
def end_session(request: Request, session_id: str, form: OwnForm) -> Response:  # noqa: ARG001
    """End one of one's own sessions."""
    desk = desk_of(request)
    if not own_account.end_own_session(desk.store, person_of(request), session_id, _terms(request)):
        raise HTTPException(404)
    return RedirectResponse("/account?done=session", 303)


@router.get("/account/password")
@completes(Missing.PASSWORD)
def password_page(request: Request, target: Target = "/account") -> Response:
    """Show the form for another password."""
    return _password(request, own_path(target), "")


@router.post("/account/password")
@completes(Missing.PASSWORD)
def change_password(request: Request, form: OwnForm) -> Response:
    """Replace the password."""
    desk, target = desk_of(request), own_path(form.text("next"))
    new = _secret(form, "new")
    if new != _secret(form, "again"):
        return _password(request, target, "两次输入的新密码不一致。", _NOT_RIGHT)
    try:
        answer = own_account.change_password(
            desk.store,
            person_of(request),
            _secret(form, "current"),
            new,
            browser_of(request),
            _terms(request),
        )
    except PersonFault as fault:
        return _password(request, target, f"{fault}。", _NOT_RIGHT)
    match answer:
        case Entered(token):
            return entered(request, token, target)
        case MustWait(until):
            return _password(request, target, wait_until(until), _TOO_MANY)
        case Wrong():
            return _password(request, target, "原密码不正确。", _NOT_RIGHT)


@router.get("/account/codes")
@completes(Missing.ENROLMENT)
def codes_page(request: Request, target: Target = "/account") -> Response:
    """Show whether one-time codes are in use, and how to put the secret into an app."""
    return _codes(request, own_path(target), "")


@router.post("/account/codes")
@completes(Missing.ENROLMENT)
def set_up_codes(request: Request, form: OwnForm) -> Response:
    """Make the secret (without a code), or put it in use (with one)."""
    desk, who, target = desk_of(request), person_of(request), own_path(form.text("next"))
    if not form.text("code", 20):
        own_account.prepare_codes(desk.store, who, _terms(request))
        return _codes(request, target, "")
    typed = own_account.Confirmation(form.text("code", 20), _secret(form, "password"))
    answer = own_account.confirm_codes(desk.store, who, typed, browser_of(request), _terms(request))
    match answer:
        case Entered(token):
            return entered(request, token, target)
        case MustWait(until):
            return _codes(request, target, wait_until(until), _TOO_MANY)
        case Wrong():
            return _codes(request, target, _WRONG_CONFIRMATION, _NOT_RIGHT)


def _password(request: Request, target: str, said: str, status: int = 200) -> Response:
    return show(
        request,
        "account_password.html",
        status=status,
        target=target,
        said=said,
        fewest=FEWEST_PASSWORD_CHARACTERS,
        is_one_time=person_of(request).missing is Missing.PASSWORD,
    )


def _codes(request: Request, target: str, said: str, status: int = 200) -> Response:
    desk, who = desk_of(request), person_of(request)
    with desk.store.reading() as session:
        person = session.get_one(Person, who.person_id)
        is_in_use = person.totp_confirmed_at is not None
        secret = None if is_in_use else secret_of(person, desk.seal)
    drawing = qr_drawing(enrolment_uri(secret, ISSUER, who.login)) if secret else None
    return show(
        request,
        "account_codes.html",
        status=status,
        target=target,
        said=said,
        is_in_use=is_in_use,
        has_password=person.password_hash is not None,
        is_due=who.missing is Missing.ENROLMENT,
        drawing=drawing,
        letters=secret_in_letters(secret) if secret else "",
    )


def _secret(form: Form, name: str) -> str:
    return form.secret(name, MOST_PASSWORD_CHARACTERS)


def _terms(request: Request) -> CodeTerms:
    desk = desk_of(request)
    return CodeTerms(desk.seal, desk.session_rules, desk.clock())
