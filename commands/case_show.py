"""`jishen cases show`: a case as it stands: state, clock, signatures, acts, what may be done."""

import click
from sqlalchemy.orm import Session

from commands.case_acts import opened
from flows.acting import act_terms
from flows.running import now
from jishen.cases.act_terms import SHANGHAI, ActTerms
from jishen.cases.evidence import evidence_digest
from jishen.domain.acts import ACT_NAMES, ACT_RULES, CaseAct
from jishen.domain.case_clock import CaseClock, case_clock
from jishen.domain.errors import TransitionRefused
from jishen.domain.states import (
    HOLD_NAMES,
    STATE_NAMES,
    WAITS_FOR,
    WAITS_NAMES,
)
from jishen.store.approvals import acts_on, approvals_of
from jishen.store.case_history import passages_of
from jishen.store.cases import case_by_number
from jishen.store.corrections import corrections_of
from jishen.store.tables import AwardCase


@click.command()
@click.argument("case_number", metavar="案件编号")
def show(case_number: str) -> None:
    """查看一件案件：状态、时限、签署、办理经过、可办理事项。"""
    with opened() as (settings, store), store.reading() as session:
        case = case_by_number(session, case_number)
        if case is None:
            message = f"没有编号为 {case_number} 的案件"
            raise TransitionRefused(message)
        terms = act_terms(settings, now(), session)
        lines = [*_head(case), *_clock(session, case, terms), *_signed(session, case, terms)]
        lines += [*_corrections(session, case), *_acts(session, case)]
    for line in lines:
        click.echo(line)


def clock_of(session: Session, case: AwardCase, terms: ActTerms) -> CaseClock:
    """Return the clock of a case."""
    passages = passages_of(session, case.id)
    return case_clock(passages, terms.calendar, terms.today, terms.rules.promise_workdays)


def _head(case: AwardCase) -> list[str]:
    waits = WAITS_FOR.get(case.state)
    held = f"（{HOLD_NAMES[case.hold]}）" if case.hold else ""
    open_acts = sorted(
        {ACT_NAMES[rule.act] for rule in ACT_RULES if case.state in rule.states},
        key=[ACT_NAMES[act] for act in CaseAct].index,
    )
    return [
        f"案件 {case.case_number}　{STATE_NAMES[case.state]}{held}　版本 {case.version}",
        (
            f"金额：最高 {case.ceiling_yuan:,} 元，核定 {case.determined_yuan:,} 元，"
            f"应付 {case.payable_yuan:,} 元"
            f"（市级 {case.city_half_yuan:,} 元，区级 {case.district_half_yuan:,} 元）"
        ),
        f"待办：{WAITS_NAMES[waits] if waits else '无'}　经办：{case.assignee or '未接办'}",
        f"可办理：{'、'.join(open_acts) or '无'}",
    ]


def _clock(session: Session, case: AwardCase, terms: ActTerms) -> list[str]:
    clock = clock_of(session, case, terms)
    if clock.started_on is None or clock.due is None:
        return ["时限：尚未起算（形式审核通过后起算）"]
    mark = "，已逾期" if clock.is_overdue else ""
    ended = f"，{clock.ended_on} 办结" if clock.ended_on else ""
    paused = "，现暂停计时" if clock.is_paused else ""
    provisional = "（暂定）" if clock.due.is_provisional else ""
    return [
        (
            f"时限：{clock.started_on} 起算，至 {clock.due.on}{provisional}，"
            f"已用 {clock.used_workdays} 个工作日，"
            f"扣除 {clock.paused_workdays} 个工作日{paused}{ended}{mark}"
        )
    ]


def _signed(session: Session, case: AwardCase, terms: ActTerms) -> list[str]:
    lines = [f"审核依据摘要：{evidence_digest(session, case, terms.claim)}"]
    for approval in approvals_of(session, case.id):
        void = f"，已作废：{approval.voided_why}" if approval.voided_at else ""
        lines.append(
            f"签署：{ACT_NAMES[CaseAct(approval.step)]}　{approval.approver}　"
            f"{approval.approved_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}{void}"
        )
    return lines


def _corrections(session: Session, case: AwardCase) -> list[str]:
    return [
        f"补正 {item.code}（期限 {asked.due_on}）：{item.words}"
        for asked in corrections_of(session, case.id)
        for item in asked.items
    ]


def _acts(session: Session, case: AwardCase) -> list[str]:
    return [
        f"{record.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}　{ACT_NAMES[record.act]}　{record.by}　"
        f"→ {STATE_NAMES[record.state_after]}　{record.opinion}"
        for record in acts_on(session, case.id)
    ]
