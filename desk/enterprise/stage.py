"""Where a case stands, as its enterprise is told: what has happened, what comes next."""

from dataclasses import dataclass
from enum import StrEnum

from jishen.cases.claim_terms import CLAIMABLE_STATES
from jishen.domain.claims import ClaimForm
from jishen.domain.states import CaseState
from jishen.domain.windows import WindowAnswer, WindowState
from jishen.store.views.enterprise_page import PageFacts


class Stage(StrEnum):
    """What the page is about now; each has a heading and a text in words.yaml."""

    CLAIM = "claim"
    WINDOW = "window"
    """Nothing can be claimed before a window opens."""
    CLOSED_FORM = "closed_form"
    """Nothing can be claimed here: the policy has no form, or its windows are over."""
    NOT_OURS = "not_ours"
    RECEIVED = "received"
    REVIEW = "review"
    CORRECTION = "correction"
    PUBLIC_NOTICE = "public_notice"
    DECIDED = "decided"
    PAID = "paid"
    HOLD = "hold"
    NOT_ELIGIBLE = "not_eligible"
    NO_FURTHER = "no_further"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    CLAWBACK = "clawback"


_OF_STATE = {
    CaseState.SUBMITTED: Stage.RECEIVED,
    CaseState.FORM_CHECK: Stage.REVIEW,
    CaseState.CORRECTION_REQUESTED: Stage.CORRECTION,
    CaseState.SUBSTANTIVE_REVIEW: Stage.REVIEW,
    CaseState.SECOND_REVIEW: Stage.REVIEW,
    CaseState.CITY_CONFIRMATION: Stage.REVIEW,
    CaseState.PUBLIC_NOTICE: Stage.PUBLIC_NOTICE,
    CaseState.OBJECTION: Stage.PUBLIC_NOTICE,
    CaseState.AWAITING_DECISION: Stage.REVIEW,
    CaseState.DECIDED: Stage.DECIDED,
    CaseState.PAYMENT_REQUESTED: Stage.DECIDED,
    CaseState.PAID: Stage.PAID,
    CaseState.ARCHIVED: Stage.PAID,
    CaseState.BACKLOG: Stage.HOLD,
    CaseState.ON_HOLD: Stage.HOLD,
    CaseState.NOT_ELIGIBLE: Stage.NOT_ELIGIBLE,
    CaseState.NO_FURTHER_AWARD: Stage.NO_FURTHER,
    CaseState.WITHDRAWN: Stage.WITHDRAWN,
    CaseState.EXPIRED: Stage.EXPIRED,
    CaseState.CLAWBACK: Stage.CLAWBACK,
}

STEPS = ("claim", "review", "notice", "decision", "payment")
"""The steps shown, each with its name in words.yaml."""
_STEP_OF = {
    Stage.CLAIM: 0,
    Stage.WINDOW: 0,
    Stage.RECEIVED: 1,
    Stage.REVIEW: 1,
    Stage.CORRECTION: 1,
    Stage.PUBLIC_NOTICE: 2,
    Stage.DECIDED: 4,
    Stage.PAID: len(STEPS),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way: `done`, `now` or `next`."""

    name: str
    mark: str


def stage_of(facts: PageFacts, form: ClaimForm | None, window: WindowAnswer) -> Stage:
    """Return what the page is about."""
    if facts.case.state not in CLAIMABLE_STATES:
        return _OF_STATE[facts.case.state]
    if facts.not_ours is not None:
        return Stage.NOT_OURS
    if form is None or window.state is WindowState.NONE:
        return Stage.CLOSED_FORM
    return Stage.CLAIM if window.is_open else Stage.WINDOW


def steps_of(stage: Stage) -> tuple[Step, ...]:
    """Return the way from claim to payment with a mark each; empty where it has ended otherwise."""
    if stage not in _STEP_OF:
        return ()
    here = _STEP_OF[stage]
    return tuple(
        Step(name, "done" if place < here else "now" if place == here else "next")
        for place, name in enumerate(STEPS)
    )
