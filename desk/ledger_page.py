"""`/ledger`: a budget year's pool, the halves of city and district, each enterprise's awards."""

from datetime import datetime
from zoneinfo import ZoneInfo

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from desk.context import desk_of
from desk.rendering import show
from jishen.store.ledger import enterprise_lines, known_years, pool_view

SHANGHAI = ZoneInfo("Asia/Shanghai")
_FIRST_YEAR, _LAST_YEAR = 2000, 2999

router = APIRouter()


@router.get("/ledger")
def ledger(request: Request, year: str = "") -> HTMLResponse:
    """Show the ledger of a budget year, of this one unless another is asked for."""
    desk = desk_of(request)
    this_year = _year_of(desk.clock())
    asked = _asked(year, this_year)
    with desk.store.reading() as session:
        pool = pool_view(session, asked, this_year)
        lines = enterprise_lines(session, asked)
        years = sorted({*known_years(session), this_year, asked}, reverse=True)
    return show(request, "ledger.html", pool=pool, lines=lines, years=years)


def _year_of(at: datetime) -> int:
    return at.astimezone(SHANGHAI).year


def _asked(text: str, this_year: int) -> int:
    if not text:
        return this_year
    if not (text.isascii() and text.isdigit()) or not _FIRST_YEAR <= int(text[:9]) <= _LAST_YEAR:
        raise HTTPException(404)
    return int(text)
