"""The states of an award case and the allowed transitions between them."""

from enum import StrEnum


class CaseState(StrEnum):
    """Where a case stands."""

    BACKLOG = "backlog"
    """历史积存: found in the baseline, computed, nobody notified; a reviewer may release it."""
    OPENED = "opened"
    ENTERPRISE_NOTIFIED = "enterprise_notified"
    ON_HOLD = "on_hold"
    NO_FURTHER_AWARD = "no_further_award"


STATE_NAMES = {
    CaseState.BACKLOG: "历史积存",
    CaseState.OPENED: "已立案",
    CaseState.ENTERPRISE_NOTIFIED: "已告知企业",
    CaseState.ON_HOLD: "暂缓",
    CaseState.NO_FURTHER_AWARD: "不再另行奖励",
}

FIRST_STATES = frozenset(
    {CaseState.BACKLOG, CaseState.OPENED, CaseState.ON_HOLD, CaseState.NO_FURTHER_AWARD}
)

UNDECIDED_STATES = frozenset(
    {CaseState.BACKLOG, CaseState.OPENED, CaseState.ENTERPRISE_NOTIFIED, CaseState.ON_HOLD}
)
"""States in which a ruling may still change what the policy says, until somebody has approved."""

TRANSITIONS: dict[CaseState, frozenset[CaseState]] = {
    CaseState.BACKLOG: frozenset({CaseState.OPENED, CaseState.ON_HOLD, CaseState.NO_FURTHER_AWARD}),
    CaseState.OPENED: frozenset(
        {CaseState.ENTERPRISE_NOTIFIED, CaseState.ON_HOLD, CaseState.NO_FURTHER_AWARD}
    ),
    CaseState.ENTERPRISE_NOTIFIED: frozenset({CaseState.ON_HOLD, CaseState.NO_FURTHER_AWARD}),
    CaseState.ON_HOLD: frozenset(
        {CaseState.OPENED, CaseState.ENTERPRISE_NOTIFIED, CaseState.NO_FURTHER_AWARD}
    ),
    CaseState.NO_FURTHER_AWARD: frozenset(),
}
