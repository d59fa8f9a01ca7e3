"""`jishen cases`: list cases, act on one, release one from the backlog, recompute decisions."""

import click
from rich.console import Console
from rich.table import Table

from commands.case_acts import act
from commands.case_queue import queue
from commands.case_show import show
from flows.running import now, recipients, store_of
from flows.signatures import check_all
from jishen.cases.recomputing import FAULTS, Comparison, recompute
from jishen.cases.release import release_case
from jishen.domain.errors import TransitionRefused
from jishen.domain.notices import Audience
from jishen.domain.states import STATE_NAMES, CaseState
from jishen.settings import load_settings
from jishen.store.cases import case_rows
from rules import POLICIES

COMPARISON_NAMES = {
    Comparison.SAME: "一致",
    Comparison.SAME_BY_OTHER_FILES: "政策文件此后有变，结论一致",
    Comparison.DIFFERENT_BY_OTHER_FILES: "政策文件此后有变，结论不同",
    Comparison.DIFFERENT: "不一致",
    Comparison.NOT_READABLE: "记录无法读取",
    Comparison.UNKNOWN_POLICY: "系统中没有该政策",
}


@click.group()
def cases() -> None:
    """案件：列表、查看、办理、释放历史积存案件、复算测算结论。"""


@cases.command(name="list")
@click.option(
    "--state", type=click.Choice([state.value for state in CaseState]), help="按状态筛选。"
)
def list_cases(state: str | None) -> None:
    """列出案件。"""
    store = store_of(load_settings())
    with store.reading() as session:
        rows = case_rows(session, state=CaseState(state) if state else None)
    store.close()
    table = Table("案件编号", "企业", "清单批次", "状态", "最高（元）", "应付上限（元）")
    for row in rows:
        table.add_row(
            row.case.case_number,
            row.enterprise.name,
            row.attachment.period or row.attachment.label,
            STATE_NAMES[row.case.state],
            f"{row.case.ceiling_yuan:,}",
            f"{row.case.payable_yuan:,}",
        )
    Console().print(table)


@cases.command()
@click.argument("case_number", metavar="案件编号")
@click.option("--by", required=True, metavar="姓名", help="经办人。")
@click.option("--why", required=True, metavar="理由", help="释放理由，记入审计。")
def release(case_number: str, by: str, why: str) -> None:
    """释放一件历史积存案件：立案并写出对企业和审核人员的通知。"""
    settings = load_settings()
    store = store_of(settings)
    try:
        release_case(
            store,
            case_number,
            by=by,
            why=why,
            at=now(),
            reviewers=recipients(settings, Audience.REVIEWERS),
        )
    finally:
        store.close()
    click.echo(f"案件 {case_number} 已释放，通知将由下一次发送任务发出。")


@cases.command(name="recompute")
@click.argument("case_number", metavar="[案件编号]", required=False)
def recompute_decisions(case_number: str | None) -> None:
    """按留存的事实复算测算结论，与留存的结论逐字节比对；不写案件编号时复算全部。

    政策文件未变而结论不同，或记录无法读取的，退出码为 1。
    """
    store = store_of(load_settings())
    policies = {policy_id: entry.decide for policy_id, entry in POLICIES.items()}
    with store.reading() as session:
        found = list(recompute(session, policies, case_number))
    store.close()
    if case_number is not None and not found:
        message = f"没有编号为 {case_number} 的案件或其测算记录"
        raise TransitionRefused(message)
    for comparison, name in COMPARISON_NAMES.items():
        those = [each for each in found if each.comparison is comparison]
        if those:
            click.echo(f"{name}：{len(those)} 条")
        if comparison is not Comparison.SAME:
            for each in those:
                case = each.case_number or "未立案"
                click.echo(f"  测算记录 {each.decision_id}（{case}）")
    if any(each.comparison in FAULTS for each in found):
        click.echo("处理办法：停止办理所列案件，保全数据库文件，并报告系统管理员。", err=True)
        raise SystemExit(1)
    click.echo(f"共复算 {len(found)} 条。")


@cases.command()
def void() -> None:
    """核对已签署案件的审核依据：签署后有变化的，签署作废并退回实质审核。"""
    voided = check_all(load_settings())
    for case in voided:
        click.echo(f"{case.case_number}：依据有变化，已退回实质审核（{'、'.join(case.approvers)}）")
    click.echo(f"共退回 {len(voided)} 件。")


cases.add_command(act)
cases.add_command(queue)
cases.add_command(show)
