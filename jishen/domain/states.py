"""The states of an award case, the allowed transitions between them, and who each waits for."""

from enum import StrEnum


class CaseState(StrEnum):
    """Where a case stands, in the order of its life; the side exits come last."""

    BACKLOG = "backlog"
    """历史积存: found in the baseline, computed, nobody notified; a reviewer may release it."""
    OPENED = "opened"
    ENTERPRISE_NOTIFIED = "enterprise_notified"
    WAITING_FOR_WINDOW = "waiting_for_window"
    """No window for claims is open; the claim is taken when one opens."""
    SUBMITTED = "submitted"
    """The enterprise has claimed; nobody has taken the case yet."""
    FORM_CHECK = "form_check"
    CORRECTION_REQUESTED = "correction_requested"
    """补正: the clock stands still until the enterprise has answered every item."""
    SUBSTANTIVE_REVIEW = "substantive_review"
    SECOND_REVIEW = "second_review"
    CITY_CONFIRMATION = "city_confirmation"
    PUBLIC_NOTICE = "public_notice"
    OBJECTION = "objection"
    AWAITING_DECISION = "awaiting_decision"
    """Every review is done; an approver decides."""
    DECIDED = "decided"
    """Approved; passed within the transaction that writes the payment request (审过即发)."""
    PAYMENT_REQUESTED = "payment_requested"
    PAID = "paid"
    ARCHIVED = "archived"
    ON_HOLD = "on_hold"
    NOT_ELIGIBLE = "not_eligible"
    NO_FURTHER_AWARD = "no_further_award"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    """Not claimed, or not corrected, in time."""
    CLAWBACK = "clawback"


STATE_NAMES = {
    CaseState.BACKLOG: "历史积存",
    CaseState.OPENED: "已立案",
    CaseState.ENTERPRISE_NOTIFIED: "已告知企业",
    CaseState.WAITING_FOR_WINDOW: "待申报窗口开放",
    CaseState.SUBMITTED: "已申报",
    CaseState.FORM_CHECK: "形式审核",
    CaseState.CORRECTION_REQUESTED: "待企业补正",
    CaseState.SUBSTANTIVE_REVIEW: "实质审核",
    CaseState.SECOND_REVIEW: "待复核",
    CaseState.CITY_CONFIRMATION: "待市级确认",
    CaseState.PUBLIC_NOTICE: "公示中",
    CaseState.OBJECTION: "异议核查",
    CaseState.AWAITING_DECISION: "待审批",
    CaseState.DECIDED: "已审批",
    CaseState.PAYMENT_REQUESTED: "已申请拨付",
    CaseState.PAID: "已拨付",
    CaseState.ARCHIVED: "已归档",
    CaseState.ON_HOLD: "暂缓",
    CaseState.NOT_ELIGIBLE: "不予奖励",
    CaseState.NO_FURTHER_AWARD: "不再另行奖励",
    CaseState.WITHDRAWN: "已撤回",
    CaseState.EXPIRED: "逾期失效",
    CaseState.CLAWBACK: "追缴",
}


class Waits(StrEnum):
    """Who must act next."""

    ENTERPRISE = "enterprise"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    FINANCE = "finance"
    CITY = "city"
    PUBLIC = "public"
    """Nobody may act before the days of the public notice are over."""


WAITS_NAMES = {
    Waits.ENTERPRISE: "待企业",
    Waits.REVIEWER: "待审核人员",
    Waits.APPROVER: "待审批人",
    Waits.FINANCE: "待财务",
    Waits.CITY: "待市级部门",
    Waits.PUBLIC: "公示期",
}

WAITS_FOR = {
    CaseState.BACKLOG: Waits.REVIEWER,
    CaseState.OPENED: Waits.REVIEWER,
    CaseState.ENTERPRISE_NOTIFIED: Waits.ENTERPRISE,
    CaseState.WAITING_FOR_WINDOW: Waits.ENTERPRISE,
    CaseState.SUBMITTED: Waits.REVIEWER,
    CaseState.FORM_CHECK: Waits.REVIEWER,
    CaseState.CORRECTION_REQUESTED: Waits.ENTERPRISE,
    CaseState.SUBSTANTIVE_REVIEW: Waits.REVIEWER,
    CaseState.SECOND_REVIEW: Waits.REVIEWER,
    CaseState.CITY_CONFIRMATION: Waits.CITY,
    CaseState.PUBLIC_NOTICE: Waits.PUBLIC,
    CaseState.OBJECTION: Waits.REVIEWER,
    CaseState.AWAITING_DECISION: Waits.APPROVER,
    CaseState.DECIDED: Waits.FINANCE,
    CaseState.PAYMENT_REQUESTED: Waits.FINANCE,
    CaseState.PAID: Waits.FINANCE,
    CaseState.ON_HOLD: Waits.REVIEWER,
}
"""Who a state waits for; a state that is not here waits for nobody."""


class Hold(StrEnum):
    """Why a case is held: only what the policy holds is let go by a run."""

    POLICY = "policy"
    """A condition or a question of the policy is open."""
    PERSON = "person"
    """A reviewer holds it, with a reason."""
    BUDGET = "budget"
    """待预算: approved by every reviewer, and the pool or the enterprise's cap did not suffice."""


HOLD_NAMES = {
    Hold.POLICY: "待条件核实",
    Hold.PERSON: "经办人暂缓",
    Hold.BUDGET: "待预算",
}

FIRST_STATES = frozenset(
    {CaseState.BACKLOG, CaseState.OPENED, CaseState.ON_HOLD, CaseState.NO_FURTHER_AWARD}
)

