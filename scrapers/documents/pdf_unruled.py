"""Tables that a PDF prints without rules: columns by the gaps all lines leave, rows by serials."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from jishen.domain.errors import TableChanged
from scrapers.documents.grid import Cell, Row, Table
from scrapers.documents.list_headers import SERIAL, Header, header_of, resembles_header
from scrapers.documents.pdf_marks import Box, Page
from scrapers.documents.pdf_text import lines_of, text_of
from scrapers.documents.row_checks import number_is_meant

_ONE_NUMBER = re.compile(r"网信算备|-20\d{6}")
_PAGE_NUMBER = re.compile(r"[-—–·\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*/\s*\d+)?[-—–·\s]*")
_HIGHEST_HEADER_LINES = 3
_FEWEST_COLUMNS, _MOST_COLUMNS = 4, 10
_Line = list[Box]


@dataclass(frozen=True, slots=True)
class _Block:
    """The lines of one table on one page."""

    page_number: int
    lines: list[_Line]
    captions: tuple[_Line, ...] = ()
    """Lines of one piece at its end: the next table's caption, or the last lines of a cell."""

    def settled(self, edges: list[float]) -> "_Block":
        """Return the block with the lines of a cell; a caption crosses columns or stands off."""
        kept = list(self.lines)
        widest = max((b[0].top - a[0].top for a, b in pairwise(kept)), default=None)
        for line in self.captions:
            crosses = any(line[0].left < edge < line[-1].right for edge in edges)
            stands_off = widest is not None and line[0].bottom - kept[-1][0].bottom > widest + 1
            if crosses or stands_off:
                break
            kept.append(line)
        return _Block(self.page_number, kept)


def unruled_tables(pages: Sequence[Page]) -> tuple[Table, ...]:
    """Return the tables of pages without rules; raise TableChanged where they cannot be told."""
    tables: list[Table] = []
    for blocks in _sections(pages):
        header, edges, used = _columns(blocks)
        settled = [block.settled(edges) for block in blocks]
        first = _Block(settled[0].page_number, settled[0].lines[used:])
        body = _rows(first, header, edges)
        tables.append(Table((header.row, *body), first.page_number))
        tables += [
            Table(tuple(_rows(block, header, edges)), block.page_number, runs_on=True)
            for block in settled[1:]
        ]
    return tuple(tables)


def _sections(pages: Sequence[Page]) -> list[list[_Block]]:
    """Return the tables, each as the blocks of lines it has on the pages it runs over."""
    sections: list[list[_Block]] = []
    for page in pages:
        lines = _without_page_number(lines_of(page.characters))
        starts = _header_starts(lines)
        ends = [*starts, len(lines)]
        if sections and ends[0] > 0:
            sections[-1].append(_block(page.number, lines[: ends[0]]))
        sections += [[_block(page.number, lines[start:end])] for start, end in pairwise(ends)]
    return sections


def _without_page_number(lines: list[_Line]) -> list[_Line]:
    def is_number(line: _Line) -> bool:
        return _PAGE_NUMBER.fullmatch("".join(box.text for box in line)) is not None

    kept = lines
    if len(kept) > 1 and is_number(kept[-1]):
        kept = kept[:-1]
    return kept


def _tokens(line: _Line) -> list[_Line]:
    """Return a line cut at its wide gaps."""
    tokens: list[_Line] = []
    for box in line:
        if box.text.isspace():
            continue
        if tokens and box.left - tokens[-1][-1].right < 0.6 * (box.bottom - box.top):
            tokens[-1].append(box)
        else:
            tokens.append([box])
    return tokens


def _header_starts(lines: list[_Line]) -> list[int]:
    starts = []
    for at, line in enumerate(lines):
        tokens = _tokens(line)
        row = tuple(
            Cell("".join(box.text for box in token), place, 1) for place, token in enumerate(tokens)
        )
        if resembles_header(row):
            starts.append(_top_of(lines, at))
    return starts


def _top_of(lines: list[_Line], at: int) -> int:
    """Return where a header begins: a wrapped name may stand half a line above the others."""
    while at > 0:
        bottom = max(box.bottom for box in lines[at - 1])
        if bottom <= min(box.top for box in lines[at]):
            break
        at -= 1
    return at


def _block(page_number: int, lines: list[_Line]) -> _Block:
    """Return a block with the lines at its end that may be a caption set apart."""
    end = len(lines)
    while end > 0 and len(_tokens(lines[end - 1])) == 1:
        end -= 1
    return _Block(page_number, lines[:end], tuple(lines[end:]))


