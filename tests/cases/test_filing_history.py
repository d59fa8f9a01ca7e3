"""The first filing is looked for in the whole history of the filer, not only under its names."""

from datetime import date

from jishen.cases.records_json import from_json
from jishen.domain.decisions import CaseFacts, Decision
from jishen.domain.filings import ListKind
from jishen.domain.states import CaseState
from jishen.store.session import Store
from jishen.store.tables import DecisionRecord
from tests.cases.publishing import (
    STRANGER,
    Batch,
    cases_in,
    enterprise,
    number,
    publish,
    row,
    work_through,
)
from tests.sample_registry import import_enterprises

EARLIER = Batch(kind=ListKind.ALGORITHM, period="2025年1月", announced_on=date(2025, 1, 8))
TIANHE = "440106"


def decided(store: Store) -> tuple[CaseFacts, Decision]:
    """Return the facts and the decision of the one record there is."""
    with store.reading() as session:
        record = session.query(DecisionRecord).one()
    return from_json(CaseFacts, record.facts), from_json(Decision, record.decision)


def test_a_filing_under_an_unknown_name_with_the_same_filer_code_is_an_earlier_one(
    store: Store,
) -> None:
    import_enterprises(store, enterprise())
    publish(store, row(1, "广州样例曾用名有限公司", filing_number=number(1, TIANHE)), batch=EARLIER)
    publish(store, row(1))

    work_through(store)

    facts, decision = decided(store)
    assert [filing.linked_by for filing in facts.earlier_filings] == ["备案编号主体代码相同"]
    assert decision.reason_keys == ("not_first_filing",)
    assert cases_in(store)[0].state is CaseState.NO_FURTHER_AWARD


def test_a_later_filing_with_the_same_filer_code_is_not_an_earlier_one(store: Store) -> None:
    import_enterprises(store, enterprise())
    later = Batch(period="2026年5月", announced_on=date(2026, 5, 8))
    publish(store, row(1, STRANGER, filing_number=number(1, TIANHE)), batch=later)
    publish(store, row(1))

    work_through(store)

    facts, decision = decided(store)
    assert facts.earlier_filings == ()
    assert decision.reason_keys == ()


def test_the_role_is_a_fact_only_where_the_list_prints_one(store: Store) -> None:
    import_enterprises(store, enterprise())
    publish(store, row(1, category_or_role="服务技术支持者"))

    work_through(store)

    facts, _ = decided(store)
    assert facts.role == "服务技术支持者"
