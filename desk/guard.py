"""The door of every page: whose session is it, may they open this, where else must they go."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from fastapi import HTTPException, Request
from fastapi.responses import Response

from desk.context import desk_of
from desk.rights import Rights, rights_of
from jishen.access.sessions import (
    Browser,
    Missing,
    SignedIn,
    is_seen_long_ago,
    mark_seen,
    signed_in,
)
from jishen.desk_settings import DeskSettings
from jishen.domain.people import ROLE_NAMES

SIGN_IN = "/sign-in"
STALE_CODE = "code"
"""What a refusal says when the one-time code was typed too long ago."""
PLACES: Final = {
    Missing.CODE: "/sign-in/code",
    Missing.PASSWORD: "/account/password",
    Missing.ENROLMENT: "/account/codes",
}
"""Where people do what is still to be done."""
HOME = "/"
_TARGET_CHARACTERS = 600


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie of the desk, bound to this host and to HTTPS where the desk has it."""

    name: str
    is_secure: bool

    def put(self, response: Response, value: str) -> None:
        """Give it to the browser until that is closed."""
        response.set_cookie(
            self.name, value, path="/", secure=self.is_secure, httponly=True, samesite="lax"
        )

    def take_back(self, response: Response) -> None:
        """Have the browser forget it."""
        response.delete_cookie(
            self.name, path="/", secure=self.is_secure, httponly=True, samesite="lax"
        )

    def value(self, request: Request) -> str:
        """Return what the browser sent, or nothing."""
        return request.cookies.get(self.name, "")


def cookie_of(desk: DeskSettings, name: str = "jishen") -> Cookie:
    """Return the cookie of a name: `__Host-` keeps other hosts of the domain from setting it."""
    is_secure = desk.url.startswith("https://")
    return Cookie(f"__Host-{name}" if is_secure else name, is_secure)


def guard(request: Request) -> None:
    """Let only those through whom the route lets in; a dependency of every route.

    Raises:
        HTTPException: 303 to where the person must go first, 401, or 403.
    """
    rights = rights_of(request.scope["route"])
    if rights.is_open:
        return
    who = who_asks(request)
    if who is None:
        raise _sign_in_first(request)
    if who.missing is not None and who.missing not in rights.despite:
        raise redirect(f"{PLACES[who.missing]}{target_query(asked_for(request))}")
    if rights.roles and not who.may(*rights.roles):
        raise HTTPException(403, _needed(rights))


def require_recent_code(request: Request) -> None:
    """Let nobody decide on money whose one-time code was typed long ago (ASVS 7.5.3).

    A form opens with a recent code, and may be on the way for as long again. Who has not set up
    codes is let through: which roles need them is a setting.

    Raises:
        HTTPException: 303 to where the code is typed; 401 for a form that took too long.
    """
    desk, who = desk_of(request), person_of(request)
    within = timedelta(minutes=desk.settings.desk.code_minutes)
    is_form = request.method != "GET"
    oldest = desk.clock() - within * (2 if is_form else 1)
    if not who.has_codes or (who.code_at is not None and who.code_at >= oldest):
        return
    if is_form:
        raise HTTPException(401, STALE_CODE)
    raise redirect(f"{PLACES[Missing.CODE]}{target_query(asked_for(request))}")


def who_asks(request: Request) -> SignedIn | None:
    """Return whose session the request bears, and remember it for the page."""
    desk = desk_of(request)
    token = cookie_of(desk.settings.desk).value(request)
    request.state.who = None
    if not token:
        return None
    at = desk.clock()
    with desk.store.reading() as session:
        found = signed_in(session, token, desk.session_rules, at)
    if found is None:
        return None
    who, seen_at = found
    request.state.who = who
    if is_seen_long_ago(seen_at, at):
        with desk.store.act("sign_in") as session:
            mark_seen(session, who.session_id, at)
    return who


def person_of(request: Request) -> SignedIn:
    """Return the signed-in person of a route that is not open.

    Raises:
        HTTPException: 401; the route let somebody in without a session.
    """
    who = signed_in_person(request)
    if who is None:
        raise HTTPException(401)
    return who


def signed_in_person(request: Request) -> SignedIn | None:
    """Return the signed-in person, None on an open page."""
    who = getattr(request.state, "who", None)
    return who if isinstance(who, SignedIn) else None


def redirect(to: str) -> HTTPException:
    """Return what sends the browser on to another page."""
    return HTTPException(303, headers={"location": to})


def asked_for(request: Request) -> str:
    """Return the page to come back to: the one asked for, or for a form the start page."""
    if request.method != "GET":
        return HOME
    query = f"?{request.url.query}" if request.url.query else ""
    return own_path(f"{request.url.path}{query}")


def own_path(target: str) -> str:
    """Return a path of the desk as it is, the start page for anything else.

    >>> own_path("/cases/HZ-2026-0001?a=b"), own_path("//evil.example"), own_path("https://evil")
    ('/cases/HZ-2026-0001?a=b', '/', '/')
    """
    seen = unquote(target)
    is_plain = target.isprintable() and len(target) <= _TARGET_CHARACTERS and "\\" not in seen
    parts = urlsplit(target)
    is_ours = target.startswith("/") and not seen.startswith("//")
    is_ours = is_ours and not (parts.scheme or parts.netloc)
    if not (is_plain and is_ours) or target.startswith((SIGN_IN, "/sign-out")):
        return HOME
    return target


def target_query(target: str) -> str:
    """Return the query that tells a page where to go afterwards.

    >>> target_query("/cases/1?a=b"), target_query("/")
    ('?next=/cases/1%3Fa%3Db', '')
    """
    return f"?next={quote(target)}" if target != HOME else ""


def browser_of(request: Request) -> Browser:
    """Return where a request comes from; a forwarded address only from a proxy that is trusted."""
    trusted = desk_of(request).settings.desk.trusted_proxies
    hops = request.headers.get("x-forwarded-for", "").split(",")
    address = request.client.host if request.client else ""
    while address in trusted and hops and hops[-1].strip():
        address = hops.pop().strip()
    return Browser(address, request.headers.get("user-agent", ""))


def _sign_in_first(request: Request) -> HTTPException:
    if request.method == "GET":
        return redirect(f"{SIGN_IN}{target_query(asked_for(request))}")
    return HTTPException(401)


def _needed(rights: Rights) -> str:
    return "、".join(ROLE_NAMES[role] for role in sorted(rights.roles))
