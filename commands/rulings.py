"""`jishen rulings`: list open questions and rulings, propose one, see what it changes, apply it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import click

from flows.running import now, policy_of, redeciding_terms, store_of
from jishen.cases.rulings import WhatIf, apply_ruling, propose_ruling, record_of, what_if
from jishen.domain.decisions import OUTCOME_NAMES
from jishen.domain.rulings import Ruling
from jishen.settings import Settings, load_settings
from jishen.store.rulings import ruling_of, rulings_of
from jishen.store.session import Store
from jishen.store.tables import RulingRecord


@click.group()
def rulings() -> None:
    """政策解释：列出待解释问题，登记解释，试算影响，适用。"""


@contextmanager
def _opened() -> Iterator[tuple[Settings, Store]]:
    settings = load_settings()
    store = store_of(settings)
    try:
        yield settings, store
    finally:
        store.close()


@rulings.command(name="list")
def list_rulings() -> None:
    """列出待解释问题及其读法，和已登记的解释。"""
    with _opened() as (settings, store):
        entry = policy_of(settings)
        with store.reading() as session:
            records = rulings_of(session, entry.policy_id)
    for asked in entry.questions:
        click.echo(f"{asked.key}　{asked.article}　{asked.question}")
        for code, words in asked.readings:
            mark = "（默认）" if code == asked.default else ""
            click.echo(f"    {code}：{words}{mark}")
    click.echo("\n已登记的解释：" if records else "\n尚未登记解释。")
    for record in records:
        click.echo(
            f"{record.id}　{record.question} {record.reading}　自 {record.holds_from} 起　"
            f"{record.signed_by}　{record.document}　{_state(record)}"
        )


def _state(record: RulingRecord) -> str:
    return f"已由{record.applied_by}适用" if record.applied_at else "已登记，未适用"


@rulings.command()
@click.option("--question", required=True, metavar="编号", help="问题编号，如 Q8。")
@click.option("--reading", required=True, metavar="读法", help="读法代码，见 list。")
@click.option(
    "--from",
    "holds_from",
    required=True,
    type=click.DateTime(["%Y-%m-%d"]),
    help="施行日：自该日起办理的案件适用。",
)
@click.option("--signed-by", required=True, metavar="单位", help="签署单位。")
@click.option("--document", required=True, metavar="文件", help="文件名称和文号。")
@click.option("--by", required=True, metavar="姓名", help="登记人。")
def propose(
    question: str, reading: str, holds_from: datetime, signed_by: str, document: str, by: str
) -> None:
    """登记一份解释。登记后不影响任何案件，适用后才生效。"""
    ruling = Ruling(question, reading, holds_from.date(), signed_by, document)
    with _opened() as (settings, store):
        entry = policy_of(settings)
        number = propose_ruling(store, entry.policy_id, entry.questions, ruling, by=by, at=now())
    click.echo(f"已登记解释 {number}。请先运行 jishen rulings what-if {number} 查看影响。")


@rulings.command(name="what-if")
@click.argument("ruling_id", metavar="解释编号", type=int)
def what_if_command(ruling_id: int) -> None:
    """试算：列出未决案件适用该解释前后的结论与金额，不改动任何数据。"""
    with _opened() as (settings, store):
        for line in _lines(_tried(settings, store, ruling_id)):
            click.echo(line)


@rulings.command()
@click.argument("ruling_id", metavar="解释编号", type=int)
@click.option("--by", required=True, metavar="姓名", help="适用人。")
@click.option("--yes", "is_confirmed", is_flag=True, help="已看过试算，不再询问。")
def apply(ruling_id: int, by: str, *, is_confirmed: bool) -> None:
    """适用一份解释：先列出影响，确认后逐案重新测算未决案件；已决案件不变。"""
    with _opened() as (settings, store):
        for line in _lines(_tried(settings, store, ruling_id)):
            click.echo(line)
        if not is_confirmed:
            click.confirm("确认适用？", abort=True)
        done = apply_ruling(store, ruling_id, redeciding_terms(settings, now()), by=by)
    click.echo(f"解释 {ruling_id} 已适用，重新测算 {len(done)} 件。")


def _tried(settings: Settings, store: Store, ruling_id: int) -> list[WhatIf]:
    entry = policy_of(settings)
    with store.reading() as session:
        ruling = ruling_of(record_of(session, entry.policy_id, ruling_id))
        return what_if(session, entry.policy_id, entry.decide, ruling, now(), entry.zone)


def _lines(found: list[WhatIf]) -> Iterator[str]:
    changed = [each for each in found if each.is_changed]
    yield f"未决案件 {len(found)} 件，结论、金额或须核实事项将改变的 {len(changed)} 件。"
    for each in changed:
        before, after = each.before, each.after
        yield (
            f"  {each.case.case_number}　{OUTCOME_NAMES[before.outcome]} {before.payable_yuan:,} 元"
            f" → {OUTCOME_NAMES[after.outcome]} {after.payable_yuan:,} 元"
        )
