"""Two cases of one enterprise: 就高补差 and the yearly cap hold whoever decides first."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from jishen.cases.awards import Award, AwardsFile, import_awards, open_pool
from jishen.cases.deciding import decide
from jishen.cases.reviewing import review
from jishen.domain.case_errors import EvidenceChanged
from jishen.domain.filings import ListKind
from jishen.domain.review import Determination
from jishen.domain.states import CaseState, Hold
from jishen.store.session import Store, open_store
from jishen.store.tables import Payout
from tests.cases.living import AT, POOL_YUAN, WANG, ZHANG, ZHOU, Office, asked, now, walk_to
from tests.cases.publishing import Batch, cases_in, enterprise, publish, row, work_through
from tests.cases.test_act_races import at_once
from tests.databases import Databases
from tests.sample_registry import import_enterprises

MODEL = replace(
    row(1),
    list_kind=ListKind.GENERATIVE_AI,
    category_or_role="",
    products="",
    purpose="",
    filing_number="Guangdong-YangLi-202603010001",
)


@pytest.fixture
def both(databases: Databases) -> Iterator[Store]:
    """An enterprise with a case of each tier, both passed by the reviewer."""
    url = databases.migrated()
    store, terms = open_store(url), Office().terms(second_review_from_yuan=10**9)
    import_enterprises(store, enterprise())
    publish(store, row(2))
    publish(store, MODEL, batch=Batch(ListKind.GENERATIVE_AI))
    work_through(store)
    open_pool(store, 2026, POOL_YUAN, at=AT, by="钱七", why="样例")
    for case in cases_in(store):
        walk_to(store, case.case_number, CaseState.SUBSTANTIVE_REVIEW, terms)
        found = Determination(case.ceiling_yuan)
        review(store, ZHANG, found, asked(store, case.case_number), terms)
    yield store
    store.close()
    databases.drop(url)


def test_both_tiers_decided_at_once_come_to_the_higher_one_alone(
    both: Store, office: Office
) -> None:
    terms = office.terms(second_review_from_yuan=10**9)
    algorithm, model = (case.case_number for case in cases_in(both))
    forms = [asked(both, number) for number in (algorithm, model)]

    at_once(
        [
            lambda: decide(both, WANG, forms[0], terms),
            lambda: decide(both, ZHOU, forms[1], terms),
        ]
    )
    _settle(both, office, algorithm)
    _settle(both, office, model)

    with both.reading() as session:
        given = session.scalar(select(func.sum(Payout.amount_yuan)))
    assert given == 1_000_000


def _settle(store: Store, office: Office, number: str) -> None:
    """Review and decide again what came back because the other was decided first."""
    terms = office.terms(second_review_from_yuan=10**9)
    case = now(store, number)
    if case.state is CaseState.SUBSTANTIVE_REVIEW:
        found = Determination(case.ceiling_yuan)
        if review(store, ZHANG, found, asked(store, number), terms).state is (
            CaseState.AWAITING_DECISION
        ):
            decide(store, WANG, asked(store, number), terms)


def test_the_second_of_two_is_sent_back_with_the_difference(both: Store, office: Office) -> None:
    terms = office.terms(second_review_from_yuan=10**9)
    algorithm, model = (case.case_number for case in cases_in(both))
    decide(both, WANG, asked(both, algorithm), terms)

    with pytest.raises(EvidenceChanged, match="应付 1,000,000 元 → 800,000 元"):
        decide(both, ZHOU, asked(both, model), terms)


def test_an_award_over_the_yearly_cap_waits_for_the_budget(both: Store, office: Office) -> None:
    terms = office.terms(second_review_from_yuan=10**9)
    model = cases_in(both)[1]
    other = Award(model.uscc, "样例", 5, 2026, AT.date(), 9_500_000, 4_750_000, 4_750_000, "文")
    import_awards(both, AwardsFile("x", "b" * 64, 1, 0), [other], at=AT, by="x")

    done = decide(both, WANG, asked(both, model.case_number), terms)

    held = now(both, model.case_number)
    assert (held.state, held.hold) == (CaseState.ON_HOLD, Hold.BUDGET)
    assert "已转“待预算”" in done.note