def _columns(blocks: list[_Block]) -> tuple[Header, list[float], int]:
    """Return a table's header, the middles of the gaps between columns, its header's lines."""
    gaps = _gaps([box for block in blocks for line in block.lines for box in line])
    top = blocks[0].lines
    for columns in range(min(_MOST_COLUMNS, len(gaps) + 1), _FEWEST_COLUMNS - 1, -1):
        edges = sorted(middle for _, middle in sorted(gaps, reverse=True)[: columns - 1])
        for used in range(1, min(_HIGHEST_HEADER_LINES, len(top)) + 1):
            header = header_of(_row(top[:used], edges))
            if header is not None:
                return header, edges, used
    message = f"第 {blocks[0].page_number} 页的表格没有框线，且列与列之间分不开，未予读取"
    raise TableChanged(message)


def _gaps(boxes: Iterable[Box]) -> list[tuple[float, float]]:
    """Return the widths and middles of the gaps that no character covers."""
    gaps = []
    right: float | None = None
    for box in sorted((b for b in boxes if not b.text.isspace()), key=lambda b: b.left):
        if right is not None and box.left > right:
            gaps.append((box.left - right, (box.left + right) / 2))
        right = box.right if right is None else max(right, box.right)
    return gaps


def _row(lines: Iterable[_Line], edges: list[float], rights: list[float] | None = None) -> Row:
    cells: list[list[Box]] = [[] for _ in range(len(edges) + 1)]
    for line in lines:
        for box in line:
            cells[sum(box.middle[0] > edge for edge in edges)].append(box)
    ends = rights or [None] * len(cells)  # type: ignore[list-item]
    return tuple(
        Cell(text_of(found, end), place, 1)
        for place, (found, end) in enumerate(zip(cells, ends, strict=True))
    )


def _rows(block: _Block, header: Header, edges: list[float]) -> list[Row]:
    """Return body lines as rows: the finest cut at which each has one serial, or one number."""
    boxes = [box for line in block.lines for box in line if not box.text.isspace()]
    if not boxes:
        return []
    rights = _rights(boxes, edges)
    spans = _spans(boxes)
    gaps = {round(b[0] - a[1], 2) for a, b in pairwise(spans)}
    for least in (*sorted(gaps), inf):
        groups = _grouped(block.lines, spans, least)
        rows = [_row(group, edges, rights) for group in groups]
        if _are_rows(rows, header):
            return rows
    message = f"第 {block.page_number} 页的表格没有框线，且行与行之间分不开，未予读取"
    raise TableChanged(message)


def _rights(boxes: list[Box], edges: list[float]) -> list[float]:
    rights = [-inf] * (len(edges) + 1)
    for box in boxes:
        place = sum(box.middle[0] > edge for edge in edges)
        rights[place] = max(rights[place], box.right)
    return rights


def _spans(boxes: list[Box]) -> list[tuple[float, float]]:
    """Return the heights that characters cover, apart from one another."""
    spans: list[list[float]] = []
    for box in sorted(boxes, key=lambda b: b.top):
        slack = 0.12 * (box.bottom - box.top)
        top, bottom = box.top + slack, box.bottom - slack
        if spans and top <= spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], bottom)
        else:
            spans.append([top, bottom])
    return [(top, bottom) for top, bottom in spans]


def _grouped(
    lines: list[_Line], spans: list[tuple[float, float]], least: float
) -> list[list[_Line]]:
    cuts = [(a[1] + b[0]) / 2 for a, b in pairwise(spans) if round(b[0] - a[1], 2) >= least]
    groups: list[list[_Line]] = [[] for _ in range(len(cuts) + 1)]
    for line in lines:
        y = line[0].middle[1]
        groups[sum(y > cut for cut in cuts)].append(line)
    return [group for group in groups if group]


def _are_rows(rows: list[Row], header: Header) -> bool:
    """Tell whether each row holds one number and one serial; the first may be a cut row's rest."""
    number = header.place("filing_number")
    if any(len(_ONE_NUMBER.findall(row[number].text)) > 1 for row in rows):
        return False
    if not all(number_is_meant(header.kind, row[number].text) for row in rows[1:]):
        return False
    serial = header.place(SERIAL) if SERIAL in header.fields else None
    if serial is None or not any(row[serial].text for row in rows):
        return True
    return all(row[serial].text.isdigit() for row in rows[1:])
