"""A filing that is cancelled is asked about again; an award already given is told of, once."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from jishen.cases.cancellations import cancelled_filings
from jishen.cases.cancelled_awards import tell_cancelled_awards
from jishen.cases.reevaluation import reevaluate_all
from jishen.domain.filings import FilingRow, ListKind
from jishen.domain.notices import NoticeEvent
from jishen.domain.states import CaseState
from jishen.store.session import Store
from jishen.store.tables import AwardCase, DecisionRecord, OutboxMessage
from tests.cases.publishing import (
    AT,
    FILER,
    TERMS,
    Batch,
    announce,
    cases_in,
    enterprise,
    identify,
    number,
    open_waiting,
    outbox_of,
    publish,
    read,
    row,
)
from tests.sample_registry import import_enterprises

LATER = AT + timedelta(days=30)
TERMS_LATER = replace(TERMS, at=LATER)
NOTICE = Batch(ListKind.CANCELLATION, "2026年4月", date(2026, 4, 10))


@pytest.fixture
def attachment(store: Store) -> str:
    """Return the list of which one filing opened a case."""
    import_enterprises(store, enterprise())
    listed = publish(store, row(1), row(2, "广州样例乙科技有限公司"))
    identify(store)
    open_waiting(store)
    return listed


def cancel_by_notice(store: Store, serial: int = 1) -> None:
    cells = FilingRow(
        list_kind=ListKind.CANCELLATION,
        row_number=1,
        title="样例算法",
        category_or_role="",
        filer_name=FILER,
        products="",
        purpose="",
        filing_number=number(serial),
        remarks="",
    )
    publish(store, cells, batch=NOTICE)


def cancel_by_remark(store: Store, attachment: str) -> None:
    rows = [row(1, remarks="已注销"), row(2, "广州样例乙科技有限公司")]
    read(store, attachment, rows, "second", LATER)


def cancelled_in(store: Store) -> dict[str, date]:
    with store.reading() as session:
        return cancelled_filings(session, [number(1)[4:-1], number(2)[4:-1], ""])


def waiting_in(store: Store) -> list[OutboxMessage]:
    return [each for each in outbox_of(store) if each.event is NoticeEvent.CASE_WAITING]


def give_award(store: Store) -> None:
    with store.act("open_case") as session:
        session.scalars(select(AwardCase)).one().state = CaseState.PAID


def facts_used(store: Store) -> list[object]:
    with store.reading() as session:
        found = session.scalars(select(DecisionRecord).order_by(DecisionRecord.id))
        return [record.facts["cancelled_on"] for record in found]  # type: ignore[index,call-overload]


def test_a_list_of_cancellations_tells_the_day(store: Store, attachment: str) -> None:
    cancel_by_notice(store)

    assert attachment
    assert cancelled_in(store) == {number(1)[4:-1]: date(2026, 4, 10)}


def test_a_remark_counts_from_the_day_it_was_seen(store: Store, attachment: str) -> None:
    cancel_by_remark(store, attachment)

    assert cancelled_in(store) == {number(1)[4:-1]: date(2026, 4, 11)}


def test_of_two_tellings_the_first_day_counts(store: Store, attachment: str) -> None:
    cancel_by_remark(store, attachment)
    cancel_by_notice(store)

    assert cancelled_in(store) == {number(1)[4:-1]: date(2026, 4, 10)}


def test_a_remark_about_something_else_cancels_nothing(store: Store) -> None:
    read(store, announce(store), [row(1, remarks="产品“销售助手”变更为“导购助手”")])

    assert cancelled_in(store) == {}


@pytest.mark.parametrize("told_by", ["notice", "remark"])
def test_an_undecided_case_is_held_and_reviewers_are_told(
    store: Store, attachment: str, told_by: str
) -> None:
    if told_by == "notice":
        cancel_by_notice(store)
    else:
        cancel_by_remark(store, attachment)

    again = reevaluate_all(store, TERMS_LATER)
    nothing = reevaluate_all(store, replace(TERMS, at=LATER + timedelta(days=1)))

    (case,) = cases_in(store)
    notices = waiting_in(store)
    assert ([each.state for each in again], nothing) == ([CaseState.ON_HOLD], [])
    assert case.state is CaseState.ON_HOLD
    assert [notice.subject["why"] for notice in notices] == ["所涉备案已注销，已重新测算"]
    assert facts_used(store)[0] is None
    assert facts_used(store)[-1] is not None


def test_a_filing_that_was_cancelled_before_it_is_seen_opens_a_held_case(store: Store) -> None:
    import_enterprises(store, enterprise())
    cancel_by_notice(store)
    publish(store, row(1), batch=Batch(announced_on=date(2026, 4, 12)))
    identify(store)

    open_waiting(store, TERMS_LATER)

    assert [case.state for case in cases_in(store)] == [CaseState.ON_HOLD]


@pytest.mark.usefixtures("attachment")
def test_an_awarded_case_is_told_of_once_and_stays_as_it_is(store: Store) -> None:
    give_award(store)
    cancel_by_notice(store)

    told = tell_cancelled_awards(store, TERMS_LATER)
    again = tell_cancelled_awards(store, replace(TERMS, at=datetime(2026, 6, 1, tzinfo=AT.tzinfo)))

    (case,) = cases_in(store)
    (notice,) = waiting_in(store)
    assert (told, again) == ([case.case_number], [])
    assert case.state is CaseState.PAID
    assert notice.subject["why"] == "所涉备案已于 2026-04-10 注销，奖励已审批，请核查是否追缴"


@pytest.mark.usefixtures("attachment")
def test_another_filings_cancellation_touches_nothing(store: Store) -> None:
    cancel_by_notice(store, serial=2)

    assert reevaluate_all(store, TERMS_LATER) == []
    assert tell_cancelled_awards(store, TERMS_LATER) == []
