"""What people do with a case: which act, by which role, from which state."""

from dataclasses import dataclass
from enum import StrEnum

from jishen.domain.people import Role
from jishen.domain.states import (
    APPROVING_STATES,
    CaseState,
)


class CaseAct(StrEnum):
    """An act of a person on one case; each is one transaction."""

    TAKE = "take"
    ASSIGN = "assign"
    WAIT_FOR_WINDOW = "wait_for_window"
    OPEN_WINDOW = "open_window"
    RECEIVE_CLAIM = "receive_claim"
    """A claim on paper or by another way than the enterprise's page, entered by hand."""
    ACCEPT = "accept"
    """Form check passed: the claim is complete, the clock starts."""
    REQUEST_CORRECTION = "request_correction"
    RECEIVE_CORRECTION = "receive_correction"
    REVIEW = "review"
    """Substantive review with the determined amount: the first approval."""
    SECOND_REVIEW = "second_review"
    CONFIRM_CITY = "confirm_city"
    END_NOTICE = "end_notice"
    OBJECT = "object"
    DISMISS_OBJECTION = "dismiss_objection"
    SEND_BACK = "send_back"
    DECIDE = "decide"
    """Approval: payout and payment request in the same transaction (审过即发)."""
    REJECT = "reject"
    HOLD = "hold"
    RELEASE_HOLD = "release_hold"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    ARCHIVE = "archive"
    CLAW_BACK = "claw_back"


ACT_NAMES = {
    CaseAct.TAKE: "接办",
    CaseAct.ASSIGN: "分派",
    CaseAct.WAIT_FOR_WINDOW: "转待申报窗口",
    CaseAct.OPEN_WINDOW: "申报窗口开放",
    CaseAct.RECEIVE_CLAIM: "代录申报",
    CaseAct.ACCEPT: "形式审核通过",
    CaseAct.REQUEST_CORRECTION: "一次性告知补正",
    CaseAct.RECEIVE_CORRECTION: "代录补正",
    CaseAct.REVIEW: "实质审核通过",
    CaseAct.SECOND_REVIEW: "复核通过",
    CaseAct.CONFIRM_CITY: "市级确认",
    CaseAct.END_NOTICE: "公示期满无异议",
    CaseAct.OBJECT: "登记异议",
    CaseAct.DISMISS_OBJECTION: "异议不成立",
    CaseAct.SEND_BACK: "退回实质审核",
    CaseAct.DECIDE: "审批通过",
    CaseAct.REJECT: "不予奖励",
    CaseAct.HOLD: "暂缓",
    CaseAct.RELEASE_HOLD: "恢复办理",
    CaseAct.WITHDRAW: "登记企业撤回",
    CaseAct.EXPIRE: "逾期失效",
    CaseAct.ARCHIVE: "归档",
    CaseAct.CLAW_BACK: "登记追缴",
}

APPROVALS = frozenset({CaseAct.REVIEW, CaseAct.SECOND_REVIEW, CaseAct.DECIDE})
"""Acts that sign for the money, each over the evidence at that moment, each by another person."""

MANUAL_ENTRIES = frozenset({CaseAct.RECEIVE_CLAIM, CaseAct.RECEIVE_CORRECTION})
"""Acts in which a person speaks for the enterprise: who did may not approve the case."""


@dataclass(frozen=True, slots=True)
class ActRule:
    """Who may act in which states."""

    act: CaseAct
    roles: tuple[Role, ...]
    states: frozenset[CaseState]


_REVIEWER = (Role.REVIEWER,)
_APPROVER = (Role.APPROVER,)
_EITHER = (Role.REVIEWER, Role.APPROVER)
_FINANCE = (Role.FINANCE,)

_UNCLAIMED = frozenset(
    {CaseState.OPENED, CaseState.ENTERPRISE_NOTIFIED, CaseState.WAITING_FOR_WINDOW}
)
_CLAIMED = frozenset(
    {
        CaseState.SUBMITTED,
        CaseState.FORM_CHECK,
        CaseState.CORRECTION_REQUESTED,
        CaseState.SUBSTANTIVE_REVIEW,
    }
)
_OPEN = _UNCLAIMED | _CLAIMED | APPROVING_STATES
_BEFORE_APPROVER = _OPEN - {CaseState.AWAITING_DECISION}


