"""The published facts that the replica serves: editions of the lists, their rows, other notices."""

import csv
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

FACTS = Path(__file__).parent / "facts"
KINDS = ("algorithm", "deep_synthesis")
CATEGORY_COLUMN = {"algorithm": "算法类别", "deep_synthesis": "角色"}
HUB_URL = "https://www.cac.gov.cn/2022-08/12/c_1661927474338504.htm"
DISTRICT_NUMBER = "网信算备440105"


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row of a list, without 序号 and 主要用途."""

    title: str
    category_or_role: str
    filer_name: str
    products: str
    filing_number: str
    remarks: str


FIELD_OF_COLUMN = {
    "算法名称": "title",
    "算法类别": "category_or_role",
    "角色": "category_or_role",
    "主体名称": "filer_name",
    "应用产品": "products",
    "备案编号": "filing_number",
    "备注": "remarks",
}


@dataclass(frozen=True, slots=True)
class Edition:
    """One list of one month: where it is announced, under which label, in which form."""

    kind: str
    period: str
    number: int
    """附件 number on the algorithm page, batch number of a deep-synthesis announcement."""
    label: str
    url: str
    announced_on: date
    document_modified: datetime
    quirks: frozenset[str]


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


def _records(name: str) -> list[dict[str, str]]:
    with (FACTS / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def editions() -> dict[tuple[str, str], Edition]:
    """Return the editions whose rows we hold, by kind and period."""
    held = (record for record in _records("announcements.csv") if record["document_modified"])
    found = [
        Edition(
            kind=record["kind"],
            period=record["period"],
            number=int(record["number"]),
            label=record["label"],
            url=record["url"],
            announced_on=date.fromisoformat(record["announced_on"]),
            document_modified=datetime.fromisoformat(record["document_modified"]).astimezone(UTC),
            quirks=frozenset(record["quirks"].split()),
        )
        for record in held
    ]
    return {(edition.kind, edition.period): edition for edition in found}


def rows_of(kind: str, period: str, limit: int | None = None) -> tuple[ListRow, ...]:
    """Return the rows of a list in official order; `limit` keeps Haizhu rows among the first."""
    rows = tuple(
        ListRow(
            title=record["算法名称"],
            category_or_role=record[CATEGORY_COLUMN[kind]],
            filer_name=record["主体名称"],
            products=record["应用产品"],
            filing_number=record["备案编号"],
            remarks=record["备注"],
        )
        for record in _records(f"{kind}_{period}.csv")
    )
    return rows if limit is None else _limited(rows, limit)


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
        for record in _records("notices.csv")
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
        for record in _records("portal_notices.csv")
    )
