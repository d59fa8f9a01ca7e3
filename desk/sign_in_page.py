"""`/sign-in`, `/sign-in/code`, `/sign-out`: the way in, its second step, the way out."""

import hmac
import secrets
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from desk.context import desk_of
from desk.external import providers_of
from desk.forms import FORM_KEY, OpenForm, OwnForm
from desk.guard import (
    Cookie,
    browser_of,
    cookie_of,
    own_path,
    person_of,
    redirect,
    who_asks,
)
from desk.rendering import show
from desk.rights import completes, open_to_all
from desk.wording import SHANGHAI
from jishen.access.accounts import By, actor_of
from jishen.access.attempts import MustWait
from jishen.access.sessions import Missing, end_session
from jishen.access.signing_in import CodeTerms, Entered, Wrong, show_code, sign_in
from jishen.domain.people import MOST_PASSWORD_CHARACTERS
from jishen.store.tables import Person

router = APIRouter()

Target = Annotated[str, Query(alias="next", max_length=2000)]
_TOO_MANY, _NOT_RIGHT = 429, 422
WRONG_PASSWORD = "登录名或密码不正确。"  # noqa: S105 (a sentence)
WRONG_CODE = "动态口令不正确或已用过，请等待下一个口令后重试。"


@router.get("/sign-in")
@open_to_all
def sign_in_page(request: Request, target: Target = "/", *, out: bool = False) -> Response:
    """Show the form; who is signed in goes on to the page asked for."""
    if who_asks(request) is not None:
        raise redirect(own_path(target))
    return _form(request, own_path(target), is_out=out)


@router.post("/sign-in")
@open_to_all
def try_password(request: Request, form: OpenForm) -> Response:
    """Begin a session for whoever knows the password, and go on to the page asked for."""
    desk = desk_of(request)
    target = own_path(form.text("next"))
    if not _is_own(request, form.secret(FORM_KEY)):
        return _form(request, target, said="登录页面已过期，请重新输入。", status=_NOT_RIGHT)
    login = form.text("login", 100)
    answer = sign_in(
        desk.store,
        login,
        form.secret("password", MOST_PASSWORD_CHARACTERS),
        browser_of(request),
        desk.session_rules,
        desk.clock(),
    )
    match answer:
        case Entered(token):
            return entered(request, token, target)
        case MustWait(until):
            return _form(request, target, login, said=wait_until(until), status=_TOO_MANY)
        case Wrong():
            return _form(request, target, login, said=WRONG_PASSWORD, status=_NOT_RIGHT)


@router.get("/sign-in/code")
@completes(Missing.CODE)
def code_page(request: Request, target: Target = "/") -> Response:
    """Ask for the one-time code: as the second step of signing in, or before a decision."""
    if not person_of(request).has_codes:
        raise redirect(own_path(target))
    return show(request, "sign_in_code.html", target=own_path(target), said="")


@router.post("/sign-in/code")
@completes(Missing.CODE)
def try_code(request: Request, form: OwnForm) -> Response:
    """Take the one-time code and go on to the page asked for."""
    desk, who, target = desk_of(request), person_of(request), own_path(form.text("next"))
    if not who.has_codes:
        raise redirect(target)
    answer = show_code(
        desk.store,
        who.session_id,
        who.person_id,
        form.text("code", 20),
        address=browser_of(request).address,
        terms=CodeTerms(desk.seal, desk.session_rules, desk.clock()),
    )
    match answer:
        case Entered(token):
            return entered(request, token, target)
        case MustWait(until):
            said, status = wait_until(until), _TOO_MANY
        case Wrong():
            said, status = WRONG_CODE, _NOT_RIGHT
    return show(request, "sign_in_code.html", target=target, said=said, status=status)


@router.post("/sign-out")
@completes(*Missing)
def sign_out(request: Request, form: OwnForm) -> Response:  # noqa: ARG001 (checked by its type)
    """End the session."""
    desk, who = desk_of(request), person_of(request)
    with desk.store.act("sign_in") as session:
        person = session.get_one(Person, who.person_id)
        end_session(session, who.session_id, person, By(actor_of(person), desk.clock()))
    response = RedirectResponse("/sign-in?out=1", 303)
    cookie_of(desk.settings.desk).take_back(response)
    return response


def entered(request: Request, token: str, target: str) -> Response:
    """Give the browser its session and send it on."""
    response = RedirectResponse(target, 303)
    cookie_of(desk_of(request).settings.desk).put(response, token)
    form_cookie(request).take_back(response)
    return response


def wait_until(until: datetime) -> str:
    """Say when the next attempt may be made."""
    return f"尝试次数过多，请于 {until.astimezone(SHANGHAI):%H:%M:%S} 之后再试。"


def _form(
    request: Request,
    target: str,
    login: str = "",
    *,
    said: str = "",
    is_out: bool = False,
    status: int = 200,
) -> HTMLResponse:
    """Show the form, with a key that the browser must send back twice: in it and as a cookie."""
    cookie = form_cookie(request)
    key = cookie.value(request) or secrets.token_urlsafe(32)
    response = show(
        request,
        "sign_in.html",
        status=status,
        target=target,
        login=login,
        said=said,
        is_out=is_out,
        key=key,
        providers=providers_of(desk_of(request).settings.desk),
    )
    cookie.put(response, key)
    return response


def _is_own(request: Request, key: str) -> bool:
    sent = form_cookie(request).value(request)
    return bool(sent) and hmac.compare_digest(sent.encode(), key.encode())


def form_cookie(request: Request) -> Cookie:
    """Return the cookie that binds a sign-in to the browser that began it."""
    return cookie_of(desk_of(request).settings.desk, "jishen-form")
