"""Errors of the enterprise's page: its own layout, no way into the desk, nothing of the link."""

from http import HTTPStatus

from fastapi import Request
from fastapi.responses import HTMLResponse

from desk.enterprise.words import speaker
from desk.rendering import show
from jishen.domain.claims import Language

PREFIX = "/e/"
_SAID = {
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too_large",
    HTTPStatus.REQUEST_TIMEOUT: "too_slow",
    HTTPStatus.NOT_FOUND: "invalid",
    HTTPStatus.METHOD_NOT_ALLOWED: "invalid",
}


def enterprise_error(request: Request, status: int) -> HTMLResponse:
    """Return a page that says what happened and whom to call."""
    language = Language.EN if request.query_params.get("lang") == Language.EN else Language.ZH
    say, said = speaker(language), _SAID.get(HTTPStatus(status), "trouble")
    return show(
        request,
        "enterprise/plain.html",
        status=status,
        t=say,
        language=language.value,
        here="",
        facts=None,
        heading=say(f"{said}_title"),
        text=say(f"{said}_text"),
    )
