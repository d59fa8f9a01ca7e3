"""Rows of a registry: what goes in, what is refused, and why."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.registry_cells import clean
from commands.registry_file import read_registry
from jishen.domain.enterprises import EnterpriseKind, FormerName, ZoneStatus
from jishen.domain.uscc import uscc_fault
from tests.unit.commands.registry_files import (
    FULL_WIDTH,
    HEADERS,
    Sheet,
    csv_bytes,
    row,
    uscc_of,
    xlsx_bytes,
)

NAME = "广州样例1有限公司"
LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def _saved(folder: Path, data: bytes, name: str = "名册.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_former_names_come_with_the_last_day_borne(tmp_path: Path) -> None:
    former = (
        "广州甲有限公司|2025-05-01；"
        "广州乙有限公司\N{FULLWIDTH VERTICAL LINE}2024年1月31日;广州丙有限公司"
    )
    path = _saved(tmp_path, csv_bytes([HEADERS, row(1, 曾用名=former)]))

    reading = read_registry(path)

    assert reading.good[0].former_names == (
        FormerName("广州甲有限公司", date(2025, 5, 1)),
        FormerName("广州乙有限公司", date(2024, 1, 31)),
        FormerName("广州丙有限公司", None),
    )


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"统一社会信用代码": ""}, "统一社会信用代码为空"),
        ({"统一社会信用代码": "440105000012345"}, "应为18位，实为15位"),
        ({"统一社会信用代码": uscc_of(1)[:-1] + "I"}, "不应出现的字符"),
        ({"统一社会信用代码": "91440105MA0000019W"}, "第18位校验码不符"),
        ({"统一社会信用代码": "9.14401E+17"}, "存成了数值"),
        ({"企业名称": " "}, "企业名称为空"),
        ({"企业名称": "长" * 201}, "企业名称超过200字"),
        ({"曾用名": "广州甲有限公司|2025-02-30"}, "曾用名写法有误"),
        ({"曾用名": "广州甲有限公司|去年"}, "曾用名写法有误"),
        ({"曾用名": "|2025-05-01"}, "曾用名写法有误"),
        ({"曾用名": "广州甲有限公司|2025-05-01；广州甲有限公司"}, "同一曾用名出现多次"),
        ({"示范区": "大概"}, "示范区一列应填是、否或待核定，实为“大概”"),
        ({"状态": "休眠"}, "登记状态“休眠”未能识别"),
        ({"状态": "拟注销"}, "登记状态“拟注销”未能识别"),
    ],
)
def test_bad_row_is_refused_with_its_place_and_reason(
    tmp_path: Path, cells: dict[str, str], why: str
) -> None:
    path = _saved(tmp_path, csv_bytes([HEADERS, row(2), row(1, **cells)]))

    reading = read_registry(path)

    assert [e.uscc for e in reading.good] == [uscc_of(2)]
    assert [refused.row_number for refused in reading.refused] == [3]
    assert why in reading.refused[0].why


def test_credit_code_with_a_wrong_body_digit_is_refused_although_the_last_character_holds() -> None:
    # GB 32100 holds, GB 11714 does not: python-stdnum alone lets it pass.
    fault = uscc_fault("91440105MA0000013R")

    assert fault == "统一社会信用代码的第17位校验码不符"


def test_row_that_is_out_of_place_is_refused(tmp_path: Path) -> None:
    data = csv_bytes([HEADERS, row(1)[:-1], [*row(2), "多出一格"], [*row(3), ""]])
    path = _saved(tmp_path, data)

    reading = read_registry(path)

    assert [e.uscc for e in reading.good] == [uscc_of(3)]
    assert ["可能错位" in refused.why for refused in reading.refused] == [True, True]


def test_code_that_stands_twice_with_different_content_is_refused_in_both_rows(
    tmp_path: Path,
) -> None:
    path = _saved(tmp_path, csv_bytes([HEADERS, row(1, "甲"), row(2), row(1, "乙")]))

    reading = read_registry(path)

    assert [e.uscc for e in reading.good] == [uscc_of(2)]
    assert [(r.row_number, r.why) for r in reading.refused] == [
        (2, "同一统一社会信用代码出现2次且内容不同（第2、4行）"),
        (4, "同一统一社会信用代码出现2次且内容不同（第2、4行）"),
    ]


def test_good_row_is_not_taken_when_a_bad_row_says_otherwise_of_the_same_code(
    tmp_path: Path,
) -> None:
    path = _saved(tmp_path, csv_bytes([HEADERS, row(1), row(2), row(1, 状态="休眠")]))

    reading = read_registry(path)

    assert [e.uscc for e in reading.good] == [uscc_of(2)]
    assert [refused.row_number for refused in reading.refused] == [2, 4]


def test_row_repeated_word_for_word_counts_once(tmp_path: Path) -> None:
    path = _saved(tmp_path, csv_bytes([HEADERS, row(1), row(1), [""] * len(HEADERS)]))

    reading = read_registry(path)

    assert (len(reading.good), reading.rows_read, reading.rows_repeated) == (1, 2, 1)


@pytest.mark.parametrize(
    ("cells", "status", "basis"),
    [
        ({"示范区": "是"}, ZoneStatus.IN, "企业名册“示范区”列：是"),
        ({"示范区": "否"}, ZoneStatus.OUT, "企业名册“示范区”列：否"),
        ({"示范区": "待核定"}, ZoneStatus.UNCERTAIN, "企业名册“示范区”列：待核定"),
        ({"示范区": ""}, ZoneStatus.UNCERTAIN, "企业名册“示范区”列：未填写"),
        ({"示范区": "是", "状态": "迁出"}, ZoneStatus.OUT, "企业名册“状态”列：迁出"),
        (
            {"示范区": "是", "状态": "存续（在营、开业、在册）"},
            ZoneStatus.IN,
            "企业名册“示范区”列：是",
        ),
    ],
)
def test_zone_status_says_which_column_it_rests_on(
    tmp_path: Path, cells: dict[str, str], status: ZoneStatus, basis: str
) -> None:
    path = _saved(tmp_path, csv_bytes([HEADERS, row(1, **cells)]))

    (enterprise,) = read_registry(path).good

    assert (enterprise.zone_status, enterprise.zone_basis) == (status, basis)


@pytest.mark.parametrize(
    ("printed", "kind"),
    [
        ("企业法人", EnterpriseKind.COMPANY),
        ("有限责任公司(自然人独资)", EnterpriseKind.COMPANY),
        ("有限责任公司分公司", EnterpriseKind.BRANCH),
        ("分支机构", EnterpriseKind.BRANCH),
        ("个体工商户", EnterpriseKind.INDIVIDUAL_BUSINESS),
        ("事业单位", EnterpriseKind.PUBLIC_INSTITUTION),
        ("合伙企业", EnterpriseKind.UNKNOWN),
        ("", EnterpriseKind.UNKNOWN),
    ],
)
def test_kind_follows_the_words_of_the_registry(
    tmp_path: Path, printed: str, kind: EnterpriseKind
) -> None:
    data = csv_bytes([["企业名称", "信用代码", "企业类型"], [NAME, uscc_of(1), printed]])

    (enterprise,) = read_registry(_saved(tmp_path, data)).good

    assert enterprise.kind is kind


def test_sample_row_is_known_by_its_remark(tmp_path: Path) -> None:
    path = _saved(tmp_path, csv_bytes([HEADERS, row(1, 备注="样例数据"), row(2, 备注="核对过")]))

    reading = read_registry(path)

    assert [enterprise.is_sample for enterprise in reading.good] == [True, False]


@pytest.mark.parametrize(
    ("cell", "phone"),
    [
        (13800000000.0, "13800000000"),
        ("'020-00000001", "020-00000001"),
        ("020-00000001".translate(FULL_WIDTH), "020-00000001"),
        (" 020-00000001\n", "020-00000001"),
    ],
)
def test_telephone_reads_as_text_however_the_spreadsheet_keeps_it(
    tmp_path: Path, cell: str | float, phone: str
) -> None:
    path = _saved(tmp_path, xlsx_bytes(Sheet("名册", [HEADERS, row(1, 联系电话=cell)])))

    (enterprise,) = read_registry(path).good

    assert enterprise.contact_phone == phone


@pytest.mark.parametrize(
    "cell",
    [f"'{uscc_of(1)}", f" {uscc_of(1).lower()} ", f"{uscc_of(1)[:8]} {uscc_of(1)[8:]}\u200b"],
)
def test_credit_code_is_read_through_apostrophes_blanks_and_small_letters(
    tmp_path: Path, cell: str
) -> None:
    path = _saved(tmp_path, xlsx_bytes(Sheet("名册", [HEADERS, row(1, 统一社会信用代码=cell)])))

    reading = read_registry(path)

    assert [enterprise.uscc for enterprise in reading.good] == [uscc_of(1)]


def test_credit_code_that_became_a_number_is_refused_and_not_guessed(tmp_path: Path) -> None:
    cells = row(1, 统一社会信用代码=914403001922038216.0)
    path = _saved(tmp_path, xlsx_bytes(Sheet("名册", [HEADERS, cells])))

    (refused,) = read_registry(path).refused

    assert "存成了数值" in refused.why


@given(serial=st.integers(0, 999_999), place=st.integers(0, 17), letter=st.sampled_from(LETTERS))
def test_one_wrong_character_in_a_credit_code_never_passes(
    serial: int, place: int, letter: str
) -> None:
    good = uscc_of(serial)

    changed = good[:place] + letter + good[place + 1 :]

    assert (uscc_fault(changed) == "") == (changed == good)


@given(st.text())
def test_cleaned_text_stays_as_it_is_when_cleaned_again(text: str) -> None:
    once = clean(text)

    assert clean(once) == once
