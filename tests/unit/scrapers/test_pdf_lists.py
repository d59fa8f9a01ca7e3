"""PDF lists in the form of the generative-AI files are read cell by cell, with their faults."""

from datetime import date

import pytest

from jishen.domain.errors import NeedsAPerson, TableChanged, UnreadableDocument
from jishen.domain.filings import FilingRow, ListKind, RowFlag
from scrapers.documents import read_filing_table, render_pdf_page
from tests.unit.scrapers.pdf_files import (
    CANCELLED,
    FILED,
    FILED_OLD,
    ON_DEVICE,
    REGISTERED,
    Layout,
    Printed,
    list_pdf,
    locked_pdf,
    scanned_pdf,
    turned_pdf,
)

_SHARES = (0.5, 0.8, 2.0, 2.4, 2.6, 1.0)
_PROVINCES = (("广东省", "Guangdong"), ("浙江省", "ZheJiang"), ("国资委", "ZhongYangQiYe"))


def _rows(count: int, registered: str = "") -> list[tuple[str, ...]]:
    return [
        (
            str(place),
            _PROVINCES[place % 3][0],
            f"样例{'灵' * (place % 12)}大模型SampleModel{place}",
            f"广州样例（海珠）{'智' * (place % 9)}科技有限公司",
            f"{_PROVINCES[place % 3][1]}-Mo{'Ling' * (place % 6)}-20250610{registered}{place:04d}",
            f"2025/6/{place % 28 + 1}",
        )
        for place in range(1, count + 1)
    ]


def _cells(rows: tuple[FilingRow, ...]) -> list[tuple[str, ...]]:
    return [
        (row.jurisdiction, row.title, row.filer_name, row.filing_number, row.filed_on_printed)
        for row in rows
    ]


_LAYOUTS = [
    pytest.param(Layout(), id="ruled"),
    pytest.param(Layout(shares=_SHARES, size=11), id="ruled, uneven columns"),
    pytest.param(Layout(shares=_SHARES, middle=True, is_landscape=True), id="landscape, middle"),
    pytest.param(Layout(ruled=False, shares=_SHARES), id="no rules"),
    pytest.param(Layout(ruled=False, shares=_SHARES, middle=True), id="no rules, middle"),
    pytest.param(Layout(ruled=False, shares=_SHARES, is_landscape=True), id="no rules, landscape"),
]


@pytest.mark.parametrize("layout", _LAYOUTS)
def test_tables_over_several_pages_are_read_cell_by_cell(layout: Layout) -> None:
    filed, registered = _rows(60), _rows(40, registered="S")
    content = list_pdf(
        Printed(FILED, filed),
        Printed(REGISTERED, registered, "生成式人工智能服务已登记信息"),
        layout=layout,
    )

    reading = read_filing_table(content)

    assert _cells(reading.rows) == [row[1:] for row in (*filed, *registered)]
    assert reading.doubts == ()
    assert {row.list_kind for row in reading.rows[:60]} == {ListKind.GENERATIVE_AI}
    assert {row.list_kind for row in reading.rows[60:]} == {ListKind.GENERATIVE_AI_REGISTRATION}


@pytest.mark.parametrize("rotation", [90, 270])
def test_a_turned_page_is_read_as_it_is_seen(rotation: int) -> None:
    rows = _rows(6)

    reading = read_filing_table(turned_pdf(Printed(FILED_OLD, rows), rotation))

    assert _cells(reading.rows) == [row[1:] for row in rows]


def test_three_tables_of_one_file_are_three_lists() -> None:
    device = ("1", "广东省", "样例端侧大模型", "样例移动通信有限公司")
    device = (*device, "Guangdong-YangLi-202508190082", "2026/7/8", "样例手机")
    content = list_pdf(
        Printed(FILED, _rows(2)), Printed(REGISTERED, _rows(2, "S")), Printed(ON_DEVICE, [device])
    )

    rows = read_filing_table(content).rows

    assert [row.list_kind for row in rows[2:]] == [
        ListKind.GENERATIVE_AI_REGISTRATION,
        ListKind.GENERATIVE_AI_REGISTRATION,
        ListKind.GENERATIVE_AI_ON_DEVICE,
    ]
    assert (rows[4].category_or_role, rows[4].filed_on) == ("样例手机", date(2026, 7, 8))


def test_a_second_header_inside_the_table_begins_another_list() -> None:
    lines = [*_rows(3), REGISTERED, *_rows(2, "S")]

    rows = read_filing_table(list_pdf(Printed(FILED, lines))).rows

    assert [row.list_kind for row in rows].count(ListKind.GENERATIVE_AI_REGISTRATION) == 2
    assert len(rows) == 5


def test_a_repeated_header_is_no_row() -> None:
    lines = [*_rows(3), FILED, *_rows(5)[3:]]

    rows = read_filing_table(list_pdf(Printed(FILED, lines))).rows

    assert _cells(rows) == [row[1:] for row in _rows(5)]


def test_a_row_cut_by_the_end_of_a_page_is_one_row_and_says_so() -> None:
    tall = ("2", "广东省", "长" * 150, "广州样例科技有限公司", "Guangdong-Chang-202506100002")
    rows = [_rows(1)[0], (*tall, "2025/6/9"), _rows(3)[2]]
    layout = Layout(cut_rows=True, height=330.0, shares=(0.5, 0.8, 1.0, 2.4, 2.6, 1.0))

    reading = read_filing_table(list_pdf(Printed(FILED, rows), layout=layout))

    assert _cells(reading.rows) == [row[1:] for row in rows]
    assert reading.rows[1].flags == (RowFlag.JOINED_OVER_PAGES,)
    assert reading.rows[1].reading_notes[0].startswith("该行自第 1 页续至下一页")


