"""`/cases/{case_number}`: what one case rests on and what the policy says, on one page."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse

from desk.context import desk_of
from desk.guard import signed_in_person
from desk.rendering import show
from desk.wording import cell_names
from desk.zone_drawing import ZoneDrawing, drawing_of
from jishen.cases.records_json import from_json
from jishen.domain.acts import CaseAct, acts_open_to
from jishen.domain.case_clock import case_clock
from jishen.domain.claims import ClaimCheck
from jishen.domain.decisions import CaseFacts, Decision
from jishen.domain.matches import Candidate, MatchReason
from jishen.store.calendars import work_calendar
from jishen.store.case_history import passages_of
from jishen.store.people import day_of
from jishen.store.registry import personal_shown
from jishen.store.tables import EntryVersion, MatchRecord
from jishen.store.views.case_file import CaseFile, case_file
from jishen.store.views.case_work import case_work
from rules import POLICIES

router = APIRouter()

DoneAct = Annotated[CaseAct | None, Query()]
"""What the person has just done, said once on top of the page."""


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell that a later version of the list prints differently."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """What a version of a row changed against the one before."""

    version: EntryVersion
    cells: tuple[CellChange, ...]


@router.get("/cases/{case_number}")
def case_page(request: Request, case_number: str, done: DoneAct = None) -> HTMLResponse:
    """Show a case's file, and what the signed-in person may do with it."""
    desk = desk_of(request)
    with desk.store.reading() as session:
        file = case_file(session, case_number)
        if file is None:
            raise HTTPException(404)
        work = case_work(session, file.case.id)
        clock = case_clock(
            passages_of(session, file.case.id),
            work_calendar(session),
            day_of(desk.clock()),
            desk.settings.review.promise_workdays,
        )
    who = signed_in_person(request)
    decision = from_json(Decision, file.decision.decision) if file.decision else None
    facts = from_json(CaseFacts, file.decision.facts) if file.decision else None
    source = file.announcement.source_key
    return show(
        request,
        "case.html",
        file=file,
        work=work,
        checks=from_json(list[ClaimCheck], work.claim.checks) if work.claim else [],
        open_acts=acts_open_to(file.case.state, who.roles) if who else (),
        clock=clock,
        done=done,
        decision=decision,
        facts=facts,
        drawing=zone_drawing(file.case.policy_id, facts),
        policy_name=desk.names.policies.get(file.case.policy_id, file.case.policy_id),
        source_name=desk.names.sources.get(source, source),
        cells=cell_names(file.leading.entry.list_kind),
        changes=row_changes(file.versions, cell_names(file.leading.entry.list_kind)),
        reasons=reasons_of(file.leading.match),
        candidates=candidates_of(file.leading.match),
        is_judged_again=_is_judged_again(file),
        contacts=personal_shown(file.enterprise),
    )


def zone_drawing(policy_id: str, facts: CaseFacts | None) -> ZoneDrawing | None:
    """Return the drawing of the policy's zone with the point decided on, None without a zone."""
    policy = POLICIES.get(policy_id)
    if policy is None or policy.zone_map is None:
        return None
    return drawing_of(policy.zone_map, facts.registered_point if facts else None)


def row_changes(versions: tuple[EntryVersion, ...], names: dict[str, str]) -> list[RowChange]:
    """Return what each later version changed, newest first."""
    changes = [
        RowChange(after, _cell_changes(before, after, names))
        for before, after in pairwise(versions)
    ]
    return changes[::-1]


def reasons_of(match: MatchRecord | None) -> list[MatchReason]:
    """Return what a judgement compared."""
    return from_json(list[MatchReason], match.reasons) if match else []


def candidates_of(match: MatchRecord | None) -> list[Candidate]:
    """Return the enterprises a judgement considered."""
    return from_json(list[Candidate], match.candidates) if match else []


def _cell_changes(
    before: EntryVersion, after: EntryVersion, names: dict[str, str]
) -> tuple[CellChange, ...]:
    old = before.cells if isinstance(before.cells, dict) else {}
    new = after.cells if isinstance(after.cells, dict) else {}
    return tuple(
        CellChange(name, str(old.get(cell, "")), str(new.get(cell, "")))
        for cell, name in names.items()
        if old.get(cell) != new.get(cell)
    )


def _is_judged_again(file: CaseFile) -> bool:
    """Tell whether the leading filing was judged anew since the decision."""
    decided, current = file.decided_match, file.leading.match
    return (
        decided is not None
        and current is not None
        and decided.entry_id == current.entry_id
        and decided.id != current.id
    )
