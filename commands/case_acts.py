"""`jishen cases act` and `show`: every act of a person on a case, from the command line."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

import click
from sqlalchemy.orm import Session

from flows.acting import act_terms
from flows.running import now, store_of
from jishen.cases import checking, closing, leaving, reviewing
from jishen.cases.act_terms import Acting, ActTerms, Asked, Done
from jishen.cases.plain_acts import PLAIN_ACTS
from jishen.domain.acts import ACT_NAMES, CaseAct
from jishen.domain.decisions import CreditStanding
from jishen.domain.errors import TransitionRefused
from jishen.domain.people import Role, folded_login
from jishen.domain.review import Determination
from jishen.domain.states import STATE_NAMES
from jishen.settings import Settings, load_settings
from jishen.store import schema
from jishen.store.audit import Actor
from jishen.store.cases import case_by_number
from jishen.store.people import day_of, person_of, roles_of
from jishen.store.session import Store

MARK = "（命令行）"
"""Behind the name in the trail: nobody signed in for this act."""


@dataclass(frozen=True, slots=True)
class Given:
    """What an act needs beside the opinion, as it was typed."""

    determined: int | None = None
    same_category: int | None = None
    credit: str = CreditStanding.CLEAR.value
    items: tuple[str, ...] = ()
    clause: str = ""
    to: str = ""
    amount: int | None = None
    document: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """An act about to be carried out."""

    store: Store
    acting: Acting
    asked: Asked
    terms: ActTerms
    given: Given


@contextmanager
def opened() -> Iterator[tuple[Settings, Store]]:
    """The settings and the database, of the newest shape."""
    settings = load_settings()
    store = store_of(settings)
    try:
        schema.upgrade(store)
        yield settings, store
    finally:
        store.close()


@click.command(
    help="办理一件案件。\n\n\b\n办理事项：\n"
    + "\n".join(f"  {act.value:<20} {name}" for act, name in ACT_NAMES.items())
)
@click.argument("act", metavar="办理事项", type=click.Choice([act.value for act in CaseAct]))
@click.argument("case_number", metavar="案件编号")
@click.option("--by", required=True, metavar="登录名", help="办理人。")
@click.option("--opinion", required=True, metavar="意见", help="办理意见，记入案卷。")
@click.option("--version", type=int, metavar="N", help="所见案件版本；不写则以当前版本为准。")
@click.option("--determined", type=int, metavar="元", help="核定额（review）。")
@click.option(
    "--same-category", type=int, metavar="元", help="本年度同类目扶持金额，0 为金额不详（review）。"
)
@click.option(
    "--credit",
    type=click.Choice([standing.value for standing in CreditStanding]),
    default=CreditStanding.CLEAR.value,
    help="信用查询结果（review）。",
)
@click.option("--item", "items", multiple=True, metavar="内容", help="补正事项，可多次给出。")
@click.option("--clause", default="", metavar="条款", help="不予奖励所依据的条款（reject）。")
@click.option("--to", default="", metavar="登录名", help="分派给谁（assign）。")
@click.option("--amount", type=int, metavar="元", help="追缴金额（claw_back）。")
@click.option("--document", default="", metavar="文号", help="追缴文书（claw_back）。")
def act(  # noqa: PLR0913, PLR0917 (each is an option of the command)
    act: str,
    case_number: str,
    by: str,
    opinion: str,
    version: int | None,
    determined: int | None,
    same_category: int | None,
    credit: str,
    items: tuple[str, ...],
    clause: str,
    to: str,
    amount: int | None,
    document: str,
) -> None:
    """Carry out one act."""
    given = Given(determined, same_category, credit, items, clause, to, amount, document)
    with opened() as (settings, store):
        with store.reading() as session:
            at = now()
            terms = by_command(act_terms(settings, at, session))
            acting = person(session, by, at)
            asked = Asked(case_number, _version(session, case_number, version), opinion)
        done = _carry_out(CaseAct(act), Call(store, acting, asked, terms, given))
    click.echo(
        f"案件 {done.case_number} 已办理“{ACT_NAMES[CaseAct(act)]}”，"
        f"现为“{STATE_NAMES[done.state]}”（版本 {done.version}，办理人 {done.by}）"
    )
    if done.note:
        click.echo(f"注意：{done.note}")


def by_command(terms: ActTerms) -> ActTerms:
    """Return terms whose actors are marked: the command line asks nobody for a password."""

    def rights(session: Session, person_id: str, roles: tuple[Role, ...], at: datetime) -> Actor:
        return Actor(f"{terms.rights(session, person_id, roles, at).name}{MARK}", is_person=True)

    return replace(terms, rights=rights)


def person(session: Session, login: str, at: datetime) -> Acting:
    """Return somebody by login name.

    Raises:
        TransitionRefused: there is nobody of that name.
    """
    found = person_of(session, folded_login(login))
    if found is None:
        message = f"没有登录名为 {login} 的人员"
        raise TransitionRefused(message)
    return Acting(found.id, found.name, roles_of(session, found.id, day_of(at)))


def _version(session: Session, number: str, version: int | None) -> int:
    case = case_by_number(session, number)
    if case is None:
        message = f"没有编号为 {number} 的案件"
        raise TransitionRefused(message)
    return case.version if version is None else version


def _carry_out(act: CaseAct, call: Call) -> Done:
    if act in PLAIN_ACTS:
        return PLAIN_ACTS[act](call.store, call.acting, call.asked, call.terms)
    return _ACTS[act](call)


def _assign(call: Call) -> Done:
    with call.store.reading() as session:
        to = person(session, _needed(call.given.to, "--to 登录名"), call.terms.at)
    return checking.assign_case(call.store, call.acting, to, call.asked, call.terms)


def _request_correction(call: Call) -> Done:
    items = [checking.Correction(words) for words in call.given.items]
    return checking.request_correction(call.store, call.acting, items, call.asked, call.terms)


def _review(call: Call) -> Done:
    if call.given.determined is None:
        _needed("", "--determined 核定额")
    found = Determination(
        determined_yuan=call.given.determined or 0,
        has_same_category_award=call.given.same_category is not None,
        same_category_award_yuan=call.given.same_category or None,
        credit=CreditStanding(call.given.credit),
    )
    return reviewing.review(call.store, call.acting, found, call.asked, call.terms)


def _reject(call: Call) -> Done:
    return leaving.reject(call.store, call.acting, call.given.clause, call.asked, call.terms)


def _claw_back(call: Call) -> Done:
    back = closing.ClawbackTerms(call.given.amount or 0, call.given.document)
    return closing.claw_back(call.store, call.acting, back, call.asked, call.terms)


def _needed(value: str, option: str) -> str:
    if not value:
        message = f"缺少选项 {option}"
        raise TransitionRefused(message)
    return value


_ACTS: dict[CaseAct, Callable[[Call], Done]] = {
    CaseAct.ASSIGN: _assign,
    CaseAct.REQUEST_CORRECTION: _request_correction,
    CaseAct.REVIEW: _review,
    CaseAct.REJECT: _reject,
    CaseAct.CLAW_BACK: _claw_back,
}
"""The acts that ask for more than the opinion; the others are `PLAIN_ACTS`."""
