"""What the table of states says of itself."""

from jishen.domain.states import (
    APPROVING_STATES,
    CLOSED_WITHOUT_AWARD,
    RESERVING_STATES,
    STATE_NAMES,
    TERMINAL_STATES,
    TRANSITIONS,
    UNDECIDED_STATES,
    WAITS_FOR,
    WAITS_NAMES,
    CaseState,
    Waits,
)


def leads_to(state: CaseState) -> set[CaseState]:
    return {before for before, after in TRANSITIONS.items() if state in after}


def test_a_terminal_state_waits_for_nobody_and_every_other_but_the_archive_for_somebody() -> None:
    waiting = set(WAITS_FOR)

    assert waiting == set(CaseState) - TERMINAL_STATES - {CaseState.ARCHIVED}
    assert set(WAITS_FOR.values()) == set(Waits) == set(WAITS_NAMES)


def test_no_two_states_have_one_name() -> None:
    assert len(set(STATE_NAMES.values())) == len(CaseState)


def test_money_is_requested_only_after_the_decision_and_paid_only_after_the_request() -> None:
    assert leads_to(CaseState.DECIDED) == {CaseState.AWAITING_DECISION}
    assert leads_to(CaseState.PAYMENT_REQUESTED) == {CaseState.DECIDED}
    assert leads_to(CaseState.PAID) == {CaseState.PAYMENT_REQUESTED}


def test_every_state_with_approvals_can_go_back_to_the_review() -> None:
    assert leads_to(CaseState.SUBSTANTIVE_REVIEW) >= APPROVING_STATES


def test_an_undecided_case_can_be_held_and_a_decided_one_cannot() -> None:
    can_be_held = leads_to(CaseState.ON_HOLD)

    assert can_be_held == (UNDECIDED_STATES | APPROVING_STATES) - {CaseState.ON_HOLD}


def test_an_end_without_award_reserves_nothing_and_is_an_end() -> None:
    assert CLOSED_WITHOUT_AWARD <= TERMINAL_STATES
    assert not CLOSED_WITHOUT_AWARD & RESERVING_STATES
