"""The picture of the states in the docs is the table of the code."""

from tests.repository import state_picture


def test_the_picture_and_the_tables_of_the_page_are_those_of_the_code() -> None:
    assert state_picture.written() == state_picture.made()
