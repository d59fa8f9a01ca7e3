"""What a generative-AI number cannot say is None, not a guess."""

import pytest

from jishen.domain.filing_numbers import is_of_province, parse_generative_ai_number


@pytest.mark.parametrize("printed", ["", "网信算备440105932013102230011号", "无", "-20240401"])
def test_a_text_without_province_and_model_is_no_number(printed) -> None:
    assert parse_generative_ai_number(printed) is None


@pytest.mark.parametrize("jurisdiction", ["", "沪", "外省"])
def test_a_jurisdiction_that_is_no_province_is_not_compared(jurisdiction) -> None:
    number = parse_generative_ai_number("Shanghai-X-20240401")
    assert number is not None

    assert is_of_province(number, jurisdiction) is None
