"""The official attachments and what they print, where the shared data folder is at hand."""

import csv
import os
from functools import cache
from pathlib import Path

from jishen.domain.filings import FilingRow, ListKind, RowFlag

_BESIDE_REPOSITORY = Path(__file__).parents[3].parent / "shared"
SHARED = Path(os.environ.get("JISHEN_SHARED", _BESIDE_REPOSITORY))
_KINDS = {"algo": ListKind.ALGORITHM, "deep": ListKind.DEEP_SYNTHESIS}
_KNOWN_FLAGS = {
    # The two odd numbers among all that were ever published: 22 digits, and a check digit off.
    (ListKind.ALGORITHM, "2022-08", "9"): (RowFlag.NUMBER_MALFORMED,),
    (ListKind.ALGORITHM, "2022-10", "67"): (RowFlag.CHECK_DIGIT_FAILS,),
    # Two rows whose wide cell is 应用产品, where the header's and every other row's is 主要用途.
    (ListKind.DEEP_SYNTHESIS, "2024-06", "378"): (RowFlag.CELL_SPANS_COLUMNS,),
    (ListKind.DEEP_SYNTHESIS, "2024-06", "379"): (RowFlag.CELL_SPANS_COLUMNS,),
}
_CATEGORIES = {ListKind.ALGORITHM: "算法类别", ListKind.DEEP_SYNTHESIS: "角色"}


def _records(name: str) -> list[dict[str, str]]:
    path = SHARED / "data" / name
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def official_attachments() -> list[tuple[ListKind, str, Path, int]]:
    """List kind, batch, file and published number of rows of each attachment; empty if absent."""
    return [
        (kind, record["batch"], path, int(record["data_rows"]))
        for record in _records("attachments_manifest.csv")
        if (kind := _KINDS[record["kind"]])
        if (path := SHARED / "data" / "docx" / kind.value / record["file"]).is_file()
    ]


@cache
def _published(kind: ListKind) -> list[dict[str, str]]:
    return _records(f"{kind.value}_filings.csv")


def published_rows(kind: ListKind, batch: str) -> tuple[FilingRow, ...]:
    """The rows of a batch as transcribed in the CSV.

    The CSV keeps cells byte for byte, with the white space around 21 of them (a number with a line
    feed, a remark with a tab before it). A FilingRow is trimmed outside and untouched inside, so
    the only thing done here is `strip`.
    """
    return tuple(
        FilingRow(
            list_kind=kind,
            row_number=int(record["row_in_table"]),
            title=record["算法名称"].strip(),
            category_or_role=record[_CATEGORIES[kind]].strip(),
            filer_name=record["主体名称"].strip(),
            products=record["应用产品"].strip(),
            purpose=record["主要用途"].strip(),
            filing_number=record["备案编号"].strip(),
            remarks=record["备注"].strip(),
            flags=_KNOWN_FLAGS.get((kind, batch, record["row_in_table"]), ()),
        )
        for record in _published(kind)
        if record["batch"] == batch
    )
