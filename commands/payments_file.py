"""The list of payment requests as XLSX or CSV, and the treasury's answers read back."""

import csv
import hashlib
import io
import os
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import xlsxwriter

from commands.awards_file import amount_yuan
from commands.registry_report import safe_cell
from commands.registry_table import Table, read_tables
from jishen.cases.act_terms import SHANGHAI
from jishen.cases.paying import Answer, RefusedAnswer
from jishen.domain.case_errors import PaymentFault
from jishen.domain.errors import RegistryFault
from jishen.store.payments import PaymentRequest
from jishen.store.tables.payments import PaymentAnswer

KEY, RESULT, DAY, AMOUNT, REFERENCE, NOTE = (
    "付款指令编号",
    "结果",
    "日期",
    "金额",
    "凭证号",
    "备注",
)
COLUMNS = (
    *("序号", KEY, "案件编号", "收款单位", "统一社会信用代码", "条款", "年度", "核定日期"),
    *("金额", "市级", "区级", "户名", "账号", "开户行", RESULT, DAY, REFERENCE, NOTE),
)
"""The last four are for the treasury to fill in: the file comes back as its own answer."""
_ANSWER_COLUMNS = (KEY, RESULT, DAY, AMOUNT, REFERENCE)
_RESULTS = {"已拨付": PaymentAnswer.PAID, "退回": PaymentAnswer.RETURNED}
_KEY = re.compile(r"[0-9a-f]{64}")
_NOTE_IN_HEADER = re.compile(r"\([^()]*\)$")
_TEXT_WIDTH = 18
Payees = Mapping[str, tuple[str, str, str]]
"""Of a case's id the account's name, its number and the bank's branch."""


@dataclass(frozen=True, slots=True)
class AnswersReading:
    """What a file of answers says."""

    file_name: str
    sha256: str
    rows_read: int
    good: tuple[Answer, ...]
    refused: tuple[RefusedAnswer, ...]


def write_requests(
    path: Path, requests: Sequence[PaymentRequest], payees: Payees, clauses: Mapping[str, str]
) -> None:
    """Write a list of requests, whole or not at all; only its owner may read it.

    `clauses` has the policy's words for each clause's key.

    Raises:
        PaymentFault: neither .xlsx nor .csv, or the file cannot be written.
    """
    rows = [
        _row(place, request, payees, clauses) for place, request in enumerate(requests, start=1)
    ]
    forms = {".xlsx": _workbook, ".csv": _text}
    if path.suffix.lower() not in forms:
        message = f"拨付清单须写成 .xlsx 或 .csv，不能写成 {path.name}"
        raise PaymentFault(message)
    data = forms[path.suffix.lower()](rows)
    beside = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(beside, "wb", opener=_private) as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        beside.replace(path)
    except OSError as error:
        message = f"无法写入“{path.name}”（{os.strerror(error.errno or 0)}）"
        raise PaymentFault(message) from None


def read_answers(path: Path) -> AnswersReading:
    """Read the treasury's answers: CSV, XLSX or XLS; a row without a result is passed over.

    Raises:
        PaymentFault: the file cannot be read or lacks a column.
    """
    try:
        data = path.read_bytes()
        tables = read_tables(data)
    except OSError:
        message = f"无法打开 {path.name}"
        raise PaymentFault(message) from None
    except RegistryFault as fault:
        message = f"{path.name}：{fault}"
        raise PaymentFault(message) from None
    good: dict[str, Answer] = {}
    refused = []
    rows = _answer_rows(tables[0])
    for number, cells in rows:
        answer, why = _answer(number, cells)
        before = good.get(answer.key) if answer is not None else None
        if before is not None:
            answer, why = None, f"与第 {before.row_number} 行重复"
        if answer is None:
            refused.append(RefusedAnswer(number, cells[KEY].strip(), why))
        else:
            good[answer.key] = answer
    digest = hashlib.sha256(data).hexdigest()
    return AnswersReading(path.name, digest, len(rows), tuple(good.values()), tuple(refused))


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _row(
    place: int, request: PaymentRequest, payees: Payees, clauses: Mapping[str, str]
) -> list[str | int]:
    decided_on = request.decided_at.astimezone(SHANGHAI).date()
    return [
        place,
        request.instruction_key,
        request.case_number,
        request.enterprise_name,
        request.uscc,
        clauses.get(request.clause, request.clause),
        request.year,
        decided_on.isoformat(),
        request.amount_yuan,
        request.city_half_yuan,
        request.district_half_yuan,
        *payees.get(request.case_id, ("", "", "")),
        *("", "", "", ""),
    ]


def _text(rows: Sequence[Sequence[str | int]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([safe_cell(str(cell)) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _workbook(rows: Sequence[Sequence[str | int]]) -> bytes:
    held = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(held, options) as book:
        sheet = book.add_worksheet("拨付申请")
        sheet.write_row(0, 0, COLUMNS, book.add_format({"bold": True}))
        money = book.add_format({"num_format": "#,##0"})
        for at, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(at, column, cell, money if column > _YEAR_COLUMN else None)
                else:
                    sheet.write_string(at, column, cell)
        sheet.freeze_panes(1, 2)
        sheet.set_column(1, len(COLUMNS) - 1, _TEXT_WIDTH)
    return held.getvalue()


_YEAR_COLUMN = COLUMNS.index("年度")


def _answer_rows(table: Table) -> list[tuple[int, dict[str, str]]]:
    header = [_NOTE_IN_HEADER.sub("", _folded(cell)) for cell in table.rows[0]]
    missing = [name for name in _ANSWER_COLUMNS if name not in header]
    if missing:
        message = f"第 1 行缺少列：{'、'.join(missing)}"
        raise PaymentFault(message)
    places = {name: header.index(name) for name in (*_ANSWER_COLUMNS, NOTE) if name in header}
    found = []
    for number, row in enumerate(table.rows[1:], start=2):
        cells = {name: row[at] if at < len(row) else "" for name, at in places.items()}
        if cells[RESULT].strip():
            found.append((number, cells))
    return found


def _answer(number: int, cells: Mapping[str, str]) -> tuple[Answer | None, str]:
    key, result = _folded(cells[KEY]), _RESULTS.get(_folded(cells[RESULT]))
    amount, on = amount_yuan(cells[AMOUNT]), _day(cells[DAY])
    reference = cells[REFERENCE].strip()
    reasons = (
        "" if _KEY.fullmatch(key) else "付款指令编号应为 64 位十六进制字符",
        "" if result else f"结果“{cells[RESULT].strip()}”应为“已拨付”或“退回”",
        "" if on else f"日期“{cells[DAY].strip()}”应如 2026-03-01",
        "" if amount and amount > 0 else f"金额“{cells[AMOUNT].strip()}”应为大于零的整元数",
        "" if reference else "凭证号为空",
    )
    why = "；".join(filter(None, reasons))
    if why or not (result and on and amount):
        return None, why
    note = cells.get(NOTE, "").strip()
    return Answer(number, key, result, amount, on, reference, note), ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(_folded(text).replace("/", "-"))
    except ValueError:
        return None


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
