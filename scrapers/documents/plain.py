"""A reading as plain JSON and back: what the reading child may hand out, checked value by value."""

import json
from datetime import date
from typing import Any, TypeVar

from jishen.domain.errors import ReaderDied
from jishen.domain.filings import AttachmentReading, FilingRow, ListKind, RowDoubt, RowFlag

_Kind = TypeVar("_Kind")
_TEXTS = (
    "title",
    "category_or_role",
    "filer_name",
    "products",
    "purpose",
    "filing_number",
    "remarks",
    "jurisdiction",
    "filed_on_printed",
)


def to_plain(reading: AttachmentReading) -> bytes:
    """Return a reading as JSON."""
    rows = [
        [
            row.list_kind,
            row.row_number,
            [getattr(row, name) for name in _TEXTS],
            row.flags,
            row.filed_on and row.filed_on.isoformat(),
            row.reading_notes,
        ]
        for row in reading.rows
    ]
    doubts = [
        [doubt.place, doubt.cells, doubt.reason, doubt.page_number, doubt.header]
        for doubt in reading.doubts
    ]
    return json.dumps([rows, doubts], ensure_ascii=False).encode("utf-8", "surrogatepass")


def from_plain(said: bytes) -> AttachmentReading:
    """Return the reading that a child handed out; raise ReaderDied when it is not one."""
    try:
        rows, doubts = json.loads(said.decode("utf-8", "surrogatepass"))
        return AttachmentReading(
            tuple(_row(*row) for row in rows), tuple(_doubt(*doubt) for doubt in doubts)
        )
    except (TypeError, ValueError, KeyError, RecursionError) as fault:
        message = "读取进程交回的内容不是一份读取结果"
        raise ReaderDied(message) from fault


# Any: what came out of JSON, checked here.
def _row(kind: Any, number: Any, texts: Any, flags: Any, day: Any, notes: Any) -> FilingRow:  # noqa: ANN401
    return FilingRow(
        list_kind=ListKind(kind),
        row_number=_of(int, number),
        flags=tuple(RowFlag(flag) for flag in flags),
        filed_on=None if day is None else date.fromisoformat(_of(str, day)),
        reading_notes=_texts(notes),
        **dict(zip(_TEXTS, _texts(texts), strict=True)),
    )


def _doubt(place: Any, cells: Any, reason: Any, page: Any, header: Any) -> RowDoubt:  # noqa: ANN401
    return RowDoubt(
        place=_of(str, place),
        cells=_texts(cells),
        reason=_of(str, reason),
        page_number=None if page is None else _of(int, page),
        header=_texts(header),
    )


def _texts(said: Any) -> tuple[str, ...]:  # noqa: ANN401
    return tuple(_of(str, text) for text in _of(list, said))


def _of(kind: type[_Kind], said: Any) -> _Kind:  # noqa: ANN401
    if type(said) is not kind:
        raise TypeError(type(said).__name__)
    return said
