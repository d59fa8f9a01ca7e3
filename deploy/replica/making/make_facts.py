"""Write the replica's facts from the published lists, the same bytes every time.

    python deploy/replica/making/make_facts.py FOLDER [OUT_FOLDER]

FOLDER holds the lists as CSV: algorithm_filings, deep_synthesis_filings, the three genai files,
cancellation_notices, company_renames, attachments_manifest, announcements_timeline and the two
files of filers. Names, numbers, roles and days are taken; 主要用途 is not.
"""

import csv
import gzip
import io
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from facts_changes import CHANGE_COLUMNS, REWRITE_COLUMNS, changes_of, rewrites_of
from facts_days import ANNOUNCEMENT_COLUMNS, announcements_of
from facts_genai import GENAI_COLUMNS, genai_rows

FACTS = Path(__file__).resolve().parent.parent / "facts"
PLAIN_SINCE = "2026-01"
"""Older lists are kept gz-compressed; the demonstration reads the newer ones only."""
CANCELLATION_COLUMNS = (
    "announced_on",
    "notice_id",
    "算法名称",
    "角色",
    "主体名称",
    "应用产品",
    "备案编号",
    "注销时间",
)
FILER_COLUMNS = ("主体名称", "曾用名", "entity_id7", "first_batch", "last_batch")
_CATEGORY = {"algorithm": "算法类别", "deep_synthesis": "角色"}

Record = Mapping[str, str]


def main(arguments: list[str]) -> int:
    """Write every facts file; return the exit status."""
    folder = Path(arguments[0])
    out = Path(arguments[1]) if len(arguments) > 1 else FACTS
    out.mkdir(parents=True, exist_ok=True)
    lists = {kind: _by_period(read(folder, f"{kind}_filings")) for kind in _CATEGORY}
    generative_ai = genai_rows(folder, read)
    announcements = announcements_of(
        read(folder, "announcements_timeline"),
        read(folder, "attachments_manifest"),
        lists,
        generative_ai,
    )
    for kind, periods in lists.items():
        for period, rows in periods.items():
            columns = ("算法名称", _CATEGORY[kind], "主体名称", "应用产品", "备案编号", "备注")
            _write(out, f"{kind}_{period}", columns, rows, is_plain=period >= PLAIN_SINCE)
    cancellations = [_cancellation(record) for record in read(folder, "cancellation_notices")]
    renames = read(folder, "company_renames")
    changes = changes_of(lists, announcements, cancellations, renames)
    _write(out, "changes", CHANGE_COLUMNS, changes)
    _write(out, "rewrites", REWRITE_COLUMNS, rewrites_of(announcements, changes))
    _write(out, "announcements", ANNOUNCEMENT_COLUMNS, announcements)
    _write(out, "cancellations", CANCELLATION_COLUMNS, cancellations)
    _write(out, "generative_ai", GENAI_COLUMNS, generative_ai)
    filers = read(folder, "haizhu_440105_entities")
    _write(out, "haizhu_filers", FILER_COLUMNS, _filers(filers, renames))
    return 0


def read(folder: Path, name: str) -> list[dict[str, str]]:
    """Return the records of a CSV."""
    with (folder / f"{name}.csv").open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def _by_period(rows: list[dict[str, str]]) -> dict[str, list[dict[str, str]]]:
    periods: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        periods.setdefault(row["batch"], []).append(row)
    return dict(sorted(periods.items()))


def _cancellation(record: Record) -> dict[str, str]:
    return {**record, "announced_on": record["date"], "角色": record["角色或类别"]}


def _filers(filers: list[dict[str, str]], renames: list[dict[str, str]]) -> list[dict[str, str]]:
    former: dict[str, list[str]] = {}
    for rename in renames:
        names = former.setdefault(rename["new_name"], [])
        if rename["old_name"] not in names:
            names.append(rename["old_name"])
    found = [{**filer, "曾用名": "；".join(former.get(filer["主体名称"], ()))} for filer in filers]
    return sorted(found, key=lambda filer: (filer["entity_id7"], filer["主体名称"]))


def _write(
    out: Path, name: str, columns: tuple[str, ...], rows: Iterable[Record], *, is_plain: bool = True
) -> None:
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    body = buffer.getvalue().encode()
    if is_plain:
        (out / f"{name}.csv").write_bytes(body)
    else:
        # No time and no name in the header: the same rows give the same bytes.
        (out / f"{name}.csv.gz").write_bytes(gzip.compress(body, compresslevel=9, mtime=0))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
