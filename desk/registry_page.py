"""`/registry…`: the registry of enterprises: search, one enterprise, its imports, its tasks."""

import logging
import re
import unicodedata
from datetime import date

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from desk.acting import Act, carry_out
from desk.context import desk_of
from desk.forms import OwnForm
from desk.parameters import FEWEST_CHARACTERS, PageNumber, Words
from desk.rendering import show
from desk.rights import acts
from desk.security import RAW_BYTES_CSP
from jishen.cases.registry_settling import SettlingTerms, settle
from jishen.domain.enterprise_words import in_words
from jishen.domain.enterprises import FIELD_NAMES, PERSONAL_FIELDS, EnterpriseStatus
from jishen.domain.people import Role
from jishen.domain.registry import (
    REGISTRY_TASK_NAMES,
    SETTLEMENT_NAMES,
    SETTLEMENTS,
    RegistryTaskState,
    Settlement,
)
from jishen.domain.registry_errors import RegistryTaskFault
from jishen.store.registry import known_of_version
from jishen.store.tables import EnterpriseRecord, EnterpriseVersion, RegistryImport
from jishen.store.views import registry
from jishen.store.views.shared import Window

router = APIRouter()
_SETTLERS = (Role.REVIEWER, Role.APPROVER)
_READERS = (*_SETTLERS, Role.AUDITOR)
"""A report quotes cells that were out of place, and one of those may be a person's telephone."""
_log = logging.getLogger("jishen.desk")
_REPORT = re.compile(r"registry-\d{8}-\d{6}-[0-9a-f]{8}\.xlsx")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/registry")
def search(request: Request, q: Words = "", page: PageNumber = 1) -> HTMLResponse:
    """Show the enterprises whose name or code fits, 50 a page."""
    words = " ".join(unicodedata.normalize("NFKC", q).split())
    is_too_short = 0 < len(words) < FEWEST_CHARACTERS
    with desk_of(request).store.reading() as session:
        found = registry.found_enterprises(session, "" if is_too_short else words, Window(page))
        open_tasks = registry.count_open_tasks(session)
    return show(
        request,
        "registry.html",
        listed=found,
        parameters={"q": words},
        is_too_short=is_too_short,
        open_tasks=open_tasks,
        ordinary=(EnterpriseStatus.UNKNOWN, EnterpriseStatus.IN_BUSINESS),
    )


@router.get("/registry/enterprises/{uscc}")
def one_enterprise(request: Request, uscc: str) -> HTMLResponse:
    """Show all that is known of an enterprise: fields, sources, history, filings, cases."""
    with desk_of(request).store.reading() as session:
        file = registry.enterprise_file(session, uscc)
    if file is None:
        raise HTTPException(404)
    return show(
        request,
        "enterprise.html",
        file=file,
        fields=[(field, title, _said(file.record, field)) for field, title in _shown_fields()],
        personal=[(field, FIELD_NAMES[field], file.personal[field]) for field in PERSONAL_FIELDS],
        changes=[(version, _changes(version)) for version in file.versions],
        task_names=REGISTRY_TASK_NAMES,
        settlement_names=SETTLEMENT_NAMES,
    )


@router.get("/registry/tasks")
def tasks(request: Request, page: PageNumber = 1, show_all: bool = False) -> HTMLResponse:
    """Show what the registry asks of a person; with `show_all` what is settled too."""
    state = None if show_all else RegistryTaskState.OPEN
    with desk_of(request).store.reading() as session:
        found = registry.task_lines(session, state, Window(page))
    return show(
        request,
        "registry_tasks.html",
        listed=found,
        parameters={"show_all": "1" if show_all else ""},
        task_names=REGISTRY_TASK_NAMES,
        settlement_names=SETTLEMENT_NAMES,
        ways=SETTLEMENTS,
        settlers=_SETTLERS,
    )


@router.post("/registry/tasks/{task_id}")
@acts(*_SETTLERS)
def settle_task(request: Request, task_id: int, form: OwnForm) -> Response:
    """Settle a task: how, why, and what that way needs besides."""

    def do(act: Act) -> str:
        why, how = form.text("why"), form.text("settlement", 20)
        if how not in set(Settlement):
            message = "请选择处理方式"
            raise RegistryTaskFault(message)
        terms = SettlingTerms(
            act.actor.name,
            why,
            act.at,
            desk_of(request).seal,
            _day(form.text("renamed_on", 10)),
            form.text("void", 18),
        )
        settle(act.session, task_id, Settlement(how), terms)
        return "/registry/tasks"

    return carry_out(request, form, "registry", do)


@router.get("/registry/imports")
def imports(request: Request, page: PageNumber = 1) -> HTMLResponse:
    """Show the imports, newest first."""
    with desk_of(request).store.reading() as session:
        found = registry.imports(session, Window(page))
    return show(
        request,
        "registry_imports.html",
        listed=found,
        parameters={},
        has_report=_has,
        readers=_READERS,
    )


@router.get("/registry/imports/{import_id}/report.xlsx")
@acts(*_READERS)
def report(request: Request, import_id: int) -> Response:
    """Send an import's report by row, as an attachment."""
    desk = desk_of(request)
    with desk.store.reading() as session:
        imported = session.get(RegistryImport, import_id)
    if imported is None or not _has(imported):
        raise HTTPException(404)
    path = desk.settings.data_folder / "reports" / imported.report
    try:
        content = path.read_bytes()
    except OSError as error:
        _log.warning("report %s of import %s cannot be read", imported.report, import_id)
        raise HTTPException(404) from error
    headers = {
        "content-disposition": f'attachment; filename="{imported.report}"',
        "content-security-policy": RAW_BYTES_CSP,
    }
    return Response(content, media_type=_XLSX, headers=headers)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        message = f"启用日“{text}”应如 2026-04-10"
        raise RegistryTaskFault(message) from None


def _has(imported: RegistryImport) -> bool:
    """Tell whether a report lies in the data folder; one that went elsewhere is not sent."""
    return _REPORT.fullmatch(imported.report) is not None


def _shown_fields() -> list[tuple[str, str]]:
    left_out = {*PERSONAL_FIELDS, "former_names", "name", "is_sample"}
    return [(field, title) for field, title in FIELD_NAMES.items() if field not in left_out]


def _said(record: EnterpriseRecord, field: str) -> str:
    value = getattr(record, field)
    return in_words(tuple(value) if isinstance(value, list) else value)


def _changes(version: EnterpriseVersion) -> list[tuple[str, str]]:
    """Return what each changed field was before, in words."""
    before = known_of_version(version).enterprise
    changed = version.changed if isinstance(version.changed, list) else []
    return [
        (title, in_words(getattr(before, field)) or "（空）")
        for field, title in FIELD_NAMES.items()
        if field in changed
    ]
