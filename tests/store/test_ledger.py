"""The ledger's sums: the year without Article 8, Article 3 over the whole life, the pool."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from jishen.cases.awards import Award, AwardsApplied, AwardsFile, import_awards, open_pool
from jishen.domain.decisions import YearLedger
from jishen.domain.errors import LedgerFault
from jishen.store.ledger import (
    EnterpriseLine,
    LedgerView,
    PoolView,
    enterprise_lines,
    known_years,
    ledger_view,
    pool_view,
    year_ledger,
)
from jishen.store.session import Store
from jishen.store.tables import AuditEntry, AwardsImport
from tests.cases.publishing import AT, enterprise, publish, row, work_through
from tests.sample_registry import import_enterprises
from tests.store.money import USCC, WORLD

FILE = AwardsFile("样例.csv", "a" * 64, 1, 0)
OURS = "91440101MA59J8WY6F"


def award(article: int, year: int, amount: int, document: str = "文1") -> Award:
    half = amount // 2
    day = date(year, 5, 6)
    return Award(OURS, "样例公司", article, year, day, amount, half, amount - half, document)


def take_in(store: Store, *awards: Award) -> AwardsApplied:
    return import_awards(store, FILE, awards, at=AT, by="李经办")


def fill(store: Store) -> None:
    """Put in a paid case and a pool that is half used."""
    for table, rows in WORLD:
        with store.act("registry") as session:
            session.execute(insert(table), rows)


def view(store: Store, year: int, uscc: str = OURS) -> LedgerView:
    with store.reading() as session:
        return ledger_view(session, uscc, year)


def test_an_empty_ledger_has_given_nothing_and_knows_no_pool(store: Store) -> None:
    assert view(store, 2026) == LedgerView(0, 0, None)


def test_article_8_counts_for_neither_the_cap_nor_the_pool(store: Store) -> None:
    open_pool(store, 2026, 1_000_000, at=AT, by="李", why="第十一条")

    take_in(store, award(3, 2026, 200_000), award(5, 2026, 300_000), award(8, 2026, 400_000))

    assert view(store, 2026) == LedgerView(200_000, 500_000, 500_000)


def test_article_3_counts_over_the_whole_life_and_the_cap_only_its_year(store: Store) -> None:
    take_in(store, award(3, 2025, 200_000), award(4, 2025, 100_000))

    assert view(store, 2026) == LedgerView(200_000, 0, None)
    assert view(store, 2025) == LedgerView(200_000, 300_000, None)


def test_another_enterprises_award_counts_only_for_the_pool(store: Store) -> None:
    open_pool(store, 2026, 1_000_000, at=AT, by="李", why="第十一条")
    take_in(store, award(3, 2026, 200_000))

    assert view(store, 2026, "91440101MA5CLJ0A6X") == LedgerView(0, 0, 800_000)


def test_what_was_paid_here_counts_beside_what_was_given_before(store: Store) -> None:
    fill(store)
    before = view(store, 2026, USCC)
    take_in(store, replace(award(5, 2026, 100_000), uscc=USCC))

    after = view(store, 2026, USCC)

    assert after.awarded_before == before.awarded_before > 0
    assert after.awarded_this_year == before.awarded_this_year + 100_000


def test_importing_twice_adds_nothing_and_says_so(store: Store) -> None:
    first = take_in(store, award(3, 2026, 200_000))

    second = take_in(store, award(3, 2026, 200_000), award(3, 2026, 200_000, "文2"))

    assert (first, second) == (AwardsApplied(1, 0), AwardsApplied(1, 1))
    with store.reading() as session:
        assert len(session.scalars(select(AwardsImport)).all()) == 2
        assert session.scalars(select(AuditEntry.event)).all() == ["awards.imported"] * 2


def test_open_cases_reserve_what_they_may_come_to(store: Store) -> None:
    import_enterprises(store, enterprise())
    publish(store, row(1))
    work_through(store)
    open_pool(store, 2026, 1_000_000, at=AT, by="李", why="第十一条")
    take_in(store, award(5, 2026, 300_001))

    with store.reading() as session:
        pool, last_year = pool_view(session, 2026, 2026), pool_view(session, 2025, 2026)

    assert pool == PoolView(2026, 1_000_000, 300_001, 200_000, 150_000, 150_001)
    assert (pool.left_yuan, pool.free_yuan) == (699_999, 499_999)
    assert last_year == PoolView(2025, None, 0, 0, 0, 0)
    assert (last_year.left_yuan, last_year.free_yuan) == (None, None)


def test_every_enterprise_has_its_line_with_the_articles_apart(store: Store) -> None:
    take_in(store, award(3, 2026, 200_000), award(5, 2026, 300_000), award(8, 2026, 400_000))

    with store.reading() as session:
        lines, years = enterprise_lines(session, 2026), known_years(session)

    assert lines == [EnterpriseLine(OURS, "样例公司", 200_000, 300_000, 400_000)]
    assert lines[0].counted_yuan == 500_000
    assert years == [2026]


def test_the_policy_gets_the_ledger_of_another_year(store: Store) -> None:
    take_in(store, award(3, 2025, 200_000))

    with store.reading() as session:
        ledger = year_ledger(session, OURS, 2025)

    assert ledger == YearLedger(2025, 200_000, None)


@pytest.mark.parametrize(("cap", "why"), [(0, "第十一条"), (-1, "第十一条"), (1, " ")])
def test_a_pool_without_size_or_reason_is_refused(store: Store, cap, why) -> None:
    with pytest.raises(LedgerFault):
        open_pool(store, 2026, cap, at=AT, by="李", why=why)


def test_a_pool_recorded_twice_is_one_act_and_a_new_size_another(store: Store) -> None:
    open_pool(store, 2026, 100, at=AT, by="李", why="第十一条")
    open_pool(store, 2026, 100, at=AT, by="李", why="第十一条")
    open_pool(store, 2026, 200, at=AT, by="李", why="补充通知")

    with store.reading() as session:
        events = session.scalars(select(AuditEntry.event)).all()
    assert events == ["pool.opened", "pool.opened"]
    assert view(store, 2026).pool_left == 200


def test_a_pool_cannot_shrink_below_what_it_gave(store: Store) -> None:
    fill(store)

    with pytest.raises(LedgerFault, match="已用"):
        open_pool(store, 2026, 1, at=AT, by="李", why="第十一条")


@given(st.lists(st.tuples(st.integers(3, 8), st.integers(1, 10**7)), min_size=1, max_size=5))
@settings(
    max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_halves_add_up_whatever_is_taken_in(store: Store, given_awards) -> None:
    take_in(
        store,
        *(award(article, 2030, amount, f"文{amount}") for article, amount in given_awards),
    )

    with store.reading() as session:
        pool = pool_view(session, 2030, 2030)

    assert pool.city_half_yuan + pool.district_half_yuan == pool.awarded_yuan
    assert 0 <= pool.district_half_yuan - pool.city_half_yuan <= len(given_awards) * 8 * 5
