"""The rules of review that an installation sets, and what a reviewer determines."""

import hashlib
from dataclasses import dataclass

from jishen.domain.decisions import CreditStanding
from jishen.domain.enterprises import ZoneStatus
from jishen.domain.states import CaseState

_WHOLE = 100


@dataclass(frozen=True, slots=True)
class ReviewRules:
    """How the review runs here; amounts in whole yuan, terms in working days."""

    second_review_from_yuan: int = 500_000
    """From this payable amount on another person reviews before the approver."""
    sampling_percent: int = 10
    """Share of the smaller cases that another person reviews as well (抽查)."""
    most_corrections: int = 1
    """How often corrections may be asked for; the rule is once, itemised (一次性告知)."""
    correction_workdays: int = 15
    public_notice_workdays: int = 0
    """How long the public notice lasts; 0: there is none."""
    asks_city: bool = False
    """Whether the city confirms each case (Q14)."""
    promise_workdays: int = 5
    """Within how many working days after the claim is complete the decision is promised."""


@dataclass(frozen=True, slots=True)
class Determination:
    """What a reviewer determines (核定), and found on questions the policy leaves to a person."""

    determined_yuan: int
    has_same_category_award: bool = False
    """第十三条: an award of the same category in the same year."""
    same_category_award_yuan: int | None = None
    credit: CreditStanding = CreditStanding.CLEAR
    operating_zone_status: ZoneStatus | None = None


def is_sampled(case_id: str, percent: int) -> bool:
    """Tell whether a case is drawn for a second review; the same case always comes out the same."""
    drawn = int.from_bytes(hashlib.sha256(f"sampling {case_id}".encode()).digest()[:8])
    return drawn % _WHOLE < percent


def needs_second_review(case_id: str, payable_yuan: int, rules: ReviewRules) -> bool:
    """Tell whether another person must review a case before the approver."""
    is_large = payable_yuan >= rules.second_review_from_yuan
    return is_large or is_sampled(case_id, rules.sampling_percent)


def steps_after_review(
    case_id: str, payable_yuan: int, rules: ReviewRules
) -> tuple[CaseState, ...]:
    """Return the states a case passes after the substantive review, in order.

    >>> steps_after_review("x", 0, ReviewRules(sampling_percent=0, public_notice_workdays=5))
    (<CaseState.PUBLIC_NOTICE: 'public_notice'>, <CaseState.AWAITING_DECISION: 'awaiting_decision'>)
    """
    steps = (
        (CaseState.SECOND_REVIEW, needs_second_review(case_id, payable_yuan, rules)),
        (CaseState.CITY_CONFIRMATION, rules.asks_city),
        (CaseState.PUBLIC_NOTICE, rules.public_notice_workdays > 0),
        (CaseState.AWAITING_DECISION, True),
    )
    return tuple(state for state, is_wanted in steps if is_wanted)


def next_step(done: CaseState, case_id: str, payable_yuan: int, rules: ReviewRules) -> CaseState:
    """Return the state that follows a review step that is done."""
    order = (
        CaseState.SUBSTANTIVE_REVIEW,
        CaseState.SECOND_REVIEW,
        CaseState.CITY_CONFIRMATION,
        CaseState.PUBLIC_NOTICE,
        CaseState.AWAITING_DECISION,
    )
    later = order[order.index(done) + 1 :]
    steps = steps_after_review(case_id, payable_yuan, rules)
    return next(step for step in later if step in steps)
