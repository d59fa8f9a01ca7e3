"""From table grids to filing rows: strict on headers and cells, flags on what a row prints."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from jishen.domain.errors import TableChanged
from jishen.domain.filing_numbers import filing_key
from jishen.domain.filings import (
    LIST_NAMES,
    AttachmentReading,
    FilingRow,
    ListKind,
    RowDoubt,
    RowFlag,
)
from scrapers.documents.grid import Row, Table
from scrapers.documents.list_headers import SERIAL, Header, header_of, names_of, resembles_header
from scrapers.documents.page_joints import Line, joined
from scrapers.documents.row_checks import checked, number_is_good, number_is_meant

MOST_DOUBTS = 5
LARGEST_SHARE_OF_DOUBTS = 0.2
"""More doubts than either: the attachment as a whole goes to a person."""
_ONE_TABLE_LISTS = frozenset({ListKind.ALGORITHM, ListKind.DEEP_SYNTHESIS})
_SHOWN_CHARACTERS = 20
_NUMBER_KINDS = (ListKind.ALGORITHM, ListKind.GENERATIVE_AI)


@dataclass(frozen=True, slots=True)
class _Lines:
    """The data lines of a document's filing tables, and what did not fit."""

    lines: tuple[Line, ...]
    doubts: tuple[RowDoubt, ...]
    headers: tuple[Header, ...]


def read_rows(tables: tuple[Table, ...], expected: frozenset[ListKind] | None) -> AttachmentReading:
    """Return the rows of a document's filing tables, and a doubt for each line that is none.

    Raises TableChanged, naming what was seen: no filing table, an unknown header, another list than
    `expected`, no rows at all, or more doubts than a person should piece together.
    """
    found = _lines_of(tables)
    if not found.headers:
        tops = "；".join(_top_texts(table) for table in tables)
        message = f"应有备案清单表格，{len(tables)} 张表格中有 0 张：{tops}"
        raise TableChanged(message)
    _check_kinds(found.headers, expected)
    if not found.lines and not found.doubts:
        message = f"《{LIST_NAMES[found.headers[0].kind]}》表头完整，但没有任何数据行"
        raise TableChanged(message)
    _refuse_many_doubts(found)
    lines = enumerate(joined(found.lines), start=1)
    rows = tuple(checked(_filing_row(line, place)) for place, line in lines)
    return AttachmentReading(_with_twice_flagged(rows), found.doubts)


def _check_kinds(headers: tuple[Header, ...], expected: frozenset[ListKind] | None) -> None:
    kinds = [header.kind for header in headers]
    if len(kinds) > 1 and _ONE_TABLE_LISTS.intersection(kinds):
        message = f"应有且仅有一张备案清单表格，现有 {len(kinds)} 张"
        raise TableChanged(message)
    for kind in kinds:
        if expected is not None and kind not in expected:
            named = "、".join(f"《{LIST_NAMES[wanted]}》" for wanted in sorted(expected))
            message = f"附件是《{LIST_NAMES[kind]}》，应为{named}"
            raise TableChanged(message)


def _refuse_many_doubts(found: _Lines) -> None:
    many = len(found.doubts)
    if many > MOST_DOUBTS or many > LARGEST_SHARE_OF_DOUBTS * (len(found.lines) + many):
        first = found.doubts[0]
        message = (
            f"{first.place}{first.reason}：{_shown(first.cells)}"
            f"（共 {many} 处，整份附件须人工核对）"
        )
        raise TableChanged(message)


def _lines_of(tables: tuple[Table, ...]) -> _Lines:
    lines: list[Line] = []
    doubts: list[RowDoubt] = []
    headers: list[Header] = []
    header: Header | None = None
    for table in tables:
        header = header if table.runs_on else None
        for number, row in enumerate(table.rows, start=1):
            top = header_of(row)
            if top is not None:
                if header is None or top.names != header.names:
                    headers.append(top)
                header = top
                continue
            line = _line_of(header, row, table, number)
            if isinstance(line, RowDoubt):
                doubts.append(line)
            elif line is not None:
                lines.append(line)
    return _Lines(tuple(lines), tuple(doubts), tuple(headers))


