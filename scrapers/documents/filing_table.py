"""From table grids to filing rows: strict on headers and cells, flags on what a row prints."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from jishen.domain.errors import TableChanged
from jishen.domain.filing_numbers import filing_key, parse_algorithm_number
from jishen.domain.filings import LIST_NAMES, FilingRow, ListKind, RowFlag
from scrapers.documents.grid import Row, Table

_SERIAL = "序号"
_TITLE, _FILER, _PRODUCTS = "算法名称", "主体名称", "应用产品"
_PURPOSE, _NUMBER, _REMARKS = "主要用途", "备案编号", "备注"
_SHARED = frozenset({_TITLE, _FILER, _PRODUCTS, _PURPOSE, _NUMBER, _REMARKS})
_CATEGORY_OF = {ListKind.ALGORITHM: "算法类别", ListKind.DEEP_SYNTHESIS: "角色"}
_REQUIRED = (_TITLE, _FILER, _NUMBER)

_WHOLE_NUMBER = re.compile(r"网信算备\d+号")
_NUMBER_MARK = "网信算备"
_SHOWN_CHARACTERS = 20


@dataclass(frozen=True, slots=True)
class _Header:
    """The header row of a filing table: which list it is and which column stands where."""

    kind: ListKind
    names: tuple[str, ...]
    row: Row

    def place(self, name: str) -> int:
        return self.names.index(name)


def read_rows(tables: tuple[Table, ...], expected: ListKind | None) -> tuple[FilingRow, ...]:
    """Return the rows of the one filing table among a document's tables.

    Raises TableChanged, naming what was seen: no or several filing tables, an unknown header, a row
    that does not fit the header, another list than `expected`, no rows at all.
    """
    header, table, body_starts = _only_filing_table(tables)
    if expected is not None and header.kind is not expected:
        message = f"附件是《{LIST_NAMES[header.kind]}》，应为《{LIST_NAMES[expected]}》"
        raise TableChanged(message)
    texts = tuple(_data_texts(table, header, body_starts))
    if not texts:
        message = f"《{LIST_NAMES[header.kind]}》表头完整，但没有任何数据行"
        raise TableChanged(message)
    rows = tuple(_filing_row(header, line, place) for place, line in enumerate(texts, start=1))
    return _with_twice_flagged(rows)


def _only_filing_table(tables: tuple[Table, ...]) -> tuple[_Header, Table, int]:
    found = []
    strangers = []
    for table in tables:
        top = _first_full_row(table)
        header = None if top is None else _header_of(table.rows[top])
        if top is not None and header is not None:
            found.append((header, table, top + 1))
        else:
            strangers.append(table)
    if len(found) != 1:
        tops = "；".join(_top_texts(table) for table in tables)
        message = f"应有且仅有一张备案清单表格，{len(tables)} 张表格中有 {len(found)} 张：{tops}"
        raise TableChanged(message)
    for table in strangers:
        # A list cut in two, its second half without a header, must not lose that half in silence.
        if any(_NUMBER_MARK in cell.text for row in table.rows for cell in row):
            message = f"清单表格之外的另一张表格中也有备案编号，其首行为：{_top_texts(table)}"
            raise TableChanged(message)
    return found[0]


def _first_full_row(table: Table) -> int | None:
    """Return the index of the first row that is neither blank nor one cell over the full width."""
    rows = enumerate(table.rows)
    return next((i for i, row in rows if not _is_blank(row) and len(row) > 1), None)


def _header_of(row: Row) -> _Header | None:
    names = _names(row)
    for kind, category in _CATEGORY_OF.items():
        known = _SHARED | {category}
        if frozenset(names) - {_SERIAL} == known and len(set(names)) == len(names):
            return _Header(kind, names, row)
    return None


def _names(row: Row) -> tuple[str, ...]:
    # White space never counts: the 2024-10 deep-synthesis list prints a tab before 序号.
    return tuple("".join(cell.text.split()) for cell in row)


def _data_texts(table: Table, header: _Header, body_starts: int) -> Iterator[tuple[str, ...]]:
    """Yield the trimmed cell texts of each data row, in the order of the header."""
    width = table.width()
    for row_in_table, row in enumerate(table.rows[body_starts:], start=body_starts + 1):
        if _is_blank(row) or _names(row) == header.names or _is_section(row, width):
            continue
        texts = tuple(cell.text.strip() for cell in row)
        _check_fit(header, row, texts, row_in_table)
        yield texts


def _is_blank(row: Row) -> bool:
    return not any(cell.text.strip() for cell in row)


def _is_section(row: Row, width: int) -> bool:
    """Tell whether a row is one cell over the full width that holds no filing number."""
    return len(row) == 1 and row[0].span == width and _NUMBER_MARK not in row[0].text


def _check_fit(header: _Header, row: Row, texts: tuple[str, ...], row_in_table: int) -> None:
    """Raise TableChanged unless the row's cells stand under the header's cells."""
    if len(row) != len(header.names):
        message = (
            f"第 {row_in_table} 行有 {len(row)} 个单元格，表头有 {len(header.names)} 个："
            f"{_shown(texts)}"
        )
        raise TableChanged(message)
    at = header.place(_NUMBER)
    number_fits = parse_algorithm_number(texts[at]) is not None
    strays = [i for i, text in enumerate(texts) if i != at and _WHOLE_NUMBER.fullmatch(text)]
    aligned = [(c.column, c.span) for c in row] == [(c.column, c.span) for c in header.row]
    # Cells merged in one place and split in another keep the count and shift the columns between:
    # then only a good number in its own column shows that the row still reads by position.
    if strays or not (aligned or number_fits):
        message = f"第 {row_in_table} 行的单元格与表头错位：{_shown(texts)}"
        raise TableChanged(message)


def _filing_row(header: _Header, texts: tuple[str, ...], place: int) -> FilingRow:
    def cell(name: str) -> str:
        return texts[header.place(name)]

    return FilingRow(
        list_kind=header.kind,
        row_number=place,
        title=cell(_TITLE),
        category_or_role=cell(_CATEGORY_OF[header.kind]),
        filer_name=cell(_FILER),
        products=cell(_PRODUCTS),
        purpose=cell(_PURPOSE),
        filing_number=cell(_NUMBER),
        remarks=cell(_REMARKS),
        flags=tuple(_flags(cell(_NUMBER), blank=not all(cell(name) for name in _REQUIRED))),
    )


def _flags(number: str, *, blank: bool) -> Iterator[RowFlag]:
    parsed = parse_algorithm_number(number)
    if number and parsed is None:
        yield RowFlag.NUMBER_MALFORMED
    if parsed is not None and not parsed.check_digit_holds:
        yield RowFlag.CHECK_DIGIT_FAILS
    if blank:
        yield RowFlag.REQUIRED_CELL_BLANK


def _with_twice_flagged(rows: tuple[FilingRow, ...]) -> tuple[FilingRow, ...]:
    times = Counter(filing_key(row.filing_number) for row in rows if row.filing_number)
    return tuple(
        replace(row, flags=(*row.flags, RowFlag.NUMBER_TWICE))
        if times[filing_key(row.filing_number)] > 1
        else row
        for row in rows
    )


def _top_texts(table: Table) -> str:
    top = _first_full_row(table)
    return "（空表）" if top is None else _shown(_names(table.rows[top]))


def _shown(texts: tuple[str, ...]) -> str:
    return " | ".join(
        text if len(text) <= _SHOWN_CHARACTERS else text[:_SHOWN_CHARACTERS] + "…" for text in texts
    )
