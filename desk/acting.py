"""Forms that act: once for each key, rights read in the transaction, refusals that lose no text."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from fastapi import HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from desk.context import desk_of
from desk.forms import FORM_KEY, Form
from desk.guard import person_of
from desk.rendering import show
from desk.rights import rights_of
from jishen.access.action_keys import body_digest, earlier_answer, is_still_open, keep_answer
from jishen.access.rights import acting
from jishen.domain.access_errors import NotAllowed
from jishen.domain.errors import JishenError
from jishen.store.audit import Actor

ACTION_KEY = "action_key"
NOT_CONTENT = frozenset({FORM_KEY, ACTION_KEY})
"""Fields of a form that say nothing of what is asked for."""
NOT_SHOWN = NOT_CONTENT | {"next", "username", "password", "current", "new", "again", "code"}
"""Fields that no page shows again."""
_KEY_CHARACTERS = 64
_FORBIDDEN, _CONFLICT = 403, 409


@dataclass(frozen=True, slots=True)
class Act:
    """An act as its own part sees it: the transaction, who acts, when."""

    session: Session
    actor: Actor
    at: datetime


def carry_out(
    request: Request,
    form: Form,
    name: str,
    do: Callable[[Act], str],
    again: Callable[[JishenError], Response] | None = None,
) -> Response:
    """Carry a form out in one transaction, once, and send the browser to the path `do` returns.

    Who may is what the route declares, read anew in the transaction. `name` is the transaction's
    in `failpoints.ACTS`. A fault goes to `again`, which shows the form with it; without one, and
    always when it is about rights, a page tells of it and shows what was typed.
    """
    who, at = person_of(request), desk_of(request).clock()
    key = form.text(ACTION_KEY, _KEY_CHARACTERS)
    if not key:
        raise HTTPException(400)
    roles = tuple(sorted(rights_of(request.scope["route"]).roles))
    content = {field: texts for field, texts in form.fields.items() if field not in NOT_CONTENT}
    digest = body_digest(request.url.path, content)
    try:
        with desk_of(request).store.act(name) as session:
            actor = acting(session, who.person_id, roles, at)
            if not is_still_open(session, who.session_id):
                raise HTTPException(401)
            answer = earlier_answer(session, key, who.person_id, digest)
            if answer is None:
                answer = do(Act(session, actor, at))
                keep_answer(session, key, who.person_id, digest, answer, at)
    except JishenError as fault:
        if again is not None and not isinstance(fault, NotAllowed):
            return again(fault)
        return refusal(request, form, fault)
    return RedirectResponse(answer, 303)


def attempt(request: Request, form: Form, do: Callable[[], str]) -> Response:
    """Do what has a transaction and a key of its own; a fault is told as by `carry_out`."""
    try:
        return RedirectResponse(do(), 303)
    except JishenError as fault:
        return refusal(request, form, fault)


def refusal(request: Request, form: Form, fault: JishenError) -> Response:
    """Tell that nothing was done, why and what next, with what was typed."""
    return show(
        request,
        "error.html",
        status=_FORBIDDEN if isinstance(fault, NotAllowed) else _CONFLICT,
        heading="没有办理",
        advice=f"{fault}。{fault.remedy}",
        kept=kept_texts(form),
    )


def kept_texts(form: Form) -> tuple[tuple[str, str], ...]:
    """Return what was typed into a form, by field, without secrets and keys."""
    return tuple(
        (name, text)
        for name, texts in form.fields.items()
        if name not in NOT_SHOWN
        for text in texts
        if text.strip()
    )