_BEFORE_THE_CLAIM = frozenset(
    {CaseState.OPENED, CaseState.ENTERPRISE_NOTIFIED, CaseState.WAITING_FOR_WINDOW}
)
_UNDER_REVIEW = frozenset(
    {
        CaseState.SUBMITTED,
        CaseState.FORM_CHECK,
        CaseState.CORRECTION_REQUESTED,
        CaseState.SUBSTANTIVE_REVIEW,
    }
)
APPROVING_STATES = frozenset(
    {
        CaseState.SECOND_REVIEW,
        CaseState.CITY_CONFIRMATION,
        CaseState.PUBLIC_NOTICE,
        CaseState.OBJECTION,
        CaseState.AWAITING_DECISION,
    }
)
"""Somebody has approved: when the evidence changes, the case goes back to substantive review."""

UNDECIDED_STATES = (
    frozenset({CaseState.BACKLOG, CaseState.ON_HOLD}) | _BEFORE_THE_CLAIM | _UNDER_REVIEW
)
"""States in which a ruling may still change what the policy says, until somebody has approved."""

RESERVING_STATES = _BEFORE_THE_CLAIM | _UNDER_REVIEW | APPROVING_STATES
"""States that reserve what they may come to in the pool; on hold and backlog reserve nothing."""

CLOSED_WITHOUT_AWARD = frozenset(
    {
        CaseState.NOT_ELIGIBLE,
        CaseState.NO_FURTHER_AWARD,
        CaseState.WITHDRAWN,
        CaseState.EXPIRED,
    }
)
"""Ends that paid nothing and never will: they make room for another case of that clause."""

_SIDE_EXITS = frozenset(
    {
        CaseState.ON_HOLD,
        CaseState.NOT_ELIGIBLE,
        CaseState.NO_FURTHER_AWARD,
        CaseState.WITHDRAWN,
    }
)
_FROM_REVIEW = _SIDE_EXITS | {CaseState.SUBSTANTIVE_REVIEW}

TRANSITIONS: dict[CaseState, frozenset[CaseState]] = {
    CaseState.BACKLOG: _SIDE_EXITS | {CaseState.OPENED, CaseState.EXPIRED},
    CaseState.OPENED: _SIDE_EXITS
    | {
        CaseState.ENTERPRISE_NOTIFIED,
        CaseState.WAITING_FOR_WINDOW,
        CaseState.SUBMITTED,
        CaseState.EXPIRED,
    },
    CaseState.ENTERPRISE_NOTIFIED: _SIDE_EXITS
    | {CaseState.WAITING_FOR_WINDOW, CaseState.SUBMITTED, CaseState.EXPIRED},
    CaseState.WAITING_FOR_WINDOW: _SIDE_EXITS
    | {CaseState.ENTERPRISE_NOTIFIED, CaseState.SUBMITTED, CaseState.EXPIRED},
    CaseState.SUBMITTED: _SIDE_EXITS | {CaseState.FORM_CHECK},
    CaseState.FORM_CHECK: _SIDE_EXITS
    | {CaseState.CORRECTION_REQUESTED, CaseState.SUBSTANTIVE_REVIEW},
    CaseState.CORRECTION_REQUESTED: _SIDE_EXITS | {CaseState.FORM_CHECK, CaseState.EXPIRED},
    CaseState.SUBSTANTIVE_REVIEW: _SIDE_EXITS
    | {
        CaseState.CORRECTION_REQUESTED,
        CaseState.SECOND_REVIEW,
        CaseState.CITY_CONFIRMATION,
        CaseState.PUBLIC_NOTICE,
        CaseState.AWAITING_DECISION,
    },
    CaseState.SECOND_REVIEW: _FROM_REVIEW
    | {CaseState.CITY_CONFIRMATION, CaseState.PUBLIC_NOTICE, CaseState.AWAITING_DECISION},
    CaseState.CITY_CONFIRMATION: _FROM_REVIEW
    | {CaseState.PUBLIC_NOTICE, CaseState.AWAITING_DECISION},
    CaseState.PUBLIC_NOTICE: _FROM_REVIEW | {CaseState.OBJECTION, CaseState.AWAITING_DECISION},
    CaseState.OBJECTION: _FROM_REVIEW | {CaseState.PUBLIC_NOTICE, CaseState.AWAITING_DECISION},
    CaseState.AWAITING_DECISION: _FROM_REVIEW | {CaseState.DECIDED},
    CaseState.DECIDED: frozenset({CaseState.PAYMENT_REQUESTED}),
    CaseState.PAYMENT_REQUESTED: frozenset({CaseState.PAID}),
    CaseState.PAID: frozenset({CaseState.ARCHIVED, CaseState.CLAWBACK}),
    CaseState.ARCHIVED: frozenset({CaseState.CLAWBACK}),
    CaseState.ON_HOLD: (_SIDE_EXITS - {CaseState.ON_HOLD})
    | _BEFORE_THE_CLAIM
    | _UNDER_REVIEW
    | APPROVING_STATES
    | {CaseState.EXPIRED},
    CaseState.NOT_ELIGIBLE: frozenset(),
    CaseState.NO_FURTHER_AWARD: frozenset(),
    CaseState.WITHDRAWN: frozenset(),
    CaseState.EXPIRED: frozenset(),
    CaseState.CLAWBACK: frozenset(),
}

TERMINAL_STATES = frozenset(state for state, after in TRANSITIONS.items() if not after)
"""States that no case ever leaves."""