def _in(*states: CaseState) -> frozenset[CaseState]:
    return frozenset(states)


ACT_RULES = (
    ActRule(CaseAct.TAKE, _REVIEWER, _CLAIMED),
    ActRule(CaseAct.ASSIGN, _EITHER, _OPEN | {CaseState.ON_HOLD}),
    ActRule(
        CaseAct.WAIT_FOR_WINDOW, _REVIEWER, _in(CaseState.OPENED, CaseState.ENTERPRISE_NOTIFIED)
    ),
    ActRule(CaseAct.OPEN_WINDOW, _REVIEWER, _in(CaseState.WAITING_FOR_WINDOW)),
    ActRule(CaseAct.RECEIVE_CLAIM, _REVIEWER, _UNCLAIMED),
    ActRule(CaseAct.ACCEPT, _REVIEWER, _in(CaseState.FORM_CHECK)),
    ActRule(
        CaseAct.REQUEST_CORRECTION,
        _REVIEWER,
        _in(CaseState.FORM_CHECK, CaseState.SUBSTANTIVE_REVIEW),
    ),
    ActRule(CaseAct.RECEIVE_CORRECTION, _REVIEWER, _in(CaseState.CORRECTION_REQUESTED)),
    ActRule(CaseAct.REVIEW, _REVIEWER, _in(CaseState.SUBSTANTIVE_REVIEW)),
    ActRule(CaseAct.SECOND_REVIEW, _EITHER, _in(CaseState.SECOND_REVIEW)),
    ActRule(CaseAct.CONFIRM_CITY, _REVIEWER, _in(CaseState.CITY_CONFIRMATION)),
    ActRule(CaseAct.END_NOTICE, _REVIEWER, _in(CaseState.PUBLIC_NOTICE)),
    ActRule(CaseAct.OBJECT, _REVIEWER, _in(CaseState.PUBLIC_NOTICE)),
    ActRule(CaseAct.DISMISS_OBJECTION, _EITHER, _in(CaseState.OBJECTION)),
    ActRule(CaseAct.SEND_BACK, _EITHER, APPROVING_STATES - {CaseState.AWAITING_DECISION}),
    ActRule(CaseAct.SEND_BACK, _APPROVER, _in(CaseState.AWAITING_DECISION)),
    ActRule(CaseAct.DECIDE, _APPROVER, _in(CaseState.AWAITING_DECISION)),
    ActRule(CaseAct.REJECT, _EITHER, _BEFORE_APPROVER | {CaseState.BACKLOG, CaseState.ON_HOLD}),
    ActRule(CaseAct.REJECT, _APPROVER, _in(CaseState.AWAITING_DECISION)),
    ActRule(CaseAct.HOLD, _EITHER, _OPEN),
    ActRule(CaseAct.RELEASE_HOLD, _EITHER, _in(CaseState.ON_HOLD)),
    ActRule(CaseAct.WITHDRAW, _EITHER, _OPEN | {CaseState.BACKLOG, CaseState.ON_HOLD}),
    ActRule(
        CaseAct.EXPIRE,
        _EITHER,
        _UNCLAIMED | {CaseState.BACKLOG, CaseState.CORRECTION_REQUESTED, CaseState.ON_HOLD},
    ),
    ActRule(CaseAct.ARCHIVE, _FINANCE, _in(CaseState.PAID)),
    ActRule(CaseAct.CLAW_BACK, _FINANCE, _in(CaseState.PAID, CaseState.ARCHIVED)),
)


def rule_for(act: CaseAct, state: CaseState) -> ActRule | None:
    """Return who may do this to a case that stands so; None: nobody."""
    return next((rule for rule in ACT_RULES if rule.act is act and state in rule.states), None)


def acts_open_to(state: CaseState, roles: frozenset[Role]) -> tuple[CaseAct, ...]:
    """Return what somebody with these roles may do to a case that stands so, in a fixed order."""
    return tuple(
        rule.act for rule in ACT_RULES if state in rule.states and roles.intersection(rule.roles)
    )
