"""What else a filing may open: the examples of the table, the sum under the cap, no promise."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from jishen.domain.unlocks import Figures
from rules import POLICIES
from rules.haizhu_2024.unlocks import calculate, may_apply

TODAY = date(2026, 11, 25)
BOOK = Path(__file__).parents[2] / "policies" / "haizhu_2024_unlocks.yaml"
CASES = yaml.safe_load(BOOK.read_text(encoding="utf-8"))["cases"]
SOME_YUAN = st.integers(0, 2 * 10**9)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_line_comes_to_what_the_case_says(case) -> None:
    done = calculate(Figures(TODAY, **case["figures"]))

    amounts = {line.key: line.amount_yuan for line in done.lines}
    assert amounts[case["line"]] == case["expect"]


def test_the_stacked_sum_is_cut_to_the_yearly_cap() -> None:
    done = calculate(
        Figures(
            TODAY,
            has_generative_ai=True,
            award_yuan=1_000_000,
            rent_yuan=2_000_000,
            revenue_yuan=2_000_000_000,
            ai_revenue_yuan=1_000_000_000,
            ai_growth_yuan=1_000_000_000,
            compute_yuan=3_600_000,
            project_yuan=20_000_000,
        )
    )

    assert (done.sum_yuan, done.at_most_yuan) == (12_500_000, 10_000_000)
    assert done.computation == (
        "min(1,000,000 + 1,000,000 + 4,000,000 + 1,500,000 + 5,000,000, 10,000,000) = 10,000,000 元"
    )


def test_nothing_said_gives_no_line() -> None:
    done = calculate(Figures(TODAY))

    assert done.lines == ()
    assert done.at_most_yuan == 0


@given(SOME_YUAN, SOME_YUAN, SOME_YUAN, SOME_YUAN, st.booleans())
def test_no_sum_is_negative_or_above_the_cap(rent, compute, growth, revenue, filed) -> None:
    done = calculate(
        Figures(
            TODAY,
            has_generative_ai=filed,
            rent_yuan=rent,
            subsidiary_rent_yuan=rent,
            compute_yuan=compute,
            ai_growth_yuan=growth,
            ai_revenue_yuan=revenue,
            revenue_yuan=revenue,
        )
    )

    assert all(line.amount_yuan >= 0 for line in done.lines)
    assert 0 <= done.at_most_yuan <= min(done.sum_yuan, 10_000_000)


def test_only_a_generative_ai_filing_opens_the_rent_of_a_subsidiary() -> None:
    assert "第四条第（一）项第2点（新设全资子公司场地租金支持）" in may_apply("art3_generative_ai")
    assert may_apply("art3_algorithm")[0] == "第四条第（一）项第4点（模型优化支持）"
    assert may_apply("other") == ()


def test_the_policys_entry_offers_the_calculator() -> None:
    assert POLICIES["haizhu_2024"].calculate is calculate
