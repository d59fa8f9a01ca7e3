"""The announcements of all lists, each with the day on which the replica shows it."""

import calendar
from collections.abc import Mapping
from datetime import date
from urllib.parse import parse_qs, urlsplit

ANNOUNCEMENT_COLUMNS = (
    "kind",
    "period",
    "number",
    "label",
    "url",
    "announced_on",
    "day_basis",
    "rows",
    "rows_held",
    "document_modified",
    "quirks",
)
PUBLISHED, ASSUMED = "published", "assumed"
_MANIFEST_KINDS = {"algorithm": "algo", "deep_synthesis": "deep"}
_QUIRKS = {
    # Of the official files, but 2026-01 and 2026-03, which are ours (the demonstration's).
    ("deep_synthesis", "2024-04"): "auto_numbered",
    ("deep_synthesis", "2024-06"): "auto_numbered wide_purpose",
    ("deep_synthesis", "2024-12"): "auto_numbered",
    ("deep_synthesis", "2025-03"): "auto_numbered",
    ("deep_synthesis", "2025-05"): "auto_numbered",
    ("deep_synthesis", "2025-07"): "auto_numbered",
    ("algorithm", "2026-01"): "wide_purpose",
    ("algorithm", "2026-03"): "tab_header",
    ("deep_synthesis", "2026-01"): "auto_numbered",
    ("generative_ai", "2024-04"): "serials_disordered",
    ("generative_ai", "2024-08"): "header_inside",
    ("generative_ai", "2024-11"): "header_inside",
    ("generative_ai", "2025-01"): "header_inside",
    ("generative_ai", "2025-03"): "header_inside swapped",
    ("generative_ai", "2025-08"): "label_numbered",
}
_MODIFIED = {("deep_synthesis", "2026-01"): "2026-01-07T08:40:00Z"}
"""Ours: the demonstration publishes this list as if it had not been rewritten."""
_NOTICES = {
    "2025-01-08": ("国家互联网信息办公室关于发布2024年生成式人工智能服务已备案信息的公告",
                   "repeats:2024-04,2024-08,2024-11"),
    "2025-09-10": ("国家互联网信息办公室关于发布2025年7月至8月生成式人工智能服务已备案信息的公告",
                   "repeats:2025-08"),
    "2026-01-09": ("国家互联网信息办公室关于发布2025年生成式人工智能服务已备案信息的公告",
                   "repeats:2025-01,2025-03,2025-06,2025-08,2025-10,2025-12"),
    "2026-03-17": ("国家互联网信息办公室关于发布2026年1月至2月生成式人工智能服务已备案信息的公告",
                   "repeats:2026-02"),
    "2026-07-10": ("国家互联网信息办公室关于发布2026年5月至6月生成式人工智能服务已备案信息的公告",
                   "repeats:2026-06"),
    "2026-07-15": ("国家互联网信息办公室关于发布7款提供手机端侧生成式人工智能服务已备案信息的公告",
                   "repeats:2026-08 edge_only"),
}  # fmt: skip

Record = Mapping[str, str]
Lists = Mapping[str, Mapping[str, list[dict[str, str]]]]


def announcements_of(
    timeline: list[dict[str, str]],
    manifest: list[dict[str, str]],
    lists: Lists,
    genai_rows: list[dict[str, str]],
) -> list[dict[str, str]]:
    """Return all announcements that have an address, lists in the order of the timeline."""
    modified = {(record["kind"], record["batch"]): record["docx_modified"] for record in manifest}
    batch_days = {
        record["period"]: record["date_or_precision"]
        for record in timeline
        if record["kind"] == "deep_synthesis"
    }
    found = []
    for record in timeline:
        kind = _kind_of(record)
        if kind in lists:
            found.append(_list(kind, record, batch_days, modified, lists))
        elif kind is not None:
            found.append(_other(kind, record, genai_rows))
    order = ("algorithm", "deep_synthesis", "generative_ai", "generative_ai_notice",
             "cancellation", "guangdong")  # fmt: skip
    return sorted(found, key=lambda item: (order.index(item["kind"]), item["announced_on"]))


def _kind_of(record: Record) -> str | None:
    if record["kind"] == "genai_attachment":
        return "generative_ai"
    if record["kind"] != "genai_notice":
        return record["kind"]
    if "cagd.gov.cn" in record["url"]:
        return "guangdong"
    return "generative_ai_notice" if record["date_or_precision"] in _NOTICES else None


def _list(
    kind: str,
    record: Record,
    batch_days: Mapping[str, str],
    modified: Mapping[tuple[str, str], str],
    lists: Lists,
) -> dict[str, str]:
    period = record["period"]
    day = record["date_or_precision"] if kind == "deep_synthesis" else batch_days.get(period, "")
    basis = PUBLISHED if kind == "deep_synthesis" or period >= "2025-03" else ASSUMED
    if kind == "algorithm" and period == "2022-08":
        day, basis = record["date_or_precision"], PUBLISHED
    held = len(lists[kind].get(period, ()))
    key = (kind, period)
    last = modified.get((_MANIFEST_KINDS[kind], period), "")
    return {
        **_common(kind, record),
        "announced_on": day or _last_day(period),
        "day_basis": basis,
        "rows": record["rows_filings"],
        "rows_held": str(held),
        "document_modified": _MODIFIED.get(key, last or f"{day or _last_day(period)}T08:00:00Z")
        if held
        else "",
        "quirks": _QUIRKS.get(key, ""),
    }


def _other(kind: str, record: Record, genai_rows: list[dict[str, str]]) -> dict[str, str]:
    common, period, day = _common(kind, record), record["period"], record["date_or_precision"]
    quirks, basis, held = _QUIRKS.get((kind, period), ""), PUBLISHED, ""
    rows = record["rows_filings"]
    if kind == "generative_ai":
        held = str(sum(row["period"] == period for row in genai_rows))
        rows = str(int(rows) + int(record["rows_registrations"]) + 7 * (period == "2026-08"))
        if not day[-1].isdigit():
            day, basis = _last_day(period), ASSUMED
    elif kind == "generative_ai_notice":
        common["label"], quirks = _NOTICES[day]
        common["period"] = day
    elif kind == "guangdong":
        day, basis, quirks = "2024-04-30", ASSUMED, "until:2024-03-31"
    else:
        held = rows
    modified = f"{day}T08:00:00Z"
    return {
        **common,
        "announced_on": day,
        "day_basis": basis,
        "rows": rows,
        "rows_held": held,
        "document_modified": modified,
        "quirks": quirks,
    }


def _common(kind: str, record: Record) -> dict[str, str]:
    number = "".join(filter(str.isdigit, record["batch_or_attachment"]))
    notice_id = parse_qs(urlsplit(record["url"]).query).get("noticeId", [""])[0]
    return {
        "kind": kind,
        "period": record["period"],
        "number": number or notice_id,
        "label": record["title"],
        "url": record["url"],
    }


def _last_day(period: str) -> str:
    year, month = (int(part) for part in period.split("-"))
    return date(year, month, calendar.monthrange(year, month)[1]).isoformat()
