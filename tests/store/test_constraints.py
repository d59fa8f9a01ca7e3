"""What the databases refuse whoever asks: a second case, approval or payout, a broken sum."""

import pytest
from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from jishen.domain.states import CaseState
from jishen.store.session import Store
from jishen.store.tables import Approval, AwardCase, Base, CaseFiling, Payout, YearlyPool
from tests.store.money import (
    APPROVAL,
    CLOSED_CASE,
    FILING,
    PAYOUT,
    SECOND_CASE,
    WORLD,
)


@pytest.fixture
def money(store: Store) -> Store:
    """A store with a paid case, a case that pays nothing, and a pool that is half used."""
    with store.act("open_case") as session:
        for table, rows in WORLD:
            session.execute(insert(table), list(rows))
    return store


def put(store: Store, table: type[Base], values: dict[str, object]) -> None:
    with store.act("open_case") as session:
        session.execute(insert(table).values(**values))


REFUSED = {
    "a second case of one filing, clause and enterprise": (
        AwardCase,
        {**SECOND_CASE, "state": CaseState.NO_FURTHER_AWARD},
    ),
    "a second live case of an enterprise and clause": (
        AwardCase,
        {**SECOND_CASE, "filing_key": "three", "entry_id": "three"},
    ),
    "a second case in the backlog beside a live one": (
        AwardCase,
        {
            **SECOND_CASE,
            "filing_key": "three",
            "entry_id": "three",
            "state": CaseState.BACKLOG,
        },
    ),
    "a case number given twice": (
        AwardCase,
        {**CLOSED_CASE, "id": "x", "filing_key": "three", "case_number": "HZ-2026-0001"},
    ),
    "a case of an enterprise that nobody knows": (
        AwardCase,
        {**SECOND_CASE, "filing_key": "three", "uscc": "91440105000Y99999X"},
    ),
    "a case without a reason": (
        AwardCase,
        {**CLOSED_CASE, "id": "x", "filing_key": "three", "case_number": "x", "reason": None},
    ),
    "more payable than the ceiling": (
        AwardCase,
        {
            **CLOSED_CASE,
            "id": "x",
            "filing_key": "three",
            "case_number": "x",
            "payable_yuan": 1_000_002,
            "city_half_yuan": 500_001,
            "district_half_yuan": 500_001,
        },
    ),
    "less than nothing payable": (
        AwardCase,
        {
            **CLOSED_CASE,
            "id": "x",
            "filing_key": "three",
            "case_number": "x",
            "payable_yuan": -2,
            "city_half_yuan": -1,
            "district_half_yuan": -1,
        },
    ),
    "halves of a case that do not add up": (
        AwardCase,
        {
            **CLOSED_CASE,
            "id": "x",
            "filing_key": "three",
            "case_number": "x",
            "city_half_yuan": 499_999,
        },
    ),
    "a filing as evidence in two cases": (
        CaseFiling,
        {**FILING, "case_id": "closed", "entry_id": "two"},
    ),
    "a second approval by one person": (Approval, {**APPROVAL, "step": "approve"}),
    "a second approval of one step": (Approval, {**APPROVAL, "person_id": "p2"}),
    "a second payout of one case": (Payout, {**PAYOUT, "instruction_key": "j" * 64}),
    "an instruction key used twice": (Payout, {**PAYOUT, "case_id": "closed"}),
    "a payout of nothing": (
        Payout,
        {
            **PAYOUT,
            "case_id": "closed",
            "instruction_key": "j" * 64,
            "amount_yuan": 0,
            "city_half_yuan": 0,
            "district_half_yuan": 0,
        },
    ),
    "halves of a payout that do not add up": (
        Payout,
        {
            **PAYOUT,
            "case_id": "closed",
            "instruction_key": "j" * 64,
            "district_half_yuan": 500_001,
        },
    ),
    "a payout in a year without a pool": (
        Payout,
        {**PAYOUT, "case_id": "closed", "instruction_key": "j" * 64, "year": 2027},
    ),
    "a pool that is over its cap": (
        YearlyPool,
        {"year": 2027, "cap_yuan": 1, "used_yuan": 2},
    ),
    "a pool of which less than nothing is used": (
        YearlyPool,
        {"year": 2027, "cap_yuan": 1, "used_yuan": -1},
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_the_database_refuses(money: Store, what: str) -> None:
    table, values = REFUSED[what]

    with pytest.raises(IntegrityError):
        put(money, table, values)


def test_a_second_case_that_pays_nothing_is_allowed(money: Store) -> None:
    values = {**CLOSED_CASE, "id": "x", "filing_key": "three", "case_number": "HZ-2026-0004"}

    put(money, AwardCase, values)

    with money.reading() as session:
        assert session.get(AwardCase, "x") is not None


def spend(store: Store, amount_yuan: int) -> None:
    with store.act("open_case") as session:
        session.execute(
            update(YearlyPool)
            .where(YearlyPool.year == 2026)
            .values(used_yuan=YearlyPool.used_yuan + amount_yuan)
        )


def test_the_pool_can_be_used_up_to_its_cap(money: Store) -> None:
    spend(money, 140_000_000)

    with money.reading() as session:
        assert session.get_one(YearlyPool, 2026).used_yuan == 280_000_000


def test_the_pool_cannot_be_used_beyond_its_cap(money: Store) -> None:
    with pytest.raises(IntegrityError):
        spend(money, 140_000_001)


@pytest.mark.parametrize("state", ["matched", ""])
def test_a_state_that_is_not_in_the_table_of_states_is_refused(money: Store, state: str) -> None:
    with pytest.raises(IntegrityError), money.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE award_case SET state = '{state}' WHERE id = 'closed'")  # noqa: S608 (ours)
