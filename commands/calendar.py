"""`jishen calendar`: load a year's working days, show what is known, count a term."""

from datetime import date, datetime
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from commands.calendar_file import read_calendar
from flows.running import now, store_of
from jishen.cases.calendar import load_year
from jishen.domain.errors import CalendarFault
from jishen.domain.workdays import WorkCalendar, shipped_calendar
from jishen.settings import load_settings
from jishen.store import schema
from jishen.store.calendars import work_calendar

_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def calendar() -> None:
    """工作日历：载入年度安排、查看、推算期限。"""


@calendar.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--source", required=True, metavar="通知及文号", help="依据的国务院办公厅通知。")
@click.option("--by", required=True, metavar="姓名", help="载入人，记入审计。")
def load(file: Path, source: str, by: str) -> None:
    """载入一个年度的放假与调休上班安排（CSV 或 XLSX，列：日期、安排）。"""
    days, sha256 = read_calendar(file, source)
    store = store_of(load_settings())
    try:
        schema.upgrade(store)
        is_new = load_year(store, days, sha256, at=now(), by=by)
    finally:
        store.close()
    said = "已载入" if is_new else "此前已载入，未变"
    click.echo(
        f"{days.year} 年{said}：放假（工作日）{len(days.days_off)} 天，"
        f"调休上班 {len(days.make_up_days)} 天"
    )


@calendar.command()
@click.argument("year", type=int, required=False, metavar="[年度]")
def show(year: int | None) -> None:
    """查看已知年度；给出年度时逐日列出。"""
    known = _known()
    if year is None:
        for days in known.years.values():
            click.echo(
                f"{days.year}  放假（工作日）{len(days.days_off)} 天  "
                f"调休上班 {len(days.make_up_days)} 天  {days.source}"
            )
        click.echo(f"工作日历已知至 {known.last_day}，其后的推算一律标为暂定。")
        return
    if year not in known.years:
        message = f"{year} 年的安排尚未载入"
        raise CalendarFault(message)
    found = known.years[year]
    click.echo(f"{year} 年，依据：{found.source}")
    for day in sorted(found.days_off | found.make_up_days):
        click.echo(f"{day}  {'上班' if day in found.make_up_days else '放假'}")


@calendar.command()
@click.argument("received", type=_DAY, metavar="收到日期")
@click.argument("workdays", type=click.IntRange(min=0, max=1000), metavar="工作日数")
def due(received: datetime, workdays: int) -> None:
    """推算期限届满日；收到当日不计入。"""
    ends = _known().due(_date(received), workdays)
    mark = "（暂定：超出已知工作日历，须待国务院办公厅通知）" if ends.is_provisional else ""
    click.echo(f"{ends.on}{mark}")


def _date(value: datetime) -> date:
    return value.date()


def _known() -> WorkCalendar:
    store = store_of(load_settings())
    try:
        if not schema.is_current(store):
            return shipped_calendar()
        with store.reading() as session:
            return work_calendar(session)
    except SQLAlchemyError:
        return shipped_calendar()
    finally:
        store.close()
