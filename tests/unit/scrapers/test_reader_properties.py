"""Whatever the bytes and the cells, only our own errors come out of the readers."""

from contextlib import suppress
from io import BytesIO

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jishen.domain.errors import SourceFault
from scrapers.documents.filing_table import read_rows
from scrapers.documents.grid import Cell, Table
from scrapers.documents.reading import read_here
from tests.unit.scrapers.docx_files import DEEP_SYNTHESIS_HEADER, FIRST, SECOND, docx, text_table
from tests.unit.scrapers.pdf_files import FILED, Printed, list_pdf

_ROW = ("1", "广东省", "甲大模型", "广州甲科技有限公司", "Guangdong-Jia-20231116", "2023/12/1")


def _workbook() -> bytes:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, FILED)
        sheet.write_row(1, 0, _ROW)
    return buffer.getvalue()


_PAGE = (
    "<html><table><tr>"
    + "".join(f"<td>{name}</td>" for name in FILED)
    + "</tr><tr>"
    + "".join(f"<td rowspan=1>{cell}</td>" for cell in _ROW)
    + "</tr></table></html>"
).encode()
FILES = {
    "docx": docx(text_table(DEEP_SYNTHESIS_HEADER, FIRST, SECOND)),
    "pdf": list_pdf(Printed(FILED, [_ROW])),
    "xlsx": _workbook(),
    "html": _PAGE,
}
_EDITS = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=0, max_size=6)),
    min_size=1,
    max_size=6,
)
_TEXTS = st.sampled_from(
    ["", " ", *DEEP_SYNTHESIS_HEADER, *FILED, *FIRST, *_ROW, "网信算备1101082242366066220017号"]
) | st.text(max_size=12)
_CELLS = st.builds(Cell, text=_TEXTS, column=st.integers(0, 9), span=st.integers(1, 9))
_TABLES = st.builds(
    Table,
    rows=st.lists(st.lists(_CELLS, max_size=9).map(tuple), max_size=6).map(tuple),
    page_number=st.none() | st.integers(1, 3),
    runs_on=st.booleans(),
)


def _edited(content: bytes, edits: list[tuple[float, bytes]]) -> bytes:
    for place, written in edits:
        at = int(place * len(content))
        content = content[:at] + written + content[at + max(len(written), 1) :]
    return content


def _only_our_errors(content: bytes) -> None:
    with suppress(SourceFault):
        read_here(content)  # in this process: apart, a mistake of a reader is an error of ours too


@pytest.mark.parametrize("name", sorted(FILES))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(edits=_EDITS)
def test_damaged_files_raise_only_our_errors(name: str, edits: list[tuple[float, bytes]]) -> None:
    _only_our_errors(_edited(FILES[name], edits))


@pytest.mark.parametrize("name", sorted(FILES))
@settings(max_examples=30, deadline=None)
@given(kept=st.floats(0, 1))
def test_cut_files_raise_only_our_errors(name: str, kept: float) -> None:
    content = FILES[name]

    _only_our_errors(content[: int(kept * len(content))])


@settings(max_examples=100, deadline=None)
@given(tables=st.lists(_TABLES, max_size=3).map(tuple))
def test_no_cell_with_a_number_is_lost(tables: tuple[Table, ...]) -> None:
    texts = [cell.text for table in tables for row in table.rows for cell in row]

    try:
        reading = read_rows(tables, None)
    except SourceFault:
        return
    assert FIRST[6] not in texts or FIRST[6] in repr(reading)
