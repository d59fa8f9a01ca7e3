"""Registry files as offices really save them, read strictly."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commands.registry_file import read_registry
from commands.registry_table import read_tables
from jishen.domain.errors import RegistryFault
from tests.unit.commands.registry_files import (
    HEADERS,
    Sheet,
    csv_bytes,
    row,
    uscc_of,
    xls_bytes,
    xlsx_bytes,
)

NAME = "广州样例1有限公司"


def _saved(folder: Path, data: bytes, name: str = "名册.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_text_file_reads_in_every_usual_encoding_and_delimiter(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    data = csv_bytes(
        [HEADERS, row(1, "广州𬭚样例有限公司")], encoding=encoding, delimiter=delimiter
    )
    path = _saved(tmp_path, data)

    reading = read_registry(path)

    assert [(e.uscc, e.name) for e in reading.good] == [(uscc_of(1), "广州𬭚样例有限公司")]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(xlsx_bytes(Sheet("名册", [HEADERS, row(1)])), id="xlsx"),
        pytest.param(xls_bytes(Sheet("名册", [HEADERS, row(1)])), id="xls"),
    ],
)
def test_workbook_is_known_by_its_content_and_not_by_its_name(tmp_path: Path, data: bytes) -> None:
    path = _saved(tmp_path, data, "名册.csv")

    reading = read_registry(path)

    assert (reading.sheet, [e.name for e in reading.good]) == ("名册", [NAME])


def test_headers_may_stand_in_any_order_under_other_usual_names_below_a_title(
    tmp_path: Path,
) -> None:
    header = ["序号", "* 单位名称", "是否在示范区（是/否）", "社会 信用代码", "电子邮件"]
    cells = ["1", NAME, "是", uscc_of(1), "a@sample.example"]
    path = _saved(tmp_path, csv_bytes([["海珠区企业名册"], [], header, cells]))

    reading = read_registry(path)

    assert [(c.name, c.header) for c in reading.columns] == [
        ("企业名称", "* 单位名称"),
        ("示范区", "是否在示范区（是/否）"),
        ("统一社会信用代码", "社会 信用代码"),
        ("联系邮箱", "电子邮件"),
    ]
    assert reading.unknown_headers == ("序号",)
    assert reading.good[0].contact_email == "a@sample.example"


def test_first_visible_sheet_with_the_headers_is_read_and_the_others_are_named(
    tmp_path: Path,
) -> None:
    hidden = Sheet("选项", [HEADERS, row(9)], is_hidden=True)
    sheets = (hidden, Sheet("说明", [["填表说明"]]), Sheet("甲", [HEADERS, row(1)]))
    path = _saved(tmp_path, xlsx_bytes(*sheets, Sheet("乙", [HEADERS, row(2)])))

    reading = read_registry(path)

    assert (reading.sheet, reading.sheets_not_read) == ("甲", ("说明", "乙"))
    assert [enterprise.uscc for enterprise in reading.good] == [uscc_of(1)]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "文件是空的"),
        (b"\xef\xbb\xbf\r\n", "文件是空的"),
        (b"%PDF-1.7\n", "内容是PDF 文件"),
        (b"<html><table><tr><td>x</td></tr></table></html>", "内容是网页"),
        (b"\xff\xff\xff\xff", "文字编码无法识别"),
        (b"a\x00b,c", "文字编码无法识别"),
        (csv_bytes([HEADERS]), "表头之下没有数据行"),
        (csv_bytes([["企业名称", "住所"], [NAME, "x"]]), "统一社会信用代码”（也可写作"),
        (csv_bytes([["企业名称", "住所"], [NAME, "x"]]), "读到的表头为：企业名称、住所"),
        (csv_bytes([["甲公司", "13800000000"]]), "首行像是数据"),
        (
            csv_bytes([["企业名称", "信用代码", "电话", "手机"], [NAME, uscc_of(1), "1", "2"]]),
            "有 2 列都表示“联系电话”：电话、手机",
        ),
        (csv_bytes([HEADERS, row(1)]) + b'"open', "引号或分隔符有误"),
        (b"PK\x03\x04 not an archive", "工作簿不完整或已损坏"),
        (xlsx_bytes(Sheet("名册", [HEADERS, row(1)]))[:-40], "工作簿不完整或已损坏"),
        (xls_bytes(Sheet("名册", [HEADERS, row(1)]))[:600], "不是可读的 Excel 工作簿"),
    ],
)
def test_file_that_is_no_registry_is_refused_as_a_whole(
    tmp_path: Path, data: bytes, why: str
) -> None:
    path = _saved(tmp_path, data)

    with pytest.raises(RegistryFault, match=why):
        read_registry(path)


@pytest.mark.parametrize(("name", "why"), [("none.csv", "文件不存在"), (".", "是文件夹")])
def test_file_that_cannot_be_opened_is_a_fault(tmp_path: Path, name: str, why: str) -> None:
    path = tmp_path / name

    with pytest.raises(RegistryFault, match=why):
        read_registry(path)


def test_fault_never_quotes_what_looks_like_a_persons_data(tmp_path: Path) -> None:
    path = _saved(tmp_path, csv_bytes([["甲公司", "张三", "13800000000"]]))

    with pytest.raises(RegistryFault) as caught:
        read_registry(path)

    assert "张三" not in str(caught.value)


@settings(deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbf"]))
def test_any_bytes_are_either_tables_or_a_registry_fault(data: bytes, head: bytes) -> None:
    try:
        tables = read_tables(head + data)
    except RegistryFault:
        tables = ()

    assert isinstance(tables, tuple)


@settings(deadline=None)  # unpacks a workbook: slow beside other work
@given(place=st.integers(0, 1500), byte=st.integers(0, 255))
def test_damaged_workbook_is_never_read_in_part(place: int, byte: int) -> None:
    whole = xlsx_bytes(Sheet("名册", [HEADERS, row(1), row(2)]))
    damaged = bytearray(whole)
    damaged[place % len(whole)] = byte

    try:
        rows = [table.rows for table in read_tables(bytes(damaged))]
    except RegistryFault:
        rows = []

    assert rows in ([], [table.rows for table in read_tables(whole)])
