"""What a form on the enterprise's page does: keep its files, take the claim."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from fastapi import Request
from fastapi.responses import Response

from desk.context import Desk, desk_of
from desk.enterprise.reading import Asked, Fault, file_field
from desk.enterprise.typed import Chosen, Typed
from desk.enterprise.view import Opened, show_page
from desk.enterprise.words import speaker
from jishen.cases.claim_terms import ClaimTerms, Submission
from jishen.cases.claim_uploads import FOLDER, NotKept, Upload, keep_upload
from jishen.cases.claims import Taken, submit_claim
from jishen.domain.claim_fields import file_name
from jishen.domain.claim_files import kind_of
from jishen.domain.claims import Filled
from jishen.domain.notices import Audience
from jishen.domain.registry_errors import SealFault
from jishen.sealing import Seal, seal_of
from jishen.store.claims import uploads_of
from jishen.store.raw import RawStore
from jishen.store.tables import ClaimFile
from rules import POLICIES


def reviewers(request: Request) -> tuple[str, ...]:
    """Return the names of the reviewers' recipients."""
    settings = desk_of(request).settings
    return tuple(recipient.name for recipient in settings.recipients_of(Audience.REVIEWERS))


def kept_files(opened: Opened) -> tuple[ClaimFile, ...]:
    """Return the files of the claim so far: those of earlier versions and those of this form."""
    return (*opened.facts.files, *opened.kept)


def with_uploads(
    request: Request, opened: Opened, asked: Asked, typed: Typed
) -> tuple[Typed, Opened, tuple[Fault, ...]]:
    """Keep the files that came and may be kept; return the form with them, and what is wrong."""
    desk = desk_of(request)
    names = _names_of_fields(asked)
    faults: list[Fault] = []
    ids = [file.id for file in opened.kept]
    if len(ids) < len([i for i in typed.uploads if not typed.text(f"remove_{i}")]):
        faults.append(Fault(next(iter(names), ""), "file_gone"))
    for chosen in typed.files:
        if chosen.field not in names:
            continue
        fault = _keep(desk, opened, chosen, names[chosen.field], ids)
        if fault:
            faults.append(Fault(chosen.field, fault, names[chosen.field][1]))
    with desk.store.reading() as session:
        kept = tuple(uploads_of(session, opened.facts.case.id, ids))
    kept_texts = {n: t for n, t in typed.texts.items() if not n.startswith("remove_")}
    form = Typed(kept_texts, (), tuple(file.id for file in kept))
    return form, replace(opened, kept=kept), tuple(faults)


def _names_of_fields(asked: Asked) -> dict[str, tuple[str, str]]:
    """Return of each field for a file the code of what it is for, and its name."""
    materials = [
        (material.code, material.name.said(asked.language)) for material in asked.materials
    ]
    items = [(item.key, item.words) for item in asked.corrections]
    return {file_field(code): (code, name) for code, name in (*materials, *items)}


def _keep(desk: Desk, opened: Opened, chosen: Chosen, what: tuple[str, str], ids: list[str]) -> str:
    """Keep one file and add its id, or return what is wrong with it."""
    claims = desk.settings.claims
    if len(chosen.content) > claims.max_file_bytes:
        return "file_large"
    if len(ids) >= claims.max_files:
        return "file_many"
    media_type, fault = kind_of(chosen.content)
    if fault:
        return fault
    name = file_name(chosen.name)
    upload = Upload(opened.token, what[0], chosen.content, media_type, name)
    folder = RawStore(desk.settings.data_folder / FOLDER)
    kept = keep_upload(desk.store, folder, upload, at=desk.clock(), most_files=claims.max_files)
    if isinstance(kept, NotKept):
        return "file_many" if kept is NotKept.TOO_MANY else "file_gone"
    if kept not in ids:
        ids.append(kept)
    return ""


def confirm(request: Request, opened: Opened, typed: Typed, filled: Filled) -> Response | None:
    """Take the claim; return the page to show when it was not taken, None when it was."""
    desk = desk_of(request)
    say = speaker(opened.language)
    try:
        terms = _terms(request, opened, seal_of(desk.settings.key_file))
        submission = Submission(
            token=opened.token,
            action_key=typed.text("action_key") or desk.new_key(),
            language=opened.language,
            filled=filled,
            upload_ids=tuple(file.id for file in opened.kept),
        )
        taken = submit_claim(desk.store, submission, terms).taken
    except SealFault:
        said = say("keys_text")
        return show_page(request, opened, status=503, typed=typed, said=said)
    if taken is Taken.FILES:
        faults = tuple(_gone(opened))
        return show_page(request, opened, status=422, typed=typed, faults=faults)
    return None


def _gone(opened: Opened) -> Iterator[Fault]:
    if opened.asked is not None:
        first = next(iter(opened.asked.materials), None)
        yield Fault(file_field(first.code) if first else "", "file_gone")


def _terms(request: Request, opened: Opened, seal: Seal) -> ClaimTerms:
    desk = desk_of(request)
    policy = POLICIES[opened.facts.case.policy_id]
    if policy.claim_form is None:
        message = f"policy {policy.policy_id} has no form"
        raise LookupError(message)
    return ClaimTerms(
        policy_id=policy.policy_id,
        policy=policy.decide,
        policy_ends_on=policy.effective_to,
        form=policy.claim_form,
        seal=seal,
        at=desk.clock(),
        reviewers=reviewers(request),
        status_lasts=timedelta(days=desk.settings.claims.status_days),
        zone=policy.zone,
        windows=policy.windows,
    )
