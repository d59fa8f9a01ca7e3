"""`jishen people`: the first administrator, and everybody's account where the page cannot help."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import click
from sqlalchemy.orm import Session

from flows.running import now, store_of
from jishen.access.accounts import (
    By,
    Term,
    add_person,
    disable_person,
    enable_person,
    grant_role,
    named_person,
    revoke_role,
    set_password,
)
from jishen.access.passwords import hash_of, one_time_password
from jishen.access.second_factor import reset_codes
from jishen.domain.people import ROLE_NAMES, Role, folded_login
from jishen.settings import load_settings
from jishen.store import schema
from jishen.store.audit import Actor
from jishen.store.people import day_of, does_hold, everybody, grants_of, held_roles
from jishen.store.tables import Person

ROLE = click.Choice([role.value for role in Role])
BY = click.option("--by", required=True, metavar="姓名", help="操作人，记入审计。")
LOGIN = click.argument("login", metavar="登录名")


@click.group()
def people() -> None:
    """人员：开通账号、角色、停用、重置密码和动态口令。"""


@contextmanager
def _acting(by: str) -> Iterator[tuple[Session, By]]:
    """One act on accounts, in a database that has its newest shape."""
    store = store_of(load_settings())
    try:
        schema.upgrade(store)
        with store.act("person") as session:
            yield session, By(Actor(f"{by}（命令行）", is_person=True), now())
    finally:
        store.close()


@people.command()
@LOGIN
@click.option("--name", required=True, metavar="姓名")
@click.option("--role", "roles", multiple=True, type=ROLE, help="角色，可多次给出。")
@BY
def add(login: str, name: str, roles: tuple[str, ...], by: str) -> None:
    """开通账号，打印一次性密码（只此一次）；首次登录须改为本人的密码。

    角色：reviewer 初审，approver 复核，finance 拨付，auditor 审计，admin 系统管理。
    """
    password = one_time_password()
    hashed = hash_of(password)
    with _acting(by) as (session, acting):
        person = add_person(session, folded_login(login), name, hashed, acting)
        for role in roles:
            grant_role(session, person, Role(role), acting, Term(day_of(acting.at)))
        _tell_password(person, password)


@people.command(name="list")
def list_people() -> None:
    """列出人员、在任角色和状态。"""
    store = store_of(load_settings())
    schema.upgrade(store)
    with store.reading() as session:
        found = everybody(session)
        for person in found:
            click.echo(_line(session, person, now()))
    store.close()
    if not found:
        click.echo(
            "尚无人员。请先开通系统管理员：jishen people add 登录名 --name 姓名 --role admin"
        )


@people.command()
@LOGIN
@click.option("--grant", type=ROLE, help="授予的角色。")
@click.option("--revoke", type=ROLE, help="收回的角色。")
@click.option("--from", "starts_on", type=click.DateTime(["%Y-%m-%d"]), help="起始日，默认今天。")
@click.option("--until", "ends_on", type=click.DateTime(["%Y-%m-%d"]), help="最后一日（含）。")
@BY
def role(
    login: str,
    grant: str | None,
    revoke: str | None,
    starts_on: datetime | None,
    ends_on: datetime | None,
    by: str,
) -> None:
    """授予或收回角色；记录永久保留。"""
    if not grant and not revoke:
        message = "请用 --grant 或 --revoke 指明角色"
        raise click.UsageError(message)
    with _acting(by) as (session, acting):
        person = named_person(session, folded_login(login))
        if revoke:
            revoke_role(session, person, Role(revoke), acting)
        if grant:
            first = starts_on.date() if starts_on else day_of(acting.at)
            term = Term(first, ends_on.date() if ends_on else None)
            grant_role(session, person, Role(grant), acting, term)
        session.flush()
        click.echo(_line(session, person, acting.at))


@people.command()
@LOGIN
@click.option("--undo", is_flag=True, help="恢复已停用的账号。")
@BY
def disable(login: str, by: str, *, undo: bool) -> None:
    """停用账号，立即结束其全部登录；记录保留。"""
    with _acting(by) as (session, acting):
        person = named_person(session, folded_login(login))
        (enable_person if undo else disable_person)(session, person, acting)
        click.echo(_line(session, person, acting.at))


@people.command()
@LOGIN
@BY
def password(login: str, by: str) -> None:
    """重置为新的一次性密码并打印（只此一次），结束其全部登录。"""
    given = one_time_password()
    hashed = hash_of(given)
    with _acting(by) as (session, acting):
        person = named_person(session, folded_login(login))
        set_password(session, person, hashed, acting, is_one_time=True)
        _tell_password(person, given)


@people.command()
@LOGIN
@BY
def totp(login: str, by: str) -> None:
    """清除动态口令（手机遗失等）；本人下次登录时重新设置。"""
    with _acting(by) as (session, acting):
        person = named_person(session, folded_login(login))
        reset_codes(session, person, acting)
        click.echo(_line(session, person, acting.at))


def _tell_password(person: Person, given: str) -> None:
    click.echo(f"登录名　　{person.login}")
    click.echo(f"一次性密码　{given}")
    click.echo(f"请当面或电话交给本人，在 {load_settings().desk.url}/sign-in 登录后改为本人密码。")


def _line(session: Session, person: Person, at: datetime) -> str:
    """Return a person in one line: names, roles today, roles to come, state."""
    today = day_of(at)
    roles = [
        ROLE_NAMES[held.role] + (f"（代{held.instead_of}）" if held.instead_of else "")
        for held in held_roles(session, person.id, today)
    ]
    grants = grants_of(session, [person.id]).get(person.id, [])
    roles += [
        f"{ROLE_NAMES[grant.role]}（自 {grant.holds_from} 起）"
        for grant in grants
        if does_hold(grant, grant.holds_from) and grant.holds_from > today
    ]
    state = "已停用" if person.disabled_at else "在用"
    codes = "有动态口令" if person.totp_confirmed_at else "无动态口令"
    return f"{person.login}　{person.name}　{'、'.join(roles) or '无角色'}　{state}　{codes}"
