"""`/e/{token}`: what was seen, what it may mean, the claim and its progress, for the enterprise.

GET shows and changes nothing, so a scanner that opens the link does no harm; what changes anything
is a POST with the last four characters of the credit code typed into it.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from desk.context import desk_of
from desk.enterprise.acts import confirm, kept_files, reviewers, with_uploads
from desk.enterprise.limits import WINDOW, limits_of
from desk.enterprise.opening import open_page
from desk.enterprise.reading import Asked, Fault, read_form
from desk.enterprise.stage import Stage
from desk.enterprise.typed import Typed, typed_form
from desk.enterprise.view import Opened, commitments, show_page
from desk.enterprise.words import speaker
from desk.guard import browser_of
from desk.rendering import show
from jishen.cases.not_ours import Said, say_not_ours
from jishen.domain.claim_fields import WORDS_CHARACTERS, is_last_of, masked_uscc
from jishen.domain.claims import Filled, Language

router = APIRouter(prefix="/e")

SentForm = Annotated[Typed, Depends(typed_form)]


@router.get("/{token}")
def enterprise_page(request: Request, token: str, lang: str = "") -> Response:
    """Show the page of a link."""
    opened = open_page(request, token, lang)
    if opened is None:
        return _no_page(request, lang)
    return show_page(request, opened)


@router.get("/{token}/not-ours")
def not_ours_page(request: Request, token: str, lang: str = "") -> Response:
    """Show what says that a filing is not this enterprise's."""
    opened = open_page(request, token, lang)
    if opened is None:
        return _no_page(request, lang)
    if opened.stage not in {Stage.CLAIM, Stage.WINDOW}:
        return _to_page(opened)
    return show_page(request, opened, "not_ours.html")


@router.post("/{token}/check")
def check(request: Request, token: str, typed: SentForm) -> Response:
    """Show the form once more to be confirmed, or its faults; files that came are kept."""
    found = _form_page(request, token, typed)
    if isinstance(found, Response):
        return found
    opened, asked = found
    typed, opened, faults = with_uploads(request, opened, asked, typed)
    read = read_form(typed, asked, frozenset(file.item for file in kept_files(opened)))
    faults = (*read.faults, *faults)
    if read.filled is None or faults:
        return show_page(request, opened, status=422, typed=typed, faults=faults)
    return _check_page(request, opened, typed, read.filled)


@router.post("/{token}/edit")
def edit(request: Request, token: str, typed: SentForm) -> Response:
    """Show the form again with everything that was typed."""
    found = _form_page(request, token, typed)
    if isinstance(found, Response):
        return found
    return show_page(request, found[0], typed=typed)


@router.post("/{token}/submit")
def submit(request: Request, token: str, typed: SentForm) -> Response:
    """Take the claim, once for each form however often it is sent; then show where it stands."""
    opened = open_page(request, token, typed.text("lang"), typed)
    if opened is None:
        return _no_page(request, typed.text("lang"))
    asked = opened.asked
    if asked is None:
        return _to_page(opened)
    refused = _too_often(request, opened)
    if refused is not None:
        return refused
    read = read_form(typed, asked, frozenset(file.item for file in kept_files(opened)))
    if read.filled is None:
        return show_page(request, opened, status=422, typed=typed, faults=read.faults)
    fault = _code_fault(request, opened, typed)
    if fault is not None:
        return _check_page(request, opened, typed, read.filled, fault)
    return confirm(request, opened, typed, read.filled) or _to_page(opened)


