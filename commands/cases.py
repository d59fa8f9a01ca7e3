"""`jishen cases`: list cases, release one from the backlog."""

import click
from rich.console import Console
from rich.table import Table

from flows.running import now, recipients, store_of
from jishen.cases.release import release_case
from jishen.domain.notices import Audience
from jishen.domain.states import STATE_NAMES, CaseState
from jishen.settings import load_settings
from jishen.store.cases import case_rows


@click.group()
def cases() -> None:
    """案件：列表、释放历史积存案件。"""


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
