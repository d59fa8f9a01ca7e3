"""Tables that the site may publish next, and tables that must be refused."""

import pytest

from jishen.domain.errors import TableChanged
from jishen.domain.filings import ListKind, RowFlag
from scrapers.documents import read_filing_table
from tests.unit.scrapers.docx_files import (
    ALGORITHM_HEADER,
    DEEP_SYNTHESIS_HEADER,
    FIRST,
    FIRST_NUMBER,
    SECOND,
    SECOND_NUMBER,
    cell,
    cell_of,
    docx,
    row,
    run,
    table,
    text_row,
    text_table,
)

_BLANK = ("",) * 8
_HEADER_ROW = text_row(DEEP_SYNTHESIS_HEADER)


def _with(place: int, content: str) -> str:
    """The first row with one cell's XML replaced."""
    cells = [cell(text) for text in FIRST]
    cells[place] = cell_of(content)
    return row(*cells)


def test_list_kind_comes_from_the_header() -> None:
    content = docx(text_table(ALGORITHM_HEADER, FIRST))

    rows = read_filing_table(content).rows

    assert [(r.list_kind, r.category_or_role) for r in rows] == [(ListKind.ALGORITHM, "服务提供者")]


def test_columns_are_found_by_name_not_by_order() -> None:
    content = docx(text_table(DEEP_SYNTHESIS_HEADER[::-1], FIRST[::-1]))

    rows = read_filing_table(content).rows

    assert [(r.title, r.filer_name, r.filing_number) for r in rows] == [
        ("甲算法", "甲公司", FIRST_NUMBER)
    ]


def test_table_without_serial_column_is_read() -> None:
    content = docx(text_table(DEEP_SYNTHESIS_HEADER[1:], FIRST[1:], SECOND[1:]))

    rows = read_filing_table(content).rows

    assert [(r.row_number, r.title) for r in rows] == [(1, "甲算法"), (2, "乙算法")]


def test_row_whose_serial_is_word_auto_numbering_is_kept() -> None:
    content = docx(text_table(DEEP_SYNTHESIS_HEADER, ("", *FIRST[1:])))

    rows = read_filing_table(content).rows

    assert [r.title for r in rows] == ["甲算法"]


def test_tab_and_line_break_in_a_header_cell_do_not_matter() -> None:
    header = ("\t序号", "算法\n名称", *DEEP_SYNTHESIS_HEADER[2:])

    rows = read_filing_table(docx(text_table(header, FIRST))).rows

    assert [r.title for r in rows] == ["甲算法"]


def test_purpose_over_two_grid_columns_in_every_row_is_read() -> None:
    header = row(
        *(cell(name, span=2 if name == "主要用途" else 1) for name in DEEP_SYNTHESIS_HEADER)
    )
    body = row(*(cell(text, span=2 if text == FIRST[5] else 1) for text in FIRST))

    rows = read_filing_table(docx(table(header, body))).rows

    assert [(r.purpose, r.filing_number) for r in rows] == [("应用于甲场景。", FIRST_NUMBER)]


def test_purpose_over_two_grid_columns_only_below_the_header_is_read() -> None:
    body = row(*(cell(text, span=2 if text == FIRST[5] else 1) for text in FIRST))

    rows = read_filing_table(docx(table(_HEADER_ROW, body))).rows

    assert [(r.purpose, r.filing_number) for r in rows] == [("应用于甲场景。", FIRST_NUMBER)]


def test_company_merged_downwards_stands_in_both_rows() -> None:
    first = row(*(cell(t, merge="restart" if t == "甲公司" else "") for t in FIRST))
    second = row(*(cell(t, merge="continue" if t == "乙公司" else "") for t in SECOND))

    rows = read_filing_table(docx(table(_HEADER_ROW, first, second))).rows

    assert [r.filer_name for r in rows] == ["甲公司", "甲公司"]


