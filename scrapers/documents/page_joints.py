"""Rows that the end of a page has cut in two, put together again where that can be told."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from scrapers.documents.list_headers import SERIAL, Header
from scrapers.documents.row_checks import number_is_good

_NEEDED = ("title", "filer_name", "filing_number")
_DAY = "filed_on_printed"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a filing table under its header; a cut row is two of them."""

    header: Header
    texts: tuple[str, ...]
    is_aligned: bool = True
    page_number: int | None = None
    starts_page: bool = False
    joined_after: int | None = None
    """The page at whose end it was cut, once it is joined."""

    def text(self, field: str) -> str:
        """Return a cell's text, "" when the list has no such column."""
        fields = self.header.fields
        return self.texts[fields.index(field)] if field in fields else ""


def joined(lines: Iterable[Line]) -> list[Line]:
    """Return the lines with every row that a page's end cut put together."""
    whole: list[Line] = []
    for line in lines:
        before = whole[-1] if whole else None
        if before is not None and line.starts_page and _is_rest(before, line):
            texts = tuple(a + b for a, b in zip(before.texts, line.texts, strict=True))
            whole[-1] = replace(before, texts=texts, joined_after=before.page_number)
        else:
            whole.append(line)
    return whole


def _is_rest(before: Line, line: Line) -> bool:
    """Tell whether a line at the top of a page is the rest of the row before it."""
    if before.header.names != line.header.names or (_is_row(before) and _is_row(line)):
        return False
    has_serials = SERIAL in line.header.fields
    if has_serials and before.text(SERIAL) and line.text(SERIAL):
        return False
    first, second = before.text("filing_number"), line.text("filing_number")
    if not second and _is_started(before):
        return True
    if not first and not _is_row(before):
        return True
    return number_is_good(line.header.kind, first + second) and not _is_row(line)


def _is_row(line: Line) -> bool:
    """Tell whether a line is a row by itself: nothing needed is blank, its number is good."""
    return (
        all(line.text(field) for field in _NEEDED)
        and number_is_good(line.header.kind, line.text("filing_number"))
        and (SERIAL not in line.header.fields or bool(line.text(SERIAL)))
        and (_DAY not in line.header.fields or bool(line.text(_DAY)))
    )


def _is_started(line: Line) -> bool:
    return any(line.text(field) for field in _NEEDED)
