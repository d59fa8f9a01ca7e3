"""What waits is listed by urgency, with the clock of each case."""

from jishen.cases.checking import accept_form, take_case
from jishen.domain.promise import promise_figures
from jishen.domain.states import CaseState, Waits
from jishen.domain.workdays import shipped_calendar
from jishen.store.session import Store
from jishen.store.views.worklist import WorkFilter, WorkRow, clocks_of, worklist
from tests.cases.living import LI, ZHANG, Office, asked, days_later, open_cases, walk_to
from tests.cases.publishing import cases_in

FIRST, SECOND, THIRD = "HZ-2026-0001", "HZ-2026-0002", "HZ-2026-0003"


def listed(store: Store, wanted: WorkFilter, days: int = 0) -> list[WorkRow]:
    today = days_later(days).date()
    with store.reading() as session:
        return worklist(session, wanted, shipped_calendar(), today, 5)


def three_cases(store: Store, office: Office) -> None:
    """One that is not claimed, one complete since later, one complete since long."""
    open_cases(store, 3)
    walk_to(store, THIRD, CaseState.SUBSTANTIVE_REVIEW, office.terms())
    later = office.terms(days_later(3))
    walk_to(store, SECOND, CaseState.SUBMITTED, later)
    take_case(store, LI, asked(store, SECOND), later)
    accept_form(store, LI, asked(store, SECOND), later)


def test_overdue_cases_come_first_then_by_due_day(store: Store, office: Office) -> None:
    three_cases(store, office)

    rows = listed(store, WorkFilter(), days=8)

    assert [row.case_number for row in rows] == [THIRD, SECOND, FIRST]
    assert [row.clock.is_overdue for row in rows] == [True, False, False]
    assert rows[2].due_on is None


def test_work_is_listed_by_who_it_waits_for_and_who_took_it(store: Store, office: Office) -> None:
    three_cases(store, office)

    theirs = listed(store, WorkFilter(assignee_id=LI.person_id))
    nobodys = listed(store, WorkFilter(waits=Waits.REVIEWER, is_unassigned=True))

    assert [row.case_number for row in theirs] == [SECOND]
    assert [row.case_number for row in nobodys] == [FIRST]
    assert listed(store, WorkFilter(waits=Waits.FINANCE)) == []


def test_the_promise_is_measured_over_what_was_decided(store: Store, office: Office) -> None:
    open_cases(store, 2)
    walk_to(store, FIRST, CaseState.PAYMENT_REQUESTED, office.terms())
    walk_to(store, SECOND, CaseState.SUBSTANTIVE_REVIEW, office.terms())
    ids = [case.id for case in cases_in(store)]
    today = days_later(10).date()

    with store.reading() as session:
        figures = promise_figures(
            list(clocks_of(session, ids, shipped_calendar(), today, 5).values())
        )

    assert (figures.decided, figures.same_day, figures.median_workdays) == (1, 1, 0)
    assert (figures.running, figures.running_late, figures.decided_late) == (1, 1, 0)


def test_who_signed_is_not_who_took(store: Store, office: Office) -> None:
    open_cases(store)
    case = walk_to(store, FIRST, CaseState.AWAITING_DECISION, office.terms())

    (row,) = listed(store, WorkFilter(waits=Waits.APPROVER))

    assert (row.assignee_id, row.version) == (ZHANG.person_id, case.version)
