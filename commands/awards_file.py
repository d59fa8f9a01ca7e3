"""A table of earlier awards: good rows to awards, refused rows with their reasons."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from commands.registry_table import Table, read_tables
from jishen.cases.awards import Award
from jishen.domain.errors import LedgerFault, RegistryFault
from jishen.domain.uscc import normal_uscc, uscc_fault

USCC, NAME, ARTICLE, YEAR = "统一社会信用代码", "企业名称", "条款", "年度"
DECIDED, AMOUNT, CITY, DISTRICT = "核定日期", "金额", "市级", "区级"
DOCUMENT = "文号"
COLUMNS = (USCC, NAME, ARTICLE, YEAR, DECIDED, AMOUNT, CITY, DISTRICT, DOCUMENT)
_OPTIONAL = {CITY, DISTRICT}
_ARTICLES = {"三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8}
_ARTICLE = re.compile(r"第?([三四五六七八3-8])条?(?:第?\(.*)?")
_NOTE = re.compile(r"\([^()]*\)$")
_WAN = 10_000


@dataclass(frozen=True, slots=True)
class RefusedAward:
    """A row that is not taken: its place in the file, whom it names, and why."""

    row_number: int
    uscc: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class AwardsReading:
    """What a file of earlier awards says."""

    file_name: str
    sha256: str
    rows_read: int
    good: tuple[Award, ...]
    refused: tuple[RefusedAward, ...]


def read_awards(path: Path) -> AwardsReading:
    """Read a file of earlier awards: CSV, XLSX or XLS.

    Raises:
        LedgerFault: the file cannot be read or lacks a column.
    """
    try:
        data = path.read_bytes()
        tables = read_tables(data)
    except OSError:
        message = f"无法打开 {path.name}"
        raise LedgerFault(message) from None
    except RegistryFault as fault:
        message = f"{path.name}：{fault}"
        raise LedgerFault(message) from None
    places, rows = _rows(tables[0])
    good: dict[str, tuple[int, Award]] = {}
    refused = []
    award: Award | None
    for number, cells in rows:
        texts = {name: cells[place] if place < len(cells) else "" for name, place in places.items()}
        award, why = _award(texts)
        if award is not None and award.key in good:
            why, award = f"与第 {good[award.key][0]} 行重复", None
        if award is None:
            refused.append(RefusedAward(number, normal_uscc(texts[USCC]), texts[NAME].strip(), why))
        else:
            good[award.key] = (number, award)
    digest = hashlib.sha256(data).hexdigest()
    awards = tuple(award for _, award in good.values())
    return AwardsReading(path.name, digest, len(rows), awards, tuple(refused))


def amount_yuan(text: str) -> int | None:
    """Return whole yuan from digits, with commas, 元 or 万元; None for anything else.

    >>> amount_yuan("200,000"), amount_yuan("20万元"), amount_yuan("15.0001万"), amount_yuan("0.5")
    (200000, 200000, 150001, None)
    """
    plain = _folded(text).replace(",", "").removesuffix("元")
    times = _WAN if plain.endswith("万") else 1
    try:
        value = Decimal(plain.removesuffix("万")) * times
    except InvalidOperation:
        return None
    return int(value) if value.is_finite() and value == value.to_integral_value() else None


def _rows(table: Table) -> tuple[dict[str, int], list[tuple[int, tuple[str, ...]]]]:
    header = [_NOTE.sub("", _folded(cell)) for cell in table.rows[0]]
    missing = [name for name in COLUMNS if name not in header and name not in _OPTIONAL]
    if missing:
        message = f"第 1 行缺少列：{'、'.join(missing)}"
        raise LedgerFault(message)
    places = {name: header.index(name) for name in COLUMNS if name in header}
    rows = enumerate(table.rows[1:], start=2)
    return places, [(number, row) for number, row in rows if any(cell.strip() for cell in row)]


def _award(texts: Mapping[str, str]) -> tuple[Award | None, str]:
    uscc = normal_uscc(texts[USCC])
    article, decided_on = _article(texts[ARTICLE]), _day(texts[DECIDED])
    year, amount = _folded(texts[YEAR]).removesuffix("年"), amount_yuan(texts[AMOUNT])
    halves = _halves(texts, amount or 0)
    reasons = (
        uscc_fault(uscc),
        "" if texts[NAME].strip() else "企业名称为空",
        "" if article else f"条款“{texts[ARTICLE].strip()}”应为第三条至第八条",
        "" if re.fullmatch(r"20\d\d", year) else f"年度“{year}”应为四位年份",
        "" if decided_on else f"核定日期“{texts[DECIDED].strip()}”应如 2025-03-01",
        "" if amount and amount > 0 else f"金额“{texts[AMOUNT].strip()}”应为大于零的整元数",
        "" if halves else "市级与区级之和不等于金额",
        "" if texts[DOCUMENT].strip() else "文号为空",
    )
    why = "；".join(filter(None, reasons))
    if why or not (article and decided_on and amount and halves):
        return None, why
    name, document = texts[NAME].strip(), texts[DOCUMENT].strip()
    return Award(uscc, name, article, int(year), decided_on, amount, *halves, document), ""


def _halves(texts: Mapping[str, str], amount: int) -> tuple[int, int] | None:
    """Return both halves as the table has them; with none, an odd yuan is the district's."""
    said = texts.get(CITY, "").strip(), texts.get(DISTRICT, "").strip()
    if said == ("", ""):
        return amount // 2, amount - amount // 2
    city, district = amount_yuan(said[0]), amount_yuan(said[1])
    if city is None or district is None or min(city, district) < 0 or city + district != amount:
        return None
    return city, district


def _article(text: str) -> int | None:
    found = _ARTICLE.fullmatch(_folded(text))
    return (_ARTICLES.get(found[1]) or int(found[1])) if found else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(_folded(text))
    except ValueError:
        return None


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
