"""`/rulings` and `/rulings/{ruling_id}`: open questions, rulings, and what one would change."""

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from desk.context import Desk, desk_of
from desk.rendering import show
from desk.wording import SHANGHAI
from jishen.cases.rulings import what_if
from jishen.domain.rulings import OpenQuestion, Ruling
from jishen.store.rulings import ruling_of, rulings_of
from jishen.store.tables import RulingRecord
from rules import POLICIES
from rules.machine.entries import PolicyEntry

router = APIRouter()


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """An open question with the reading that holds today, and whether that is a ruling."""

    asked: OpenQuestion
    code: str
    is_default: bool


@router.get("/rulings")
def rulings(request: Request) -> HTMLResponse:
    """Show the register of open questions and every ruling."""
    desk = desk_of(request)
    entry = _policy(desk)
    with desk.store.reading() as session:
        records = rulings_of(session, entry.policy_id)
    today = desk.clock().astimezone(SHANGHAI).date()
    applied = [ruling_of(record) for record in records if record.applied_at]
    lines = [_line(asked, (*entry.rulings, *applied), today) for asked in entry.questions]
    return show(
        request, "rulings.html", policy_name=entry.name, lines=lines, records=records, words=_words
    )


@router.get("/rulings/{ruling_id}")
def one_ruling(request: Request, ruling_id: int) -> HTMLResponse:
    """Show what a ruling would make of every undecided case; nothing is changed."""
    desk = desk_of(request)
    entry = _policy(desk)
    with desk.store.reading() as session:
        record = next(
            (each for each in rulings_of(session, entry.policy_id) if each.id == ruling_id), None
        )
        if record is None:
            raise HTTPException(404)
        found = what_if(
            session, entry.policy_id, entry.decide, ruling_of(record), desk.clock(), entry.zone
        )
    asked = next(each for each in entry.questions if each.key == record.question)
    return show(request, "ruling.html", record=record, asked=asked, found=found)


def _policy(desk: Desk) -> PolicyEntry:
    entry = POLICIES.get(desk.settings.policy)
    if entry is None:
        raise HTTPException(404)
    return entry


def _line(asked: OpenQuestion, known: tuple[Ruling, ...], today: date) -> QuestionLine:
    in_force = [
        ruling for ruling in known if ruling.question == asked.key and ruling.holds_from <= today
    ]
    if not in_force:
        return QuestionLine(asked, asked.default, is_default=True)
    newest = max(reversed(in_force), key=lambda ruling: ruling.holds_from)
    return QuestionLine(asked, newest.reading, is_default=False)


def _words(lines: list[QuestionLine], record: RulingRecord) -> str:
    """Return a ruling's reading in words, or its code when the register no longer knows it."""
    known = {line.asked.key: line.asked for line in lines}
    asked = known.get(record.question)
    return (asked.words(record.reading) if asked else None) or record.reading
