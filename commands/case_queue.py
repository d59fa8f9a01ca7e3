"""`jishen cases queue`: what waits for whom, the most urgent first, and how the promise is kept."""

import click
from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from commands.case_acts import opened, person
from flows.acting import act_terms
from flows.running import now
from jishen.domain.promise import PromiseFigures, promise_figures
from jishen.domain.states import HOLD_NAMES, STATE_NAMES, WAITS_NAMES, Waits
from jishen.store.tables import AwardCase
from jishen.store.views.worklist import WorkFilter, WorkRow, clocks_of, worklist


@click.command()
@click.option("--waits", type=click.Choice([waits.value for waits in Waits]), help="待谁办理。")
@click.option("--mine", "login", metavar="登录名", help="只列此人接办的。")
@click.option("--unassigned", is_flag=True, help="只列无人接办的。")
def queue(waits: str | None, login: str | None, *, unassigned: bool) -> None:
    """列出待办案件：逾期的在前，其余按办理期限；末行为时限履行情况。"""
    with opened() as (settings, store), store.reading() as session:
        terms = act_terms(settings, now(), session)
        promise = terms.rules.promise_workdays
        assignee = person(session, login, terms.at).person_id if login else None
        wanted = WorkFilter(Waits(waits) if waits else None, assignee, unassigned)
        rows = worklist(session, wanted, terms.calendar, terms.today, promise)
        every = list(session.scalars(select(AwardCase.id)))
        clocks = clocks_of(session, every, terms.calendar, terms.today, promise)
    table = Table("案件编号", "企业", "状态", "待谁", "接办", "应付（元）", "期限")
    for row in rows:
        table.add_row(*_cells(row))
    Console(width=160).print(table)
    click.echo(_said(promise_figures(list(clocks.values())), promise))


def _cells(row: WorkRow) -> tuple[str, ...]:
    held = f"（{HOLD_NAMES[row.hold]}）" if row.hold else ""
    late = "已逾期" if row.clock.is_overdue else ""
    paused = "暂停计时" if row.clock.is_paused and row.due_on else ""
    due = " ".join(filter(None, (str(row.due_on) if row.due_on else "未起算", late, paused)))
    return (
        row.case_number,
        row.enterprise_name,
        f"{STATE_NAMES[row.state]}{held}",
        WAITS_NAMES[row.waits],
        row.assignee or "–",
        f"{row.payable_yuan:,}",
        due,
    )


def _said(figures: PromiseFigures, promise: int) -> str:
    if not figures.decided:
        return f"承诺 {promise} 个工作日：尚无办结案件，在办 {figures.running} 件。"
    return (
        f"承诺 {promise} 个工作日：办结 {figures.decided} 件，中位数 {figures.median_workdays} 个、"
        f"九成不超过 {figures.p90_workdays} 个工作日，当日办结 {figures.same_day} 件，"
        f"逾期办结 {figures.decided_late} 件；在办 {figures.running} 件，"
        f"其中逾期 {figures.running_late} 件。"
    )