def _line_of(header: Header | None, row: Row, table: Table, number: int) -> Line | RowDoubt | None:
    """Return a row under its header, a doubt where it does not fit, None for what is no row."""
    texts = tuple(cell.text.strip() for cell in row)
    if not any(texts) or _is_section(row, texts, table):
        return None
    reason = _misfit(header, row, texts)
    if reason:
        page = "" if table.page_number is None else f"第 {table.page_number} 页"
        names = () if header is None else header.names
        return RowDoubt(f"{page}第 {number} 行", texts, reason, table.page_number, names)
    if header is None:
        return None
    starts_page = table.runs_on and number == 1
    return Line(header, texts, _is_aligned(header, row), table.page_number, starts_page)


def _is_aligned(header: Header, row: Row) -> bool:
    return all(
        cell.column == top.column and cell.span == top.span
        for cell, top in zip(row, header.row, strict=False)
    )


def _misfit(header: Header | None, row: Row, texts: tuple[str, ...]) -> str:
    """Return why a row does not stand under its header, "" when it does or is none."""
    if resembles_header(row):
        message = f"应有备案清单表格，但表头与已知的不符：{_shown(texts)}"
        raise TableChanged(message)
    if header is None:
        # A list cut in two, its second half without a header, must not lose that half in silence.
        meant = any(number_is_meant(kind, text) for kind in _NUMBER_KINDS for text in texts)
        return "备案编号所在的行没有表头" if meant else ""
    if len(row) != len(header.names):
        return f"有 {len(row)} 个单元格，表头有 {len(header.names)} 个"
    at = header.place("filing_number")
    fits = number_is_good(header.kind, texts[at])
    # Cells merged in one place and split in another keep the count and shift the columns between:
    # then only a good number in its own column shows that the row still reads by position.
    strays = (text for i, text in enumerate(texts) if i != at and text)
    stray = not fits and any(number_is_good(header.kind, text) for text in strays)
    if stray or not (fits or _is_aligned(header, row)):
        return "的单元格与表头错位"
    return ""


def _is_section(row: Row, texts: tuple[str, ...], table: Table) -> bool:
    """Tell whether a row is one cell over the full width that holds no filing number."""
    return (
        len(row) == 1
        and row[0].span == table.width()  # of every row: asked for these few alone
        and not any(number_is_meant(kind, texts[0]) for kind in _NUMBER_KINDS)
    )


def _filing_row(line: Line, place: int) -> FilingRow:
    said = {
        field: text
        for field, text in zip(line.header.fields, line.texts, strict=True)
        if field != SERIAL
    }
    flags = [] if line.is_aligned else [RowFlag.CELL_SPANS_COLUMNS]
    notes = []
    if line.joined_after is not None:
        flags.append(RowFlag.JOINED_OVER_PAGES)
        notes.append(f"该行自第 {line.joined_after} 页续至下一页，已合并")
    blank = dict.fromkeys(("category_or_role", "products", "purpose", "remarks"), "")
    return FilingRow(
        list_kind=line.header.kind,
        row_number=place,
        flags=tuple(flags),
        reading_notes=tuple(notes),
        **{**blank, **said},  # type: ignore[arg-type]  # only the str fields of FilingRow are named
    )


def _with_twice_flagged(rows: tuple[FilingRow, ...]) -> tuple[FilingRow, ...]:
    times = Counter(filing_key(row.filing_number) for row in rows if row.filing_number)
    if all(count == 1 for count in times.values()):
        return rows
    return tuple(
        replace(row, flags=(*row.flags, RowFlag.NUMBER_TWICE))
        if times[filing_key(row.filing_number)] > 1
        else row
        for row in rows
    )


def _top_texts(table: Table) -> str:
    rows: Iterator[Row] = (row for row in table.rows if len(row) > 1 and any(names_of(row)))
    top = next(rows, None)
    return "（空表）" if top is None else _shown(names_of(top))


def _shown(texts: tuple[str, ...]) -> str:
    return " | ".join(
        text if len(text) <= _SHOWN_CHARACTERS else text[:_SHOWN_CHARACTERS] + "…" for text in texts
    )
