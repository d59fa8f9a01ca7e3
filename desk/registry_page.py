"""`/registry…`: the registry of enterprises: search, one enterprise, its imports, its tasks."""

import logging
import re
import unicodedata

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from desk.context import desk_of
from desk.parameters import FEWEST_CHARACTERS, PageNumber, Words
from desk.rendering import show
from desk.security import RAW_BYTES_CSP
from jishen.domain.enterprise_words import in_words
from jishen.domain.enterprises import FIELD_NAMES, PERSONAL_FIELDS, EnterpriseStatus
from jishen.domain.registry import (
    REGISTRY_TASK_NAMES,
    SETTLEMENT_NAMES,
    SETTLEMENTS,
    RegistryTaskState,
)
from jishen.store.registry import known_of_version
from jishen.store.tables import EnterpriseRecord, EnterpriseVersion, RegistryImport
from jishen.store.views import registry
from jishen.store.views.shared import Window

router = APIRouter()
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
    )


@router.get("/registry/imports")
def imports(request: Request, page: PageNumber = 1) -> HTMLResponse:
    """Show the imports, newest first."""
    with desk_of(request).store.reading() as session:
        found = registry.imports(session, Window(page))
    return show(request, "registry_imports.html", listed=found, parameters={}, has_report=_has)


@router.get("/registry/imports/{import_id}/report.xlsx")
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
