"""`jishen links`: the enterprises' links: list, revoke, issue again."""

from datetime import timedelta

import click
from rich.console import Console
from rich.table import Table

from desk.wording import instant
from flows.enterprise_link import page_url
from flows.running import now, store_of
from jishen.cases.links import Issuing, issue_by_hand, revoke_links, send_again
from jishen.settings import load_settings
from jishen.store.audit import Actor
from jishen.store.links import links_of
from jishen.store.tables import EnterpriseLink

_SHOWN_CHARACTERS = 8


@click.group()
def links() -> None:
    """企业办理链接：列表、撤销、重新发出。"""


@links.command(name="list")
@click.argument("case_number", metavar="[案件编号]", required=False)
def list_links(case_number: str | None) -> None:
    """列出链接，最新的在前；链接本身不留存，只列编号与状态。"""
    store = store_of(load_settings())
    with store.reading() as session:
        found = links_of(session, case_number)
    store.close()
    table = Table("链接编号", "案件编号", "发出", "有效期至", "状态", "经手")
    for link, case in found:
        table.add_row(
            link.id[:_SHOWN_CHARACTERS],
            case.case_number,
            instant(link.issued_at),
            instant(link.expires_at),
            _state(link),
            link.issued_by,
        )
    Console().print(table)
    click.echo(f"共 {len(found)} 条。")


@links.command()
@click.argument("which", metavar="案件编号|链接编号")
@click.option("--by", required=True, metavar="姓名", help="经办人。")
@click.option("--why", required=True, metavar="理由", help="撤销理由，记入审计。")
def revoke(which: str, by: str, why: str) -> None:
    """撤销一件案件的全部链接，或者一条链接；立即失效。"""
    store = store_of(load_settings())
    try:
        revoked = revoke_links(store, which, by=by, why=why, at=now())
    finally:
        store.close()
    click.echo(f"已撤销 {len(revoked)} 条链接。")


@links.command()
@click.argument("case_number", metavar="案件编号")
@click.option("--by", required=True, metavar="姓名", help="经办人。")
@click.option("--why", required=True, metavar="理由", help="理由，记入审计。")
@click.option("--show", is_flag=True, help="显示链接，由经办人当面或另行交给企业，不发通知。")
def issue(case_number: str, by: str, why: str, *, show: bool) -> None:
    """重新发出办理链接：缺省为重发原告知（通知编号不变）。"""
    settings = load_settings()
    store = store_of(settings)
    lasts = timedelta(days=settings.claims.link_days)
    try:
        if not show:
            key = send_again(store, case_number, by=by, why=why, at=now())
            click.echo(f"告知 {key[:12]} 已重新列入待发，将附新的链接由下一次发送任务发出。")
            return
        issuing = Issuing(Actor(by, is_person=True), now(), lasts, why=why)
        token = issue_by_hand(store, case_number, issuing)
    finally:
        store.close()
    click.echo("以下链接只显示这一次，请勿写入工单或群聊：", err=True)
    click.echo(page_url(settings, token))


def _state(link: EnterpriseLink) -> str:
    if link.revoked_at is not None:
        return f"已撤销（{link.revoked_why}）"
    return "有效" if link.expires_at > now() else "已过期"