def test_cancellations_are_read_with_their_month() -> None:
    row = ("1", "样例算法", "服务提供者", "广州样例科技有限公司", "样例(网站)", "用于样例")
    row = (*row, "网信算备440105493500701260013号", "2025年7月")

    (read,) = read_filing_table(list_pdf(Printed(CANCELLED, [row]))).rows

    assert read.list_kind is ListKind.CANCELLATION
    assert (read.filing_number, read.filed_on_printed, read.filed_on) == (*row[6:], None)


def _read_one(*cells: str, header: tuple[str, ...] = FILED) -> FilingRow:
    rows = [*_rows(6, "S" if header is REGISTERED else ""), ("7", *cells)]
    return read_filing_table(list_pdf(Printed(header, rows))).rows[-1]


def test_a_model_and_a_company_in_one_anothers_column_are_put_right() -> None:
    number = "Guangdong-YangLi-202501200033"

    row = _read_one("广东省", "广州样例科技有限公司", "样例大模型", number, "2025/2/8")

    assert (row.title, row.filer_name) == ("样例大模型", "广州样例科技有限公司")
    assert RowFlag.COLUMNS_SWAPPED in row.flags
    assert "广州样例科技有限公司" in row.reading_notes[0]


@pytest.mark.parametrize(
    ("jurisdiction", "number", "day", "flag"),
    [
        ("上海市", "Shinghai-YangLi-202506100001", "2025/6/12", RowFlag.NUMBER_REGION_DIFFERS),
        ("江苏省", "Beijing-YangLi-202506100001", "2025/6/12", RowFlag.NUMBER_REGION_DIFFERS),
        ("江苏省", "Jiangsu-SiWeiXiangLiangZhiSuanYun-", "2025/6/12", RowFlag.NUMBER_MALFORMED),
        ("浙江省", "ZheJiang-HuaShu-20250609000026", "2025/6/12", RowFlag.NUMBER_MALFORMED),
        ("广东省", "Guangdong-YangLi-202501200116", "2026/2/8", RowFlag.NUMBER_DAY_DIFFERS),
        ("广东省", "Guangdong-YangLi-20250610S0003", "2025/6/12", RowFlag.NUMBER_KIND_DIFFERS),
        ("广东省", "Guangdong-YangLi-202506100077", "2025/6/12（补登）", RowFlag.DAY_UNCLEAR),
    ],
)
def test_a_fault_of_the_number_or_the_day_is_kept_and_flagged(
    jurisdiction: str, number: str, day: str, flag: RowFlag
) -> None:
    row = _read_one(jurisdiction, "样例大模型", "广州样例科技有限公司", number, day)

    assert (row.filing_number, row.filed_on_printed) == (number, day)
    assert row.flags == (flag,)
    assert row.reading_notes


def test_a_filed_number_in_the_table_of_registrations_is_flagged() -> None:
    number = "Guangdong-YangLi-202506100003"

    row = _read_one(
        "广东省", "样例", "广州样例科技有限公司", number, "2025/6/12", header=REGISTERED
    )

    assert row.flags == (RowFlag.NUMBER_KIND_DIFFERS,)


def test_a_note_inside_the_name_goes_to_the_remarks() -> None:
    number = "ChongQing-andisiDaMoXing-20231222"
    name = "安第斯大模型注：英文名为AndesGPT"

    row = _read_one("重庆市", name, "样例（重庆）智能科技有限公司", number, "2024/1/9")

    assert (row.title, row.remarks) == ("安第斯大模型", "注：英文名为AndesGPT")
    assert row.flags == (RowFlag.NAME_HAS_NOTE,)
    assert name in row.reading_notes[0]


@pytest.mark.parametrize("filer", ["司珠海样例软件科技有限公司", "上海样例网络司科技有限公司"])
def test_a_company_name_with_a_stray_character_is_flagged(filer: str) -> None:
    row = _read_one("广东省", "样例大模型", filer, "Guangdong-YangLi-202505090044", "2025/6/9")

    assert (row.filer_name, row.flags) == (filer, (RowFlag.FILER_LOOKS_ODD,))


def test_a_table_with_an_unknown_header_is_refused_whole() -> None:
    header = (*FILED[:3], "运营单位", *FILED[4:])

    with pytest.raises(TableChanged, match="运营单位"):
        read_filing_table(list_pdf(Printed(header, _rows(3))))


def test_a_scan_is_for_a_person() -> None:
    with pytest.raises(NeedsAPerson, match="扫描件"):
        read_filing_table(scanned_pdf())


def test_a_locked_file_is_for_a_person() -> None:
    with pytest.raises(NeedsAPerson, match="加密"):
        read_filing_table(locked_pdf())


def test_a_page_can_be_shown_beside_a_doubt() -> None:
    picture = render_pdf_page(list_pdf(Printed(FILED, _rows(3))), 1)

    assert picture.startswith(b"\x89PNG")


def test_a_page_that_is_not_there_is_said() -> None:
    with pytest.raises(UnreadableDocument, match="没有第 9 页"):
        render_pdf_page(list_pdf(Printed(FILED, _rows(3))), 9)
