"""Two names beside one another with their differing characters marked."""

from hypothesis import given
from hypothesis import strategies as st

from jishen.matching.differences import Stretch, marked


def test_the_characters_that_differ_are_marked_on_both_sides() -> None:
    ours, theirs = marked("广州云舟科技有限公司", "广州市云洲科技有限公司")

    assert [stretch.text for stretch in ours if stretch.is_different] == ["舟"]
    assert [stretch.text for stretch in theirs if stretch.is_different] == ["市", "洲"]


def test_equal_names_have_nothing_marked() -> None:
    ours, theirs = marked("云舟科技", "云舟科技")

    assert ours == theirs == (Stretch("云舟科技", is_different=False),)


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_character_is_lost_in_marking(one, other) -> None:
    ours, theirs = marked(one, other)

    assert "".join(stretch.text for stretch in ours) == one
    assert "".join(stretch.text for stretch in theirs) == other
