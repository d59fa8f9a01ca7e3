"""`jishen payments`: the list for the treasury, its answers, reconciling, the year's money."""

from collections.abc import Sequence
from pathlib import Path

import click

from commands.case_acts import by_command, opened, person
from commands.payments_file import AnswersReading, read_answers, write_requests
from flows.acting import act_terms, clause_names, payees_of
from flows.running import now
from jishen.cases.act_terms import SHANGHAI
from jishen.cases.paying import AnswerFile, RefusedAnswer, acknowledge
from jishen.cases.payment_lists import export_requests
from jishen.cases.reconciling import Reconciled, reconcile
from jishen.domain.case_errors import PaymentFault
from jishen.store.payments import enterprise_money, paid_view

_FILE = click.Path(dir_okay=False, path_type=Path)
_BY = click.option("--by", required=True, metavar="登录名", help="拨付人员。")


@click.group()
def payments() -> None:
    """拨付：导出拨付清单、导入财政回执、对账、查看年度资金。"""


@payments.command()
@click.argument("file", metavar="FILE.xlsx|.csv", type=_FILE)
@_BY
@click.option("--again", is_flag=True, help="含已导出而未拨付的；付款指令编号不变，不会重复拨付。")
def export(file: Path, by: str, *, again: bool) -> None:
    """将已审批而未导出（及被退回）的拨付申请写成清单，交财政办理。"""
    if file.suffix.lower() not in {".xlsx", ".csv"}:
        message = f"拨付清单须写成 .xlsx 或 .csv，不能写成 {file.name}"
        raise PaymentFault(message)
    with opened() as (settings, store):
        at = now()
        with store.reading() as session:
            terms = by_command(act_terms(settings, at, session))
            acting = person(session, by, at)
        done = export_requests(store, acting, terms.rights, at, again=again)
        if done.number is None:
            click.echo("没有待导出的拨付申请。")
            return
        with store.reading() as session:
            payees = payees_of(settings, session, [r.case_id for r in done.requests])
        write_requests(file, done.requests, payees, clause_names())
    total = sum(request.amount_yuan for request in done.requests)
    click.echo(f"第 {done.number} 号清单：{len(done.requests)} 笔，{total:,} 元：{file}")
    if len(payees) < len(done.requests):
        click.echo(
            f"其中 {len(done.requests) - len(payees)} 笔没有在线填报的收款账户，请按案卷填写。"
        )


@payments.command(name="acknowledge")
@click.argument("file", metavar="FILE", type=_FILE)
@_BY
def acknowledge_file(file: Path, by: str) -> None:
    """导入财政回执（CSV、XLSX）。合格的行生效，重复导入不产生变化，其余逐行说明。"""
    reading = read_answers(file)
    with opened() as (settings, store):
        at = now()
        with store.reading() as session:
            terms = by_command(act_terms(settings, at, session))
            acting = person(session, by, at)
        told = AnswerFile(
            reading.file_name, reading.sha256, reading.rows_read, len(reading.refused)
        )
        done = acknowledge(store, told, reading.good, acting, terms.rights, at)
    _show_refused(reading, [*reading.refused, *done.refused])
    click.echo(
        f"已拨付 {len(done.paid)} 件，退回 {len(done.returned)} 件，此前已导入 {done.known} 行"
    )
    for number in done.returned:
        click.echo(f"  {number}：财政退回，请核对收款账户后重新导出")


@payments.command(name="reconcile")
@click.argument("file", metavar="[FILE]", type=_FILE, required=False)
def reconcile_with(file: Path | None) -> None:
    """对账：列出未导出、待回执、被退回的申请；给出财政文件时逐笔核对，有差异的退出码为 1。"""
    reading = read_answers(file) if file else None
    with opened() as (_settings, store), store.reading() as session:
        found = reconcile(session, reading.good if reading else ())
    _show(found)
    if reading is not None and reading.refused:
        _show_refused(reading, reading.refused)
    if found.differences or (reading is not None and reading.refused):
        click.echo("处理办法：与财政逐笔核对，查明之前不要再次导出。", err=True)
        raise SystemExit(1)


@payments.command()
@click.argument("year", type=int, required=False, metavar="[年度]")
def show(year: int | None) -> None:
    """查看一个年度的占用、核定、拨付、追缴，分市区与企业；默认本年度。"""
    this_year = now().astimezone(SHANGHAI).year
    with opened() as (_settings, store), store.reading() as session:
        view = paid_view(session, year or this_year, this_year)
        lines = enterprise_money(session, year or this_year, this_year)
    cap = "台账未载" if view.cap_yuan is None else f"{view.cap_yuan:,} 元"
    click.echo(f"{view.year} 年度资金池：{cap}；在办占用 {view.reserved_yuan:,} 元")
    for name, sums in (("核定", view.awarded), ("拨付", view.paid)):
        click.echo(f"{name} {sums[0]:,} 元（市级 {sums[1]:,} 元，区级 {sums[2]:,} 元）")
    click.echo(f"待拨付 {view.outstanding_yuan:,} 元；追缴 {view.clawed_back_yuan:,} 元")
    for line in lines:
        click.echo(
            f"{line.uscc}  {line.name}  占用 {line.reserved_yuan:,} 元  "
            f"核定 {line.awarded_yuan:,} 元  拨付 {line.paid_yuan:,} 元"
        )


def _show(found: Reconciled) -> None:
    groups = (
        ("未导出", found.not_exported),
        ("待财政回执", found.waiting),
        ("被退回", found.returned),
        ("已拨付", found.paid),
    )
    for name, requests in groups:
        total = sum(request.amount_yuan for request in requests)
        click.echo(f"{name}：{len(requests)} 笔，{total:,} 元")
        if requests is not found.paid:
            for request in requests:
                click.echo(f"  {request.case_number}  {request.amount_yuan:,} 元")
    for difference in found.differences:
        click.echo(f"差异：{difference}")


def _show_refused(reading: AnswersReading, refused: Sequence[RefusedAnswer]) -> None:
    click.echo(f"{reading.file_name}：读到 {reading.rows_read} 行，未采用 {len(refused)} 行")
    for row in sorted(refused, key=lambda each: each.row_number):
        click.echo(f"  第 {row.row_number} 行  {row.instruction_key[:12]}…：{row.why}")
