"""The generative-AI rows that are held: all of 2024-04, of the other files the known ones."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

GENAI_COLUMNS = ("period", "table", "属地", "名称", "单位", "编号", "时间", "适用场景")
_CODE = re.compile(r"(?P<number>[^；\s（]+)（(?P<table>备案|登记) (?P<period>[\d-]{7})）")
_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})S?\d{4}$")
_PINYIN = re.compile(r"^[A-Za-z]+-(.+?)-\d{8}S?\d*$")
_TABLES = ("备案", "登记", "端侧")

Record = Mapping[str, str]
Read = Callable[[Path, str], list[dict[str, str]]]


def genai_rows(folder: Path, read: Read) -> list[dict[str, str]]:
    """Return the rows by file and table, as printed.

    Some are known by company and number only: there the number's pinyin stands for the name and
    the number's day for the day.
    """
    national = read(folder, "genai_filings_national_2024-04_2024-08")
    guangdong = read(folder, "genai_filings_guangdong")
    edge = read(folder, "genai_edge_2026-08")
    found = [_row(record) for record in national]
    known = {row["编号"] for row in found}
    found += [
        _row(record)
        for record in guangdong
        if record["kind"] != "端侧备案" and record["编号"] not in known
    ]
    known |= {row["编号"] for row in found}
    for record in read(folder, "guangzhou_filing_entities"):
        for code in _CODE.finditer(record["genai_codes"]):
            if code["number"] not in known:
                known.add(code["number"])
                found.append(_row_of_code(record["主体名称"], code))
    found += [_edge_row(record) for record in edge]
    return sorted(found, key=lambda row: (row["period"], _TABLES.index(row["table"])))


def _row(record: Record) -> dict[str, str]:
    return {
        "period": record["attachment"],
        "table": record["kind"],
        "属地": record["属地"],
        "名称": record["模型名称_as_printed"],
        "单位": record["备案单位_as_printed"],
        "编号": record["编号"],
        "时间": record["备案或登记时间"],
        "适用场景": "",
    }


def _row_of_code(filer: str, code: re.Match[str]) -> dict[str, str]:
    pinyin, day = _PINYIN.match(code["number"]), _DAY.search(code["number"])
    return {
        "period": code["period"],
        "table": code["table"],
        "属地": "广东省",
        "名称": pinyin[1] if pinyin else code["number"],
        "单位": filer,
        "编号": code["number"],
        "时间": "/".join(str(int(part)) for part in day.groups()) if day else "",
        "适用场景": "",
    }


def _edge_row(record: Record) -> dict[str, str]:
    return {
        "period": record["attachment"],
        "table": "端侧",
        "属地": record["属地"],
        "名称": record["模型名称"],
        "单位": record["备案单位"],
        "编号": record["编号"],
        "时间": record["备案时间"],
        "适用场景": record["适用场景"],
    }
