"""Workbooks, web pages and converted legacy files are read as the DOCX lists are."""

import os
import sys
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter

from jishen.domain.errors import CutShort, TableChanged, UnreadableDocument
from jishen.domain.filings import FilingRow, ListKind
from scrapers.documents import read_filing_table
from scrapers.documents.legacy import converted
from tests.unit.scrapers.docx_files import (
    DEEP_SYNTHESIS_HEADER,
    FIRST,
    SECOND,
    docx,
    packed,
    text_table,
)

_HEADER = ("序号", "属地", "模型名称", "备案单位", "备案号", "备案时间")
_FIRST = ("1", "广东省", "甲大模型", "广州甲科技有限公司", "Guangdong-Jia-20231116", "2023/12/1")
_SECOND = ("2", "广东省", "乙大模型", "广州甲科技有限公司", "Guangdong-Yi-20231116", "2023/12/1")


def _workbook(*, merged: bool) -> bytes:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("备案")
        day = book.add_format({"num_format": "yyyy/m/d"})
        sheet.merge_range(0, 0, 0, 5, "广东省生成式人工智能服务已备案信息（截至2024年3月）")
        sheet.write_row(1, 0, _HEADER)
        sheet.write_row(2, 0, (1, *_FIRST[1:]))
        sheet.write_row(3, 0, (2, *_SECOND[1:5]))
        sheet.write_number(3, 5, 45261, day)
        if merged:
            sheet.merge_range(2, 3, 3, 3, _FIRST[3])
    return buffer.getvalue()


def _cells(rows: tuple[FilingRow, ...]) -> list[tuple[str, ...]]:
    return [
        (row.jurisdiction, row.title, row.filer_name, row.filing_number, row.filed_on_printed)
        for row in rows
    ]


@pytest.mark.parametrize("merged", [False, True])
def test_a_workbook_is_read_with_its_merges_and_its_days(merged: bool) -> None:
    rows = read_filing_table(_workbook(merged=merged)).rows

    assert _cells(rows) == [_FIRST[1:], _SECOND[1:]]
    assert {row.list_kind for row in rows} == {ListKind.GENERATIVE_AI}


def test_a_workbook_bomb_is_refused_before_it_is_unpacked() -> None:
    members = {"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": b" " * 3_000_000}

    with pytest.raises(UnreadableDocument, match="压缩比"):
        read_filing_table(packed(members))


def _page(*rows: str) -> bytes:
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return f"<!DOCTYPE html><html><body><table>{body}</table></body></html>".encode()


def _row(*cells: str) -> str:
    return "".join(f"<td>{cell}</td>" for cell in cells)


def test_a_cell_over_two_rows_of_a_page_stands_in_both() -> None:
    merged = _row(*_FIRST[:3]) + f'<td rowspan="2">{_FIRST[3]}</td>' + _row(*_FIRST[4:])
    content = _page(
        '<td colspan="6">一、国产大模型</td>',
        _row(*_HEADER),
        merged,
        _row(*_SECOND[:3], *_SECOND[4:]),
    )

    rows = read_filing_table(content).rows

    assert _cells(rows) == [_FIRST[1:], _SECOND[1:]]


def test_line_breaks_and_paragraphs_of_a_page_are_kept() -> None:
    cells = (*FIRST[:4], "甲(网站)<br>乙(APP)", "<p>用途一</p><p>用途二</p>", *FIRST[6:])

    (row,) = read_filing_table(_page(_row(*DEEP_SYNTHESIS_HEADER), _row(*cells))).rows

    assert (row.products, row.purpose) == ("甲(网站)\n乙(APP)", "用途一\n用途二")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (_page(_row(*_HEADER), "<td rowspan='x'>1</td>"), TableChanged),
        (_page(_row(*_HEADER), "<td><table><tr><td>1</td></tr></table></td>"), TableChanged),
        (b"<html><body><table><tr><td>1</td></tr>", CutShort),
    ],
)
def test_a_page_that_is_not_read_safely_is_refused(content: bytes, fault: type[Exception]) -> None:
    with pytest.raises(fault):
        read_filing_table(content)


def _converter(folder: Path, script: str) -> str:
    path = folder / "converter"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return os.fspath(path)


def test_a_legacy_file_is_what_the_converter_makes_of_it(tmp_path: Path) -> None:
    made = tmp_path / "made.docx"
    made.write_bytes(docx(text_table(DEEP_SYNTHESIS_HEADER, FIRST, SECOND)))
    # The converter's arguments end with: --outdir FOLDER FILE.
    script = f"""for last; do out="$before"; before="$last"; done
mkdir -p "$out"; cp {made} "$out/attachment.docx\""""

    content = converted(b"legacy", _converter(tmp_path, script))

    assert len(read_filing_table(content).rows) == 2


def test_a_converter_that_makes_nothing_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="未得到"):
        converted(b"legacy", _converter(tmp_path, "exit 0"))


def test_a_converter_that_hangs_is_ended(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="已停止"):
        converted(b"legacy", _converter(tmp_path, "exec sleep 60"), limit_s=0.2)


def test_a_converter_that_wants_all_memory_gets_none_of_it(tmp_path: Path) -> None:
    wants = f'open("{tmp_path}/had", "w").write(str(len(bytes(1 << 30))))'
    greedy = f"exec {sys.executable} -c '{wants}'"

    with pytest.raises(UnreadableDocument, match="未得到"):
        converted(b"legacy", _converter(tmp_path, greedy), memory_bytes=1 << 29)

    assert not (tmp_path / "had").read_text()
