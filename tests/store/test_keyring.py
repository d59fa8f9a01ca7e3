"""Sealed values open in their own row alone, with their own key alone."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishen.domain.claim_errors import KeysFault, SealBroken
from jishen.store.keyring import Place, key_id_of, new_key_line, read_keys, seal, unseal

OLD, NEW = new_key_line("k1"), new_key_line("k2")
PLACE = Place("claim", "payee_sealed", "row-1")
VALUE = {"account_number": "6222020000000000", "account_name": "样例"}


@given(st.dictionaries(st.text(max_size=9), st.text(max_size=40), max_size=4))
def test_what_was_sealed_comes_back(value: dict[str, str]) -> None:
    keys = read_keys(NEW)

    assert unseal(keys, PLACE, seal(keys, PLACE, {**value})) == value


def test_the_sealed_text_shows_the_key_and_nothing_of_the_value() -> None:
    sealed = seal(read_keys(NEW), PLACE, {**VALUE})

    assert key_id_of(sealed) == "k2"
    assert VALUE["account_number"] not in sealed
    assert VALUE["account_number"].encode() not in base64.urlsafe_b64decode(sealed.split(".")[2])


def test_the_same_value_is_sealed_differently_each_time() -> None:
    keys = read_keys(NEW)

    assert seal(keys, PLACE, {**VALUE}) != seal(keys, PLACE, {**VALUE})


@pytest.mark.parametrize(
    "place",
    [
        Place("claim", "payee_sealed", "row-2"),
        Place("claim", "contact_sealed", "row-1"),
        Place("other", "payee_sealed", "row-1"),
    ],
    ids=["another row", "another column", "another table"],
)
def test_a_value_that_was_moved_does_not_open(place: Place) -> None:
    keys = read_keys(NEW)

    with pytest.raises(SealBroken):
        unseal(keys, place, seal(keys, PLACE, {**VALUE}))


@pytest.mark.parametrize(
    "change",
    [
        lambda sealed: sealed[:-6] + ("AAAAAA" if sealed[-6:] != "AAAAAA" else "BBBBBB"),
        lambda sealed: sealed.replace("v1.", "v2."),
        lambda sealed: sealed.rsplit(".", 1)[0] + ".",
        lambda sealed: sealed.rsplit(".", 1)[0] + ".!",
    ],
)
def test_an_altered_value_does_not_open(change) -> None:
    keys = read_keys(NEW)

    with pytest.raises(SealBroken):
        unseal(keys, PLACE, change(seal(keys, PLACE, {**VALUE})))


def test_the_first_key_seals_and_every_key_opens() -> None:
    before = seal(read_keys(OLD), PLACE, {**VALUE})
    both = read_keys(f"# the new one first\n{NEW}\n{OLD}\n")

    assert both.key_ids == ("k2", "k1")
    assert unseal(both, PLACE, before) == VALUE
    assert key_id_of(seal(both, PLACE, {**VALUE})) == "k2"


def test_a_lost_key_is_named() -> None:
    sealed = seal(read_keys(OLD), PLACE, {**VALUE})

    with pytest.raises(KeysFault, match="k1"):
        unseal(read_keys(NEW), PLACE, sealed)


@pytest.mark.parametrize(
    "text",
    ["", "  \n# a remark alone", "k1", "k1:", "k1:AAAA", ":AAAA", "k 1:x", f"{OLD} {OLD}", "k1:%%"],
)
def test_unusable_keys_are_refused(text: str) -> None:
    with pytest.raises(KeysFault):
        read_keys(text)


def test_keys_are_not_shown() -> None:
    keys = read_keys(NEW)

    assert NEW.partition(":")[2] not in repr(keys)