def test_repeated_header_section_and_blank_rows_are_no_filings() -> None:
    section = row(cell("二、服务技术支持者", span=8))
    content = docx(
        table(
            row(cell("境内深度合成服务算法备案清单", span=8)),
            _HEADER_ROW,
            text_row(FIRST),
            section,
            text_row(_BLANK),
            _HEADER_ROW,
            text_row(SECOND),
        )
    )

    rows = read_filing_table(content).rows

    assert [(r.row_number, r.title) for r in rows] == [(1, "甲算法"), (2, "乙算法")]


def test_row_with_nothing_but_a_serial_is_kept_and_flagged() -> None:
    rows = read_filing_table(
        docx(text_table(DEEP_SYNTHESIS_HEADER, FIRST, ("2", *_BLANK[1:])))
    ).rows

    assert [r.flags for r in rows] == [(), (RowFlag.REQUIRED_CELL_BLANK,)]


@pytest.mark.parametrize(
    ("content", "filer_name"),
    [
        (f"<w:p>{run('甲')}<w:ins>{run('新')}</w:ins>{run('公司')}</w:p>", "甲新公司"),
        (f"<w:p>{run('甲')}<w:del>{run('旧')}</w:del>{run('公司')}</w:p>", "甲公司"),
        (f"<w:p>{run('甲')}<w:moveFrom>{run('旧')}</w:moveFrom>{run('公司')}</w:p>", "甲公司"),
        (f"<w:p>{run('甲')}<w:moveTo>{run('新')}</w:moveTo>{run('公司')}</w:p>", "甲新公司"),
        (f"<w:sdt><w:sdtContent><w:p>{run('甲公司')}</w:p></w:sdtContent></w:sdt>", "甲公司"),
        (f"<w:p><w:hyperlink>{run('甲公司')}</w:hyperlink></w:p>", "甲公司"),
        (f"<w:p>{run('甲')}<w:r><w:br/></w:r>{run('公司')}</w:p>", "甲\n公司"),
        (f"<w:p>{run('甲')}<w:r><w:tab/></w:r>{run('公司')}</w:p>", "甲\t公司"),
        (f"<w:p>{run('甲')}</w:p><w:p>{run('公司')}</w:p>", "甲\n公司"),
        (f"<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr>{run('甲公司')}</w:p>", "甲公司"),
        (
            f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('甲')}</w:p><w:p>{run('公司')}</w:p>",
            "甲公司",
        ),
        (
            (
                f"<w:p><mc:AlternateContent><mc:Choice>{run('甲公司')}</mc:Choice>"
                f"<mc:Fallback>{run('甲公司')}</mc:Fallback></mc:AlternateContent></w:p>"
            ),
            "甲公司",
        ),
        (f"<w:p>{run(' 　甲 公司')}</w:p><w:p/>", "甲 公司"),
    ],
)
def test_cell_reads_as_the_final_document_shows_it(content: str, filer_name: str) -> None:
    body = _with(3, content)

    rows = read_filing_table(docx(table(_HEADER_ROW, body))).rows

    assert [r.filer_name for r in rows] == [filer_name]


def test_row_deleted_by_a_tracked_change_is_gone() -> None:
    deleted = row(*map(cell, FIRST), properties="<w:del/>")

    rows = read_filing_table(docx(table(_HEADER_ROW, deleted, text_row(SECOND)))).rows

    assert [r.title for r in rows] == ["乙算法"]


@pytest.mark.parametrize(
    ("number", "flags"),
    [
        (FIRST_NUMBER, ()),
        (f"{FIRST_NUMBER}\n", ()),
        ("网信算备1101082242366066220017号", (RowFlag.NUMBER_MALFORMED,)),
        ("网信算备440305295988702220055号", (RowFlag.CHECK_DIGIT_FAILS,)),
        ("", (RowFlag.REQUIRED_CELL_BLANK,)),
        (SECOND_NUMBER, (RowFlag.NUMBER_TWICE,)),
    ],
)
def test_odd_number_is_kept_and_flagged(number: str, flags: tuple[RowFlag, ...]) -> None:
    odd = (*FIRST[:6], number, "")

    rows = read_filing_table(docx(text_table(DEEP_SYNTHESIS_HEADER, odd, SECOND))).rows

    assert (rows[0].filing_number, rows[0].flags) == (number.strip(), flags)


