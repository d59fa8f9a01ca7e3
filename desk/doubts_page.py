"""`/doubts`: what could not be read as rows, each with its cells, its page and its original."""

import logging
from dataclasses import dataclass

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from desk.context import Desk, desk_of
from desk.parameters import PageNumber
from desk.rendering import show
from desk.wording import cell_names
from jishen.domain.errors import SourceFault
from jishen.domain.filing_numbers import parse_algorithm_number, parse_generative_ai_number
from jishen.store.doubts import IS_OPEN, DoubtRow, count_doubts, doubt_rows, settlements_of
from jishen.store.tables import Attachment, ReadingDoubt
from jishen.store.views.shared import Listed, Window
from scrapers.documents import render_pdf_page

router = APIRouter()
_log = logging.getLogger("jishen.desk")


@dataclass(frozen=True, slots=True)
class CellRead:
    """A cell of the row as printed, beside what the reader makes of it."""

    place: int
    text: str
    header: str
    """The name of the column that stands over it, empty when there is none."""
    finding: str


@router.get("/doubts")
def doubts(request: Request, page: PageNumber = 1, show_all: bool = False) -> HTMLResponse:
    """Show what waits for a person, newest first; with `show_all` what is over too."""
    window = Window(page)
    with desk_of(request).store.reading() as session:
        rows = doubt_rows(session, only_open=not show_all, limit=window.size, offset=window.offset)
        total = count_doubts(session) if show_all else count_doubts(session, IS_OPEN)
    return show(
        request,
        "doubts.html",
        listed=Listed(tuple(rows), total, window),
        parameters={"show_all": "1" if show_all else ""},
    )


@router.get("/doubts/{doubt_id}")
def one_doubt(request: Request, doubt_id: str) -> HTMLResponse:
    """Show one doubt."""
    desk = desk_of(request)
    with desk.store.reading() as session:
        found = _found(desk, doubt_id)
        history = settlements_of(session, doubt_id)
    return show(
        request,
        "doubt.html",
        found=found,
        cells=cells_read(found.doubt),
        missing=missing_columns(found.doubt),
        history=history,
        names=_names(found.attachment),
        source_name=desk.names.sources.get(found.doubt.source_key, found.doubt.source_key),
    )


@router.get("/doubts/{doubt_id}/page.png")
def page_picture(request: Request, doubt_id: str) -> Response:
    """Send the picture of the PDF page that the doubt stands on, made when it is asked for."""
    desk = desk_of(request)
    doubt = _found(desk, doubt_id).doubt
    if doubt.page_number is None or doubt.sha256 is None:
        raise HTTPException(404)
    try:
        picture = render_pdf_page(desk.raw.read(doubt.sha256), doubt.page_number)
    except (FileNotFoundError, ValueError) as error:
        _log.exception("raw object %s is recorded but cannot be read", doubt.sha256)
        raise HTTPException(500) from error
    except SourceFault as fault:
        _log.warning("page %s of %s cannot be drawn: %s", doubt.page_number, doubt.sha256, fault)
        raise HTTPException(404) from fault
    return Response(picture, media_type="image/png")


def cells_read(doubt: ReadingDoubt) -> list[CellRead]:
    """Return the cells as printed with the column each stands under and what it looks like."""
    cells = [str(cell) for cell in doubt.cells] if isinstance(doubt.cells, list) else []
    header = [str(name) for name in doubt.header] if isinstance(doubt.header, list) else []
    return [
        CellRead(
            place=place + 1,
            text=text,
            header=header[place] if place < len(header) else "",
            finding=_finding(text),
        )
        for place, text in enumerate(cells)
    ]


def missing_columns(doubt: ReadingDoubt) -> list[str]:
    """Return the names of the columns for which the row has no cell."""
    cells = doubt.cells if isinstance(doubt.cells, list) else []
    header = doubt.header if isinstance(doubt.header, list) else []
    return [str(name) for name in header[len(cells) :]]


def _finding(text: str) -> str:
    number = parse_algorithm_number(text)
    if number is not None:
        return "算法备案编号，校验位" + ("相符" if number.check_digit_holds else "不符")
    filed = parse_generative_ai_number(text)
    if filed is not None:
        kind = "上线（登记）" if filed.is_registration else "备案"
        return f"生成式{kind}编号" + ("" if filed.is_whole else "，不完整")
    if "网信算备" in text:
        return "像备案编号，格式不符"
    return "单位名称的样式" if text.rstrip().endswith("公司") else ""


def _found(desk: Desk, doubt_id: str) -> DoubtRow:
    with desk.store.reading() as session:
        doubt = session.get(ReadingDoubt, doubt_id)
        if doubt is None:
            raise HTTPException(404)
        attachment = session.get(Attachment, doubt.attachment_id) if doubt.attachment_id else None
        in_force = [each for each in settlements_of(session, doubt_id) if each.undone_at is None]
    return DoubtRow(doubt, attachment, in_force[0] if in_force else None)


def _names(attachment: Attachment | None) -> dict[str, str]:
    return cell_names(attachment.list_kind) if attachment is not None else {}
