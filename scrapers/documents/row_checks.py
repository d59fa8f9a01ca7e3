"""What a row's own cells say of it: put right what can be proved, flag what a person must see."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from jishen.domain.filing_numbers import (
    GenerativeAiNumber,
    is_of_province,
    parse_algorithm_number,
    parse_generative_ai_number,
)
from jishen.domain.filings import FilingRow, ListKind, RowFlag

_ALGORITHM_LISTS = frozenset({ListKind.ALGORITHM, ListKind.DEEP_SYNTHESIS, ListKind.CANCELLATION})
_COMPANY = ("公司",)
_BODY = (
    *_COMPANY,
    "大学",
    "学院",
    "研究院",
    "研究所",
    "实验室",
    "集团",
    "中心",
    "医院",
    "报社",
    "电视台",
    "出版社",
    "银行",
    "学会",
    "协会",
    "委员会",
    "局",
)
_NOTE = re.compile(r"[（(]?\s*(注[:：].+?)[)）]?", re.DOTALL)
_PLAIN_DAY = re.compile(r"(20\d\d)[年/.\-](\d{1,2})[月/.\-](\d{1,2})日?")
_STRAY = re.compile(r"^(?:司|公司|限公司|有限)|(?<!公)司(?:科技|网络|信息|智能|技术|软件|数据)")
_LONGEST_WAIT = timedelta(days=300)
"""Between the day in a number and the printed day; about 200 is the most among good rows."""
_SHORTEST_WAIT = timedelta(days=-31)


def checked(row: FilingRow) -> FilingRow:
    """Return a row with its day read, its swapped cells put right, and its flags."""
    return flagged(_without_note(_unswapped(row)))


def flagged(row: FilingRow) -> FilingRow:
    """Return a row with its day read and its flags; its cells stay as they are."""
    day = plain_day(row.filed_on_printed)
    row = replace(row, filed_on=day)
    if row.list_kind in _ALGORITHM_LISTS:
        found = tuple(_algorithm_flags(row))
    else:
        found = tuple(_generative_flags(row))
    found = (*found, *_common_flags(row))
    return replace(
        row,
        flags=tuple(dict.fromkeys((*row.flags, *(flag for flag, _ in found)))),
        reading_notes=(*row.reading_notes, *(note for _, note in found if note)),
    )


def plain_day(printed: str) -> date | None:
    """Return a printed time as a day when it plainly is one.

    >>> plain_day("2025/3/6"), plain_day("2025/3/6（补登）"), plain_day("2025年7月")
    (datetime.date(2025, 3, 6), None, None)
    """
    found = _PLAIN_DAY.fullmatch("".join(unicodedata.normalize("NFKC", printed).split()))
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def number_is_good(kind: ListKind, printed: str) -> bool:
    """Tell whether a number is of the form that its list prints."""
    if kind in _ALGORITHM_LISTS:
        return parse_algorithm_number(printed) is not None
    number = parse_generative_ai_number(printed)
    return number is not None and number.is_whole


def number_is_meant(kind: ListKind, printed: str) -> bool:
    """Tell whether a text is meant to be such a number, good or not."""
    if kind in _ALGORITHM_LISTS:
        return "网信算备" in printed
    return parse_generative_ai_number(printed) is not None


def _unswapped(row: FilingRow) -> FilingRow:
    """Return the row with name and filer in their places, where the legal form proves it."""
    title, filer = row.title.rstrip(), row.filer_name.rstrip()
    if not (title.endswith(_COMPANY) and filer and not filer.endswith(_BODY)):
        return row
    return replace(
        row,
        title=filer,
        filer_name=title,
        flags=(*row.flags, RowFlag.COLUMNS_SWAPPED),
        reading_notes=(
            *row.reading_notes,
            f"原件名称一列为“{title}”，单位一列为“{filer}”，按组织形式判定两列互换，已还原",
        ),
    )


def _without_note(row: FilingRow) -> FilingRow:
    head = row.title.split("注：", 1) if "注：" in row.title else row.title.split("注:", 1)
    found = _NOTE.fullmatch(row.title[len(head[0].rstrip("（( \n")) :]) if len(head) > 1 else None
    name = head[0].rstrip("（( \n")
    if found is None or not name:
        return row
    remarks = "；".join(part for part in (row.remarks, found[1].strip()) if part)
    return replace(
        row,
        title=name,
        remarks=remarks,
        flags=(*row.flags, RowFlag.NAME_HAS_NOTE),
        reading_notes=(*row.reading_notes, f"名称单元格原文为“{row.title}”"),
    )


def _algorithm_flags(row: FilingRow) -> Iterator[tuple[RowFlag, str]]:
    parsed = parse_algorithm_number(row.filing_number)
    if row.filing_number and parsed is None:
        yield RowFlag.NUMBER_MALFORMED, ""
    if parsed is not None and not parsed.check_digit_holds:
        yield RowFlag.CHECK_DIGIT_FAILS, ""


def _generative_flags(row: FilingRow) -> Iterator[tuple[RowFlag, str]]:
    number = parse_generative_ai_number(row.filing_number)
    if row.filing_number and (number is None or not number.is_whole):
        yield RowFlag.NUMBER_MALFORMED, f"编号原文为“{row.filing_number}”"
    if number is not None:
        yield from _number_flags(row, number)
    if row.filed_on_printed and row.filed_on is None:
        yield RowFlag.DAY_UNCLEAR, f"时间原文为“{row.filed_on_printed}”"


def _number_flags(row: FilingRow, number: GenerativeAiNumber) -> Iterator[tuple[RowFlag, str]]:
    if is_of_province(number, row.jurisdiction) is False:
        note = f"编号以“{number.province}”开头，属地为“{row.jurisdiction}”"
        yield RowFlag.NUMBER_REGION_DIFFERS, note
    is_register = row.list_kind is ListKind.GENERATIVE_AI_REGISTRATION
    if number.is_registration is not is_register and number.serial:
        kind = "登记" if number.is_registration else "备案"
        yield RowFlag.NUMBER_KIND_DIFFERS, f"编号“{row.filing_number}”是{kind}编号的形式"
    waits = row.list_kind is ListKind.GENERATIVE_AI_ON_DEVICE  # printed about a year later
    if number.day is not None and row.filed_on is not None and not waits:
        wait = row.filed_on - number.day
        if not _SHORTEST_WAIT <= wait <= _LONGEST_WAIT:
            note = f"编号所载日期 {number.day}，所列时间 {row.filed_on}，相差 {wait.days} 天"
            yield RowFlag.NUMBER_DAY_DIFFERS, note


def _common_flags(row: FilingRow) -> Iterator[tuple[RowFlag, str]]:
    if not (row.title and row.filer_name and row.filing_number):
        yield RowFlag.REQUIRED_CELL_BLANK, ""
    filer = "".join(row.filer_name.split())
    if _STRAY.search(filer):
        yield RowFlag.FILER_LOOKS_ODD, f"单位名称原文为“{row.filer_name}”"
