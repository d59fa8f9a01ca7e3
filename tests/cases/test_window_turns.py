"""Cases wait while no application window is open, and go on, told, when one opens."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from jishen.cases.transitions import change_state
from jishen.cases.window_turns import TurnTerms, turn_with_windows
from jishen.cases.windows import record_window
from jishen.domain.notices import NoticeEvent
from jishen.domain.states import CaseState
from jishen.domain.windows import ApplicationWindow, WindowMode
from jishen.store.cases import case_by_number
from jishen.store.session import Store
from jishen.store.tables import OutboxMessage
from tests.cases.publishing import (
    AT,
    MACHINE,
    POLICY,
    cases_in,
    enterprise,
    identify,
    open_waiting,
    outbox_of,
    publish,
    row,
)
from tests.sample_registry import import_enterprises

OVER = ApplicationWindow("第二批", WindowMode.DATED, date(2025, 2, 17), date(2025, 3, 20), "通知")
NEXT = ApplicationWindow("第三批", WindowMode.DATED, date(2026, 4, 1), date(2026, 4, 30), "通知")
TERMS = TurnTerms(AT, MACHINE, ("审核组",), {POLICY.policy_id: (OVER,)})
IN_APRIL = replace(TERMS, at=AT + timedelta(days=30))


def told_case(store: Store, **values: object) -> str:
    import_enterprises(store, enterprise(**values))  # type: ignore[arg-type]
    publish(store, row(1))
    identify(store)
    open_waiting(store)
    (case,) = cases_in(store)
    with store.act("record_delivery") as session:
        known = case_by_number(session, case.case_number)
        assert known is not None
        to = CaseState.ENTERPRISE_NOTIFIED
        change_state(session, known, to, at=AT, actor=MACHINE, event="enterprise.notified", body={})
    return case.case_number


def state_of(store: Store) -> CaseState:
    (case,) = cases_in(store)
    return case.state


def alerts_of(store: Store) -> list[OutboxMessage]:
    return [each for each in outbox_of(store) if each.event is NoticeEvent.FILING_SEEN]


def test_while_no_window_is_open_a_case_waits(store: Store) -> None:
    number = told_case(store)

    turned = turn_with_windows(store, TERMS)
    again = turn_with_windows(store, TERMS)

    assert (turned, again) == ([number], [])
    assert state_of(store) is CaseState.WAITING_FOR_WINDOW


def test_when_a_window_opens_the_case_goes_on_and_the_enterprise_is_told_once(
    store: Store,
) -> None:
    number = told_case(store)
    turn_with_windows(store, TERMS)
    record_window(store, POLICY.policy_id, NEXT, at=AT, by="李经办")

    turned = turn_with_windows(store, IN_APRIL)
    again = turn_with_windows(store, IN_APRIL)

    assert (turned, again) == ([number], [])
    assert state_of(store) is CaseState.ENTERPRISE_NOTIFIED
    assert [alert.subject.get("window") for alert in alerts_of(store)] == [None, "第三批"]


def test_a_window_that_is_only_announced_lets_nothing_go_on(store: Store) -> None:
    told_case(store)
    record_window(store, POLICY.policy_id, NEXT, at=AT, by="李经办")

    turn_with_windows(store, TERMS)

    assert state_of(store) is CaseState.WAITING_FOR_WINDOW


def test_where_applications_are_taken_always_nothing_turns(store: Store) -> None:
    told_case(store)

    turned = turn_with_windows(store, replace(TERMS, shipped={POLICY.policy_id: POLICY.windows}))

    assert turned == []
    assert state_of(store) is CaseState.ENTERPRISE_NOTIFIED


def test_an_enterprise_without_an_address_is_called_when_a_window_opens(store: Store) -> None:
    told_case(store, contact_email="")
    turn_with_windows(store, TERMS)
    record_window(store, POLICY.policy_id, NEXT, at=AT, by="李经办")

    turn_with_windows(store, IN_APRIL)

    waiting = [each for each in outbox_of(store) if each.event is NoticeEvent.CASE_WAITING]
    assert [each.subject["why"] for each in waiting] == [
        "申报窗口“第三批”已开放，企业无联系邮箱，须人工告知"
    ]


@pytest.mark.parametrize("state", [CaseState.SUBMITTED, CaseState.WITHDRAWN, CaseState.ON_HOLD])
def test_a_case_that_stands_elsewhere_is_left_alone(store: Store, state: CaseState) -> None:
    number = told_case(store)
    with store.act("case_act") as session:
        case = case_by_number(session, number)
        assert case is not None
        change_state(session, case, state, at=AT, actor=MACHINE, event="test", body={})

    assert turn_with_windows(store, TERMS) == []
