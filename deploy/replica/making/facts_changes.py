"""What the remarks tell of rewritings: which cell read how before, and when it was changed."""

import re
from collections.abc import Mapping, Sequence

CHANGE_COLUMNS = ("kind", "period", "row", "filing_number", "column", "before", "appears_on")
REWRITE_COLUMNS = ("on", "kind", "period", "act", "link")
_TITLE = re.compile(
    r"(?:原?算法名称)(?:由|原)?[“\"]?(?P<old>[^“”\"，；]+?)[”\"]?变更为[“\"]?(?P<new>[^“”\"，；、]+)"
)
_MONTHS = re.compile(r"(20\d\d)年(\d{1,2})月(?:、(\d{1,2})月)?")
_SILENT_DAY = "2026-05-06"
"""On this day the old files keep their links: rewritten under the same address."""
_TOKEN_DAYS = {"2026-03-12": "algorithm"}
"""On this day all older files of the page get new links, changed or not."""
_LATE_TOKEN = ("2026-08-31", "deep_synthesis", "2026-07")
"""Batch 18 was seen under two links; the day is ours."""

Row = dict[str, str]


def changes_of(
    lists: Mapping[str, Mapping[str, list[Row]]],
    announcements: Sequence[Row],
    cancellations: Sequence[Row],
    renames: Sequence[Row],
) -> list[Row]:
    """Return a line a cell: what it read before the day on which it appears as it is now."""
    days = sorted({a["announced_on"] for a in announcements if a["kind"] in lists})
    cancelled = {record["备案编号"]: record["announced_on"] for record in cancellations}
    found = []
    for announcement in announcements:
        kind, period = announcement["kind"], announcement["period"]
        rows = lists.get(kind, {}).get(period, [])
        first = announcement["announced_on"]
        last = _first_from(days, announcement["document_modified"][:10])
        if (kind, period) == ("deep_synthesis", "2026-01"):
            last = _SILENT_DAY
        for number, row in enumerate(rows, start=1):
            if not row["备注"].strip():
                continue
            day = _day_of(row, cancelled, days, last)
            if day <= first:
                continue
            before = {"备注": "", **_before(row, renames)}
            found += [
                {
                    "kind": kind,
                    "period": period,
                    "row": str(number),
                    "filing_number": row["备案编号"],
                    "column": column,
                    "before": text,
                    "appears_on": day,
                }
                for column, text in before.items()
            ]
    return found


def rewrites_of(announcements: Sequence[Row], changes: Sequence[Row]) -> list[Row]:
    """Return the rewritings that the changes ask for, and the days when links alone changed."""
    found = {
        (change["appears_on"], change["kind"], change["period"]): "rewrite" for change in changes
    }
    for day, kind in _TOKEN_DAYS.items():
        for announcement in announcements:
            is_older = announcement["announced_on"] < day and announcement["rows_held"] != "0"
            if announcement["kind"] == kind and is_older:
                found.setdefault((day, kind, announcement["period"]), "retoken")
    found[_LATE_TOKEN] = "retoken"
    return [
        {
            "on": on,
            "kind": kind,
            "period": period,
            "act": act,
            "link": "same" if act == "rewrite" and on == _SILENT_DAY else "new",
        }
        for (on, kind, period), act in sorted(found.items())
    ]


def _day_of(row: Row, cancelled: Mapping[str, str], days: Sequence[str], last: str) -> str:
    months = _MONTHS.search(row["备注"])
    if months:
        month = int(months[3] or months[2])
        return min(last, _first_from(days, f"{months[1]}-{month:02d}-01"))
    return min(last, cancelled.get(row["备案编号"], last))


def _first_from(days: Sequence[str], day: str) -> str:
    return next((known for known in days if known >= day), days[-1])


def _before(row: Row, renames: Sequence[Row]) -> dict[str, str]:
    before = {}
    for rename in renames:
        is_told_of = rename["old_name"] in row["备注"] and rename["old_name"] != row["主体名称"]
        if rename["new_name"] == row["主体名称"] and is_told_of:
            before["主体名称"] = rename["old_name"]
    title = _TITLE.search(row["备注"])
    if title and title["new"].strip() == row["算法名称"].strip():
        before["算法名称"] = title["old"]
    return before