_TOO_FEW = row(*map(cell, FIRST[:7]))
_MERGED_AND_SPLIT = row(
    cell("1"),
    cell("甲算法 服务提供者", span=2),
    *map(cell, ("甲公司", "甲", "用", "网信算备440105", "932013102230011号", "")),
)
_SHIFTED = text_row(("1", "甲算法", "服务提供者", "甲公司", "甲", FIRST_NUMBER, "甲场景", ""))
_NESTED = _with(3, text_table(("嵌套",)) + "<w:p/>")
_HUGE_SPAN = row(*(cell(text, span=2_000_000_000) for text in FIRST))


@pytest.mark.parametrize(
    ("blocks", "told"),
    [
        ((), "0 张表格中有 0 张"),
        ((text_table(("名称", "数量"), ("甲", "1")),), "名称 | 数量"),
        ((text_table((*DEEP_SYNTHESIS_HEADER, "属地"), (*FIRST, "广东")),), "表头与已知的不符"),
        ((text_table(DEEP_SYNTHESIS_HEADER[:7], FIRST[:7]),), "表头与已知的不符"),
        ((text_table((*DEEP_SYNTHESIS_HEADER, "备注"), (*FIRST, "")),), "表头与已知的不符"),
        ((text_table(DEEP_SYNTHESIS_HEADER, FIRST),) * 2, "现有 2 张"),
        ((text_table(DEEP_SYNTHESIS_HEADER, FIRST), text_table(SECOND)), SECOND[1]),
        ((text_table(DEEP_SYNTHESIS_HEADER),), "没有任何数据行"),
        ((text_table(DEEP_SYNTHESIS_HEADER, _BLANK),), "没有任何数据行"),
        ((table(_HEADER_ROW, text_row(SECOND), _TOO_FEW),), "第 3 行有 7 个单元格"),
        ((table(_HEADER_ROW, row(cell(FIRST_NUMBER, span=8))),), "第 2 行有 1 个单元格"),
        ((table(_HEADER_ROW, _SHIFTED),), "第 2 行的单元格与表头错位"),
        ((table(_HEADER_ROW, _MERGED_AND_SPLIT),), "第 2 行的单元格与表头错位"),
        ((table(_HEADER_ROW, _NESTED),), "嵌套"),
        ((table(_HEADER_ROW, _HUGE_SPAN),), "跨列数"),
    ],
)
def test_table_that_is_not_the_known_one_is_refused_whole(
    blocks: tuple[str, ...], told: str
) -> None:
    content = docx(*blocks)

    with pytest.raises(TableChanged) as refusal:
        read_filing_table(content)

    assert told in str(refusal.value)


def test_table_of_another_list_than_expected_is_refused() -> None:
    content = docx(text_table(DEEP_SYNTHESIS_HEADER, FIRST))

    with pytest.raises(TableChanged, match="应为《境内互联网信息服务算法备案清单》"):
        read_filing_table(content, expected=ListKind.ALGORITHM)


def test_a_few_rows_that_do_not_fit_are_doubts_beside_the_others() -> None:
    body = [text_row((str(n), *FIRST[1:])) for n in range(9)]
    content = docx(table(_HEADER_ROW, *body, _TOO_FEW))

    reading = read_filing_table(content)

    (doubt,) = reading.doubts
    assert len(reading.rows) == 9
    assert (doubt.place, doubt.cells) == ("第 11 行", FIRST[:7])
    assert "有 7 个单元格" in doubt.reason
    assert doubt.header == DEEP_SYNTHESIS_HEADER


def test_rows_that_mostly_do_not_fit_send_the_attachment_to_a_person() -> None:
    body = [text_row((str(n), *FIRST[1:])) for n in range(40)]
    content = docx(table(_HEADER_ROW, *body, *[_TOO_FEW] * 6))

    with pytest.raises(TableChanged, match="共 6 处"):
        read_filing_table(content)
