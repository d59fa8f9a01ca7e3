"""What stands in the cell of a list beside the name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishen.matching.cells import LONGEST_CELL, MOST_NAMES, read_cell

NAME, OTHER = "广州云舟科技有限公司", "深圳林海智造有限公司"


@pytest.mark.parametrize("separator", ["、", "；", "，", "/", "\n", " ", "和", "与", ""])
def test_two_whole_names_are_two_names(separator) -> None:
    cell = read_cell(f"{NAME}{separator}{OTHER}")

    assert cell.names == (NAME, OTHER)


@pytest.mark.parametrize(
    "printed",
    [
        "广州云舟科技\n有限公司",
        "广州云舟\r\n科技有限公司",
        "云舟（广州、深圳）科技有限公司",
        f"{NAME}广州分公司",
        f"{NAME}\n广州分公司",
        "广州和平与发展研究院",
    ],
)
def test_one_name_in_pieces_stays_one_name(printed) -> None:
    cell = read_cell(printed)

    assert cell.names == (printed,)


@pytest.mark.parametrize(
    "english",
    [
        "Yunzhou Technology Co., Ltd.",
        "(Guangzhou) Tech Co.,Ltd",
        "\nCo., Ltd.",
        " Information Technology Co., Ltd.",
        "/Guangzhou Yunzhou",
    ],
)
def test_an_english_name_behind_is_no_part_of_the_name(english) -> None:
    cell = read_cell(f"{NAME}{english}")

    assert cell.names == (NAME,)
    assert len(cell.english) == 1


def test_an_english_name_in_front_is_no_part_of_the_name() -> None:
    cell = read_cell(f"Yunzhou Tech Co., Ltd. {NAME}")

    assert (cell.names, cell.english) == ((NAME,), ("Yunzhou Tech Co., Ltd.",))


@pytest.mark.parametrize(
    "printed",
    [
        "OPPO广东移动通信有限公司",
        "58同城信息技术有限公司",
        "58 同城信息技术有限公司",
        "1药网有限公司",
    ],
)
def test_letters_and_digits_of_a_name_stay(printed) -> None:
    cell = read_cell(printed)

    assert cell.names == (printed,)


def test_a_number_in_front_of_the_name_is_left_out() -> None:
    cell = read_cell(f"12. {NAME}")

    assert cell.names == (NAME,)


@pytest.mark.parametrize(
    "note", ["（原广州云州科技有限公司）", "(曾用名：云州)", "注：英文名为Yunzhou"]
)
def test_a_note_beside_the_name_is_told_apart(note) -> None:
    cell = read_cell(f"{NAME}{note}")

    assert (cell.names, cell.notes) == ((NAME,), (note,))


def test_a_valid_credit_code_in_the_cell_is_read() -> None:
    cell = read_cell(f"{NAME}（统一社会信用代码：91440101MA59A0WG7E）")

    assert cell.uscc == "91440101MA59A0WG7E"
    assert cell.names == (NAME,)


@given(st.text(max_size=2 * LONGEST_CELL))
def test_any_cell_is_read_within_its_bounds(printed) -> None:
    cell = read_cell(printed)

    assert 1 <= len(cell.names) <= MOST_NAMES
    assert all(len(name) <= LONGEST_CELL for name in cell.names)
