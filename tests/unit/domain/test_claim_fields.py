"""Reading what people type: nothing invisible survives, numbers are judged by their digits."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishen.domain.claim_fields import (
    FILE_NAME_CHARACTERS,
    account_number,
    bounded,
    clean_line,
    clean_words,
    file_name,
    is_last_of,
    luhn_holds,
    mail,
    masked_account,
    masked_uscc,
    phone,
)

ANY_TEXT = st.text(max_size=80)
DIGITS = st.text("0123456789", min_size=8, max_size=32).filter(lambda n: not n.startswith("62"))
USCC = "91440101MA5AAAAB12"


def with_check_digit(digits: str) -> str:
    return next(digits + check for check in "0123456789" if luhn_holds(digits + check))


@given(ANY_TEXT)
def test_a_cleaned_line_has_nothing_invisible_and_is_clean_already(text: str) -> None:
    line = clean_line(text)

    assert {unicodedata.category(c) for c in line}.isdisjoint({"Cc", "Cf", "Zl", "Zp", "Cs", "Co"})
    assert clean_line(line) == line


@given(ANY_TEXT)
def test_cleaned_words_are_clean_already(text: str) -> None:
    assert clean_words(clean_words(text)) == clean_words(text)


@given(DIGITS, st.integers(1, 7))
def test_blanks_and_hyphens_in_an_account_number_mean_nothing(digits: str, every: int) -> None:
    spaced = " - ".join(digits[at : at + every] for at in range(0, len(digits), every))

    assert account_number(spaced) == (digits, "")


@given(st.text("0123456789", min_size=13, max_size=16), st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_of_a_card_is_found(digits: str, place: int, change: int) -> None:
    card = with_check_digit(f"62{digits}")
    wrong = str((int(card[place + 2]) + change) % 10)

    assert account_number(card) == (card, "")
    assert account_number(f"{card[: place + 2]}{wrong}{card[place + 3 :]}")[1] == "card_check"


@given(ANY_TEXT)
def test_an_account_number_without_fault_is_digits_of_a_usual_length(text: str) -> None:
    number, fault = account_number(text)

    assert fault or (number.isascii() and number.isdigit() and 8 <= len(number) <= 32)


@given(ANY_TEXT)
def test_a_file_name_has_no_path_no_controls_and_an_end(text: str) -> None:
    name = file_name(text)

    assert name
    assert len(name) <= FILE_NAME_CHARACTERS
    assert not set(name) & set('/\\:*?"<>|\r\n\x00')
    assert not name.startswith(".")


@given(DIGITS)
def test_a_masked_account_shows_four_digits(digits: str) -> None:
    masked = masked_account(digits)

    assert masked == "*" * (len(digits) - 4) + digits[-4:]


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", "missing"),
        ("\u202e \u200b", "missing"),
        ("1234567", "account_length"),
        ("1" * 33, "account_length"),
        ("1" * 4000, "account_length"),
        ("12345678a", "not_digits"),
        ("4405-0160-4321", ""),
    ],
)
def test_an_account_number_is_told_what_is_wrong_with_it(typed: str, fault: str) -> None:
    assert account_number(typed)[1] == fault


@pytest.mark.parametrize(
    "typed", ["13812345678", "+86 138 1234 5678", "020-89001234", "02089001234"]
)
def test_usual_telephone_numbers_are_taken(typed: str) -> None:
    assert phone(typed)[1] == ""


@pytest.mark.parametrize("typed", ["12345", "1381234567", "138123456789", "abc", "13812345678;rm"])
def test_other_telephone_numbers_are_not(typed: str) -> None:
    assert phone(typed)[1] == "phone"


@pytest.mark.parametrize("typed", ["a@b.cn", "li.ming+1@mail.example.com"])
def test_usual_mail_addresses_are_taken(typed: str) -> None:
    assert mail(typed) == (typed, "")


@pytest.mark.parametrize(
    "typed", ["a@b", "a b@", "@b.cn", "a@b.cn\r\nBcc: x@y.cn", "a@-b.cn", f"{'a' * 250}@b.cn"]
)
def test_other_mail_addresses_are_not(typed: str) -> None:
    assert mail(typed)[1] == "mail"


def test_a_line_of_four_thousand_characters_is_too_long_and_kept() -> None:
    line, fault = bounded("长" * 4000, 100)

    assert (len(line), fault) == (4000, "too_long")


@given(st.text(max_size=6))
def test_only_the_last_four_characters_confirm(typed: str) -> None:
    told = unicodedata.normalize("NFKC", clean_line(typed)).replace(" ", "").upper()

    assert is_last_of(typed, USCC) is (told == USCC[-4:])


def test_the_masked_code_hides_what_is_asked_for() -> None:
    assert masked_uscc(USCC) == "91440101MA5AAA****"
