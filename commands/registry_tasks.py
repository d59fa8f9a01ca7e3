"""`jishen registry tasks`: what the registry asks of a person, and settling it."""

from datetime import datetime

import click

from commands.registry_store import opened_store
from flows.running import now
from jishen.cases.registry_sealing import seal_the_rest
from jishen.cases.registry_settling import SettlingTerms, settle_task
from jishen.domain.registry import (
    REGISTRY_TASK_NAMES,
    SETTLEMENT_NAMES,
    SETTLEMENTS,
    RegistryTaskState,
    Settlement,
)
from jishen.domain.uscc import normal_uscc
from jishen.sealing import seal_or_new
from jishen.settings import load_settings
from jishen.store.views.registry import TaskLine, task_lines
from jishen.store.views.shared import Window

_MOST_SHOWN = 200


@click.group()
def tasks() -> None:
    """登记库任务：列表、处理。"""


@tasks.command(name="list")
@click.option("--all", "with_settled", is_flag=True, help="连同已处理的。")
def list_tasks(*, with_settled: bool) -> None:
    """列出待人工处理的任务。"""
    state = None if with_settled else RegistryTaskState.OPEN
    with opened_store() as store, store.reading() as session:
        found = task_lines(session, state, Window(size=_MOST_SHOWN))
    for line in found.rows:
        click.echo(f"{line.task.id}　{REGISTRY_TASK_NAMES[line.task.kind]}")
        for said in said_of(line):
            click.echo(f"    {said}")
    if found.total > len(found.rows):
        click.echo(f"另有 {found.total - len(found.rows)} 项未列出。")
    if not found.rows:
        click.echo("没有待处理的任务。")


@tasks.command()
@click.argument("task_id", metavar="任务编号", type=int)
@click.argument("how", metavar="方式", type=click.Choice([each.value for each in Settlement]))
@click.option("--by", required=True, metavar="姓名", help="经办人，记入审计。")
@click.option("--why", required=True, metavar="理由", help="依据，如营业执照或登记机关查询结果。")
@click.option(
    "--renamed-on",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    help="新名称启用日（YYYY-MM-DD），用于 renamed。",
)
@click.option("--void", metavar="信用代码", default="", help="误录的一家，用于 voided。")
def settle(
    task_id: int, how: str, by: str, why: str, renamed_on: datetime | None, void: str
) -> None:
    """处理一项任务。

    方式：renamed 确系更名，采用新名称；rejected 不采用该行；distinct 确为两家企业；
    voided 其一误录，作废；seen 已知悉。
    """
    settings = load_settings()
    terms = SettlingTerms(
        by,
        why,
        now(),
        seal_or_new(settings.key_file),
        renamed_on.date() if renamed_on else None,
        normal_uscc(void),
    )
    settlement = Settlement(how)
    with opened_store() as store:
        asked = settle_task(store, task_id, settlement, terms)
    click.echo(f"任务 {task_id} 已处理：{SETTLEMENT_NAMES[settlement]}。")
    if asked:
        click.echo(f"{asked} 条已有备案条目待重新比对，将由下一次定时任务处理。")


@click.command(name="seal", short_help="加密旧版本以明文保存的个人信息")
@click.option("--by", required=True, metavar="姓名", help="经办人，记入审计。")
def seal_rest(by: str) -> None:
    """将登记库中仍为明文的法定代表人与联系方式加密；可中断后再次运行。"""
    seal = seal_or_new(load_settings().key_file)
    with opened_store() as store:
        count = seal_the_rest(store, seal, by=by, at=now())
    click.echo(f"已加密 {count} 家。" if count else "没有以明文保存的个人信息。")


def said_of(line: TaskLine) -> list[str]:
    """Return what a task says, in lines for a person."""
    task = line.task
    first = f"{line.name}　{task.uscc}"
    if task.other_uscc:
        first += f"　与　{line.other_name}　{task.other_uscc}"
    said = [first, *line.details]
    said.append(f"来源：{line.source}{f' 第 {task.row_number} 行' if task.row_number else ''}")
    if task.settlement:
        said.append(f"{task.settled_by}：{SETTLEMENT_NAMES[task.settlement]}（{task.why}）")
    else:
        ways = "、".join(f"{w.value}（{SETTLEMENT_NAMES[w]}）" for w in SETTLEMENTS[task.kind])
        said.append(f"处理方式：{ways}")
    return said
