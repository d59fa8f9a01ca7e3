"""The published facts that the replica serves: editions of the lists, their rows, other notices."""

import csv
import gzip
import io
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

FACTS = Path(__file__).parent / "facts"
KINDS = ("algorithm", "deep_synthesis")
OTHER_KINDS = ("generative_ai", "generative_ai_notice", "cancellation", "guangdong")
EVERY_KIND = (*KINDS, *OTHER_KINDS)
CATEGORY_COLUMN = {"algorithm": "算法类别", "deep_synthesis": "角色"}
HUB_URL = "https://www.cac.gov.cn/2022-08/12/c_1661927474338504.htm"
GENAI_HUB_URL = "https://www.cac.gov.cn/2024-04/02/c_1713729983803145.htm"
DISTRICT_NUMBER = "网信算备440105"


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row of a list, without 序号 and 主要用途."""

    title: str
    category_or_role: str
    filer_name: str
    products: str
    """应用产品, or 适用场景 of the third generative-AI table."""
    filing_number: str
    remarks: str = ""
    section: str = ""
    """备案, 登记 or 端侧: the table of a generative-AI file."""
    region: str = ""
    """属地 of a generative-AI row."""
    dated: str = ""
    """备案时间, 登记时间 or 注销时间 as printed."""


FIELD_OF_COLUMN = {
    "算法名称": "title",
    "模型名称": "title",
    "算法类别": "category_or_role",
    "角色": "category_or_role",
    "主体名称": "filer_name",
    "备案单位": "filer_name",
    "应用产品": "products",
    "备案编号": "filing_number",
    "备注": "remarks",
    "属地": "region",
    "备案时间": "dated",
}


@dataclass(frozen=True, slots=True)
class Edition:
    """One list of one month: where it is announced, under which label, in which form."""

    kind: str
    period: str
    """The month of the list; of a separate notice its day."""
    number: str
    """附件 number on a page, batch number of an announcement, id of a cancellation notice."""
    label: str
    url: str
    announced_on: date
    day_basis: str
    """published, or assumed where no source states the day."""
    rows: int | None
    """How many rows the official file has; None where not known."""
    document_modified: datetime
    quirks: frozenset[str]

    @property
    def key(self) -> tuple[str, str]:
        """Kind and period, which name the edition."""
        return self.kind, self.period

    @property
    def file_type(self) -> str:
        """docx, pdf or xlsx."""
        if self.kind in KINDS:
            return "docx"
        return "xlsx" if self.kind == "guangdong" else "pdf"


@dataclass(frozen=True, slots=True)
class Notice:
    """Another notice of the site, without attachments."""

    published_on: date
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class PortalNotice:
    """A notice of the filing portal that is not about a deep-synthesis batch."""

    created_on: date
    type_number: int
    title: str
    notice_id: str
    content: str


def records(name: str) -> list[dict[str, str]]:
    """Return the records of a facts file, compressed or not; none when it is not held."""
    plain, packed = FACTS / f"{name}.csv", FACTS / f"{name}.csv.gz"
    if plain.is_file():
        text = plain.read_text(encoding="utf-8")
    elif packed.is_file():
        text = gzip.decompress(packed.read_bytes()).decode()
    else:
        return []
    return list(csv.DictReader(io.StringIO(text, newline="")))


def editions() -> dict[tuple[str, str], Edition]:
    """Return the editions whose rows we hold, by kind and period."""
    return {key: edition for key, (edition, is_held) in _announced().items() if is_held}


def announced(kind: str, period: str) -> Edition | None:
    """Return the edition of a list that is known to have been announced, held or not."""
    found = _announced().get((kind, period))
    return found[0] if found else None


@cache
def _announced() -> dict[tuple[str, str], tuple[Edition, bool]]:
    return {
        (record["kind"], record["period"]): (_edition(record), bool(record["document_modified"]))
        for record in records("announcements")
    }


def _edition(record: dict[str, str]) -> Edition:
    modified = record["document_modified"] or f"{record['announced_on']}T08:00:00Z"
    return Edition(
        kind=record["kind"],
        period=record["period"],
        number=record["number"],
        label=record["label"],
        url=record["url"],
        announced_on=date.fromisoformat(record["announced_on"]),
        day_basis=record["day_basis"],
        rows=int(record["rows"]) if record["rows"] else None,
        document_modified=datetime.fromisoformat(modified).astimezone(UTC),
        quirks=frozenset(record["quirks"].split()),
    )


def rows_of(kind: str, period: str, limit: int | None = None) -> tuple[ListRow, ...]:
    """Return the rows of a list in official order; `limit` keeps Haizhu rows among the first."""
    rows = tuple(_rows(editions()[kind, period]))
    return rows if limit is None else _limited(rows, limit)


def rows_as_of(kind: str, period: str, day: date, limit: int | None = None) -> tuple[ListRow, ...]:
    """Return the rows as they read on a day: cells that changed later have their older text."""
    rows = list(rows_of(kind, period))
    for change in _changes().get((kind, period), ()):
        if date.fromisoformat(change["appears_on"]) > day:
            at = int(change["row"]) - 1
            rows[at] = with_cell(rows[at], change["column"], change["before"])
    return tuple(rows) if limit is None else _limited(tuple(rows), limit)


def with_cell(row: ListRow, column: str, text: str) -> ListRow:
    """Return the row with another text in a column; KeyError for a column it has not."""
    values = {field.name: getattr(row, field.name) for field in fields(row)}
    return ListRow(**{**values, FIELD_OF_COLUMN[column]: text})


@cache
def _changes() -> dict[tuple[str, str], list[dict[str, str]]]:
    found: dict[tuple[str, str], list[dict[str, str]]] = {}
    for change in records("changes"):
        found.setdefault((change["kind"], change["period"]), []).append(change)
    return found


def _rows(edition: Edition) -> Iterable[ListRow]:
    if edition.kind in KINDS:
        return map(_algorithm_row, records(f"{edition.kind}_{edition.period}"))
    if edition.kind == "cancellation":
        return (
            _cancelled_row(record)
            for record in records("cancellations")
            if record["notice_id"] == edition.number
        )
    if edition.kind == "guangdong":
        until = next(q.removeprefix("until:") for q in edition.quirks if q.startswith("until:"))
        provincial = (row for row in _genai_rows({edition.period}) if row.region == "广东省")
        return (row for row in provincial if _day(row.dated) <= date.fromisoformat(until))
    periods = {edition.period}
    for quirk in edition.quirks:
        if quirk.startswith("repeats:"):
            periods = set(quirk.removeprefix("repeats:").split(","))
    rows = _genai_rows(periods)
    return (row for row in rows if row.section == "端侧" or "edge_only" not in edition.quirks)


def _algorithm_row(record: dict[str, str]) -> ListRow:
    return ListRow(
        title=record["算法名称"],
        category_or_role=record.get("算法类别") or record.get("角色", ""),
        filer_name=record["主体名称"],
        products=record["应用产品"],
        filing_number=record["备案编号"],
        remarks=record["备注"],
    )


def _cancelled_row(record: dict[str, str]) -> ListRow:
    return replace(_algorithm_row({**record, "备注": ""}), dated=record["注销时间"])


def _genai_rows(periods: set[str]) -> list[ListRow]:
    found = [
        ListRow(
            title=record["名称"],
            category_or_role="",
            filer_name=record["单位"],
            products=record["适用场景"],
            filing_number=record["编号"],
            section=record["table"],
            region=record["属地"],
            dated=record["时间"],
        )
        for record in records("generative_ai")
        if record["period"] in periods
    ]
    return sorted(found, key=lambda row: ("备案", "登记", "端侧").index(row.section))


def _day(printed: str) -> date:
    year, month, day = (int(part) for part in printed.split("（", maxsplit=1)[0].split("/"))
    return date(year, month, day)


def _limited(rows: tuple[ListRow, ...], limit: int) -> tuple[ListRow, ...]:
    district = [row for row in rows if row.filing_number.startswith(DISTRICT_NUMBER)]
    others = [row for row in rows if not row.filing_number.startswith(DISTRICT_NUMBER)]
    from_district = district[: (limit + 1) // 2]
    kept = {*from_district, *others[: limit - len(from_district)]}
    return tuple(row for row in rows if row in kept)


def notices() -> tuple[Notice, ...]:
    """Return the other notices of www.cac.gov.cn, newest first."""
    return tuple(
        Notice(date.fromisoformat(record["published_on"]), record["title"], record["url"])
        for record in records("notices")
    )


def portal_notices() -> tuple[PortalNotice, ...]:
    """Return the other notices of beian.cac.gov.cn."""
    return tuple(
        PortalNotice(
            created_on=date.fromisoformat(record["created_on"]),
            type_number=int(record["type"]),
            title=record["title"],
            notice_id=record["notice_id"],
            content=record["content"],
        )
        for record in records("portal_notices")
    )
