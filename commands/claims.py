"""`jishen claims`: what enterprises claimed; settle 'not ours', erase personal data."""

from datetime import timedelta

import click
from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from desk.wording import instant
from flows.running import now, store_of
from jishen.cases.claim_erasing import Erasing, due_claims, erase, unused_files
from jishen.cases.claim_uploads import FOLDER
from jishen.cases.not_ours import Settling, settle_not_ours
from jishen.domain.states import STATE_NAMES
from jishen.settings import load_settings
from jishen.store.audit import Actor
from jishen.store.raw import RawStore
from jishen.store.tables import AwardCase, Claim, NotOurs


@click.group()
def claims() -> None:
    """企业申报：列表、“不是本单位”、清除个人信息。"""


@claims.command(name="list")
def list_claims() -> None:
    """列出各案件的申报版本；账户与联系人只显示星号。"""
    store = store_of(load_settings())
    with store.reading() as session:
        found = session.execute(
            select(Claim, AwardCase)
            .join(AwardCase, AwardCase.id == Claim.case_id)
            .order_by(Claim.submitted_at.desc(), Claim.id)
        ).all()
    store.close()
    table = Table("案件编号", "版本", "提交", "状态", "收款账户", "联系人")
    for claim, case in found:
        table.add_row(
            case.case_number,
            str(claim.version),
            instant(claim.submitted_at),
            STATE_NAMES[case.state],
            claim.payee_masked or "已清除",
            claim.contact_masked or "已清除",
        )
    Console().print(table)


@claims.command(name="not-ours")
def list_not_ours() -> None:
    """列出待办结的“不是本单位”反馈。"""
    store = store_of(load_settings())
    with store.reading() as session:
        found = session.execute(
            select(NotOurs, AwardCase)
            .join(AwardCase, AwardCase.id == NotOurs.case_id)
            .where(NotOurs.settled_at.is_(None))
            .order_by(NotOurs.said_at)
        ).all()
    store.close()
    for said, case in found:
        click.echo(f"{case.case_number}　{instant(said.said_at)}　{said.words or '（无补充说明）'}")
    click.echo(f"待办结 {len(found)} 件。")


@claims.command()
@click.argument("case_number", metavar="案件编号")
@click.option("--by", required=True, metavar="姓名", help="经办人。")
@click.option("--how", required=True, metavar="结果", help="核对结果与处理，记入审计。")
def settle(case_number: str, by: str, how: str) -> None:
    """办结一件“不是本单位”反馈；办结后企业可再次申报。"""
    store = store_of(load_settings())
    try:
        with store.act("not_ours") as session:
            settling = Settling(Actor(by, is_person=True), how, now())
            settle_not_ours(session, case_number, settling)
    finally:
        store.close()
    click.echo(f"案件 {case_number} 的反馈已办结。")


@claims.command(name="erase")
@click.option("--by", required=True, metavar="姓名", help="经办人，记入审计。")
@click.option("--apply", "is_applied", is_flag=True, help="真正清除；缺省只列出。")
def erase_claims(by: str, *, is_applied: bool) -> None:
    """清除保存期满案件的账户、联系人和文件，以及从未提交的文件；缺省只列出。"""
    settings = load_settings()
    store = store_of(settings)
    erasing = Erasing(by, now(), timedelta(days=settings.claims.retention_days))
    folder = RawStore(settings.data_folder / FOLDER)
    try:
        with store.reading() as session:
            due, unused = due_claims(session, erasing), len(unused_files(session, erasing.at))
        if is_applied:
            due = erase(store, folder, erasing)
    finally:
        store.close()
    for one in due:
        ended = instant(one.ended_at)
        click.echo(f"{one.case_number}　办结于 {ended}　申报 {one.claims} 版，文件 {one.files} 份")
    done = "已清除" if is_applied else "可清除（加 --apply 执行）"
    click.echo(f"{done}：{len(due)} 件案件的个人信息，{unused} 份未提交的文件。")