@router.post("/{token}/not-ours")
def say_it_is_not_ours(request: Request, token: str, typed: SentForm) -> Response:
    """Record that a filing is not this enterprise's, and stop telling it of the case."""
    opened = open_page(request, token, typed.text("lang"), typed)
    if opened is None:
        return _no_page(request, typed.text("lang"))
    if opened.stage not in {Stage.CLAIM, Stage.WINDOW}:
        return _to_page(opened)
    refused = _too_often(request, opened)
    if refused is not None:
        return refused
    fault = _code_fault(request, opened, typed)
    if len(typed.text("words")) > WORDS_CHARACTERS:
        about = speaker(opened.language)("not_ours_words")
        fault = Fault("words", "too_long", about)
    if fault is not None:
        return show_page(request, opened, "not_ours.html", status=422, typed=typed, faults=(fault,))
    desk = desk_of(request)
    said = Said(token, typed.text("words"), desk.clock(), reviewers(request))
    say_not_ours(desk.store, said)
    return _to_page(opened)


def _form_page(request: Request, token: str, typed: Typed) -> tuple[Opened, Asked] | Response:
    """Return the page with what it asks for, or the answer when it asks for nothing now."""
    opened = open_page(request, token, typed.text("lang"), typed)
    if opened is None:
        return _no_page(request, typed.text("lang"))
    if opened.asked is None:
        return _to_page(opened)
    return _too_often(request, opened) or (opened, opened.asked)


def _check_page(
    request: Request, opened: Opened, typed: Typed, filled: Filled, fault: Fault | None = None
) -> HTMLResponse:
    kept = kept_files(opened)
    number = filled.payee.account_number if filled.payee else ""
    texts = [(name, text) for name, text in typed.texts.items() if name != "last_four"]
    uploads = [("upload", file.id) for file in opened.kept]
    return show_page(
        request,
        opened,
        "check.html",
        status=422 if fault else 200,
        faults=(fault,) if fault else (),
        filled=filled,
        kept=kept,
        grouped=" ".join(number[at : at + 4] for at in range(0, len(number), 4)),
        commitments=commitments(opened.form) if opened.form else {},
        hidden=[*_with_action_key(request, texts), *uploads],
        uscc=masked_uscc(opened.facts.case.uscc),
    )


def _with_action_key(request: Request, texts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the texts with a key that makes this form one act; a form sent again keeps its own."""
    if any(name == "action_key" and text for name, text in texts):
        return texts
    key = desk_of(request).new_key()
    return [*[(name, text) for name, text in texts if name != "action_key"], ("action_key", key)]


def _code_fault(request: Request, opened: Opened, typed: Typed) -> Fault | None:
    if is_last_of(typed.text("last_four"), opened.facts.case.uscc):
        return None
    limits_of(request).wrong_codes.note(opened.facts.link.id, desk_of(request).clock())
    return Fault("last_four", "last_four")


def _too_often(request: Request, opened: Opened) -> Response | None:
    limits, at, link = limits_of(request), desk_of(request).clock(), opened.facts.link.id
    if limits.forms.is_full(link, at) or limits.wrong_codes.is_full(link, at):
        return _busy(request, opened.language, opened.here)
    limits.forms.note(link, at)
    return None


def _no_page(request: Request, lang: str) -> Response:
    """Answer a link that opens nothing: the same whatever is the matter with it."""
    limits, at = limits_of(request), desk_of(request).clock()
    language = Language.EN if lang == Language.EN else Language.ZH
    if limits.unknown_links.is_full(browser_of(request).address, at):
        return _busy(request, language, "")
    limits.unknown_links.note(browser_of(request).address, at)
    say = speaker(language)
    return show(
        request,
        "enterprise/plain.html",
        status=404,
        t=say,
        language=language.value,
        here="",
        facts=None,
        heading=say("invalid_title"),
        text=say("invalid_text"),
    )


def _busy(request: Request, language: Language, here: str) -> Response:
    say = speaker(language)
    minutes = int(WINDOW.total_seconds() // 60)
    page = show(
        request,
        "enterprise/plain.html",
        status=429,
        t=say,
        language=language.value,
        here=here,
        facts=None,
        heading=say("busy_title"),
        text=say("busy_text", minutes=minutes),
    )
    page.headers["retry-after"] = str(minutes * 60)
    return page


def _to_page(opened: Opened) -> Response:
    return RedirectResponse(f"{opened.here}?lang={opened.language.value}", status_code=303)
