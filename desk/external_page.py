"""`/sign-in/{means}`: to another system and back; whoever comes back must be linked to a person."""

import logging
import secrets

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from desk.context import desk_of
from desk.external import providers_of
from desk.guard import browser_of, own_path
from desk.provider import Begun, Provider
from desk.rendering import show
from desk.rights import open_to_all
from desk.sign_in_page import Target, entered, form_cookie
from jishen.access.external import Known, Pending, Unlinked, begin, enter, take
from jishen.domain.access_errors import ProviderFault

router = APIRouter()
_log = logging.getLogger("jishen.desk")
_REFUSED = 403


@router.get("/sign-in/with/{means}")
@open_to_all
def leave(request: Request, means: str, target: Target = "/") -> Response:
    """Send the browser to the other system, bound to it by a cookie."""
    desk, provider = desk_of(request), _provider(request, means)
    cookie = form_cookie(request)
    key = cookie.value(request) or secrets.token_urlsafe(32)
    try:
        with desk.store.act("sign_in") as session:
            pending = begin(session, provider.key, key, own_path(target), desk.clock())
        response = RedirectResponse(provider.authorize_url(_begun(request, means, pending)), 303)
    except ProviderFault as fault:
        return _failed(request, str(fault), fault.remedy)
    cookie.put(response, key)
    return response


@router.get("/sign-in/with/{means}/back")
@open_to_all
def come_back(request: Request, means: str, code: str = "", state: str = "") -> Response:
    """Take whoever comes back in, if the sign-in was begun here and they are linked."""
    desk, provider, at = desk_of(request), _provider(request, means), desk_of(request).clock()
    key = form_cookie(request).value(request)
    with desk.store.act("sign_in") as session:
        pending = take(session, provider.key, state, key, at) if key and state else None
    if pending is None:
        return _failed(request, "这次登录已过期、已用过，或不是从本浏览器发起的", "请重新登录。")
    if not code:
        return _failed(request, f"{provider.name}没有同意登录", "请重新登录，或改用登录名和密码。")
    try:
        subject = provider.subject_of(code, _begun(request, means, pending), at.timestamp())
    except ProviderFault as fault:
        _log.warning("sign-in by %s failed: %s", means, fault)
        return _failed(request, str(fault), fault.remedy)
    known = Known(provider.key, means, subject, provider.is_second_factor)
    token = enter(desk.store, known, browser_of(request), desk.session_rules, at)
    if isinstance(token, Unlinked):
        advice = f"请将您在该系统的用户标识“{subject}”告知系统管理员，在“人员”页面关联后再登录。"
        return _failed(request, "您的身份尚未关联到本系统在用的账号", advice)
    return entered(request, token, pending.target)


def _begun(request: Request, means: str, pending: Pending) -> Begun:
    back = f"{desk_of(request).settings.desk.url}/sign-in/with/{means}/back"
    agent = browser_of(request).agent
    return Begun(pending.state, pending.nonce, pending.verifier, back, agent)


def _provider(request: Request, means: str) -> Provider:
    configured = providers_of(desk_of(request).settings.desk)
    found = next((each for each in configured if each.means == means), None)
    if found is None:
        raise HTTPException(404)
    return found


def _failed(request: Request, what: str, advice: str) -> Response:
    return show(
        request,
        "error.html",
        status=_REFUSED,
        heading="未能登录",
        advice=f"{what}。{advice}",
        kept=(),
    )
