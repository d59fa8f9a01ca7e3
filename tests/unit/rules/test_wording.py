"""第十二条: what 以上, 超过 and 新增 mean."""

from datetime import date

import pytest

from rules.haizhu_2024.article_12_wording import at_least, is_new_enterprise, more_than

TODAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("number", "is_at_least", "is_more"), [(5, False, False), (6, True, False), (7, True, True)]
)
def test_the_number_itself_is_at_least_but_not_more(number, is_at_least, is_more) -> None:
    assert (at_least(number, 6), more_than(number, 6)) == (is_at_least, is_more)


@pytest.mark.parametrize(
    ("came_from", "is_new"), [(None, True), ("佛山市", True), ("广州市", False)]
)
def test_a_move_between_districts_of_the_city_does_not_make_an_enterprise_new(
    came_from, is_new
) -> None:
    assert is_new_enterprise(came_from, TODAY) is is_new
