"""Write the sample registry and what the lists should find in it, from the public filer lists.

    python deploy/sample/make_registry.py HAIZHU_ENTITIES.csv GUANGZHOU_ENTITIES.csv [OUT_FOLDER]

Names are those of real filers; codes, addresses, contacts and the special cases are invented.
"""

import csv
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path

import sample_cases as cases
from sample_codes import sample_uscc
from sample_expected import Expected, expected_matches
from sample_registered import Registered

HERE = Path(__file__).resolve().parent
FACTS = HERE.parent / "replica" / "facts"
COLUMNS = (
    "统一社会信用代码",
    "企业名称",
    "企业类型",
    "曾用名",
    "注册地址",
    "街道",
    "示范区",
    "联系人",
    "联系电话",
    "联系邮箱",
    "状态",
    "备注",
)
STREETS = (
    ("琶洲街道", "是"),
    ("官洲街道", "是"),
    ("琶洲街道", "是"),
    ("江海街道", "待核定"),
    ("华洲街道", "是"),
    ("琶洲街道", "是"),
    ("新港街道", "否"),
    ("琶洲街道", "是"),
    ("赤岗街道", "待核定"),
    ("昌岗街道", "否"),
)
"""Streets of the district with the zone answer that the sample gives them, in turn."""
NEAR_MISSES = 24
"""Filers of other districts whose names come nearest to a Haizhu filer's."""
NEIGHBOURS = 12
"""Filers of other districts that stand in the lists of 2026-01 and 2026-03."""
PERIODS = ("2026-01", "2026-03")
_COMPANY = ("91", "企业法人")
_BRANCH = ("91", "分支机构")
_INDIVIDUAL = ("92", "个体工商户")


@dataclass(frozen=True, slots=True)
class Draft:
    """An enterprise before it gets its serial number, code, address and contact."""

    name: str
    kind: tuple[str, str] = _COMPANY
    former_names: str = ""
    office: str = "440105"
    district: str = "海珠区"
    has_address: bool = True
    has_contact: bool = True
    remark: str = "样例数据"


def main(arguments: list[str]) -> int:
    """Write registry.csv and expected_matches.csv; return the exit status."""
    haizhu, guangzhou = (_records(Path(name)) for name in arguments[:2])
    out = Path(arguments[2]) if len(arguments) > len(("haizhu", "guangzhou")) else HERE
    drafts = [*_haizhu_drafts(haizhu), *_outside_drafts(haizhu, guangzhou)]
    registered = [_registered(serial, draft) for serial, draft in enumerate(drafts, start=1)]
    _write(out / "registry.csv", COLUMNS, (_values(item) for item in registered))
    names = tuple(field.name for field in fields(Expected))
    found = expected_matches(FACTS, PERIODS, registered)
    _write(out / "expected_matches.csv", names, (_values(item) for item in found))
    return 0


def _haizhu_drafts(haizhu: list[dict[str, str]]) -> Iterator[Draft]:
    for record in haizhu:
        name = record["主体名称"]
        if name not in cases.ABSENT:
            yield _haizhu_draft(name)
        if name == cases.SHARED_NAME:
            yield Draft(_full_width(name), remark="样例情形：两家企业名称规范化后相同")
        if name == cases.HEAD_OFFICE:
            yield Draft(cases.BRANCH, kind=_BRANCH, remark="样例情形：分支机构，样例虚构")


def _haizhu_draft(name: str) -> Draft:
    variant = cases.VARIANTS.get(name)
    rename = cases.RENAMES.get(name)
    if variant is not None:
        office = "440105" if variant.has_address else "440000"
        return Draft(
            variant.registered_name,
            office=office,
            has_address=variant.has_address,
            remark=variant.remark,
        )
    if rename is not None:
        return Draft(rename.registered_name, former_names=rename.former_names, remark=rename.remark)
    if name == cases.INDIVIDUAL_BUSINESS:
        return Draft(name, kind=_INDIVIDUAL)
    if name == cases.WITHOUT_CONTACT:
        return Draft(name, has_contact=False, remark="样例情形：无联系方式")
    registered_name = _full_width(name) if name in cases.FULL_WIDTH else name
    former_names = cases.PUBLISHED_FORMER_NAMES.get(name, "")
    return Draft(registered_name, former_names=former_names)


def _outside_drafts(
    haizhu: list[dict[str, str]], guangzhou: list[dict[str, str]]
) -> Iterator[Draft]:
    haizhu_names = {record["主体名称"] for record in haizhu}
    outside = [
        record
        for record in guangzhou
        if record["region_code"] != "440105" and record["主体名称"] not in haizhu_names
    ]
    pairs = [_pairs_of(name) for name in haizhu_names]
    nearest = sorted(
        outside, key=lambda record: (-_nearness(record["主体名称"], pairs), record["主体名称"])
    )[:NEAR_MISSES]
    listed = [
        record for record in outside if record["last_batch"] in PERIODS and record not in nearest
    ]
    neighbours = listed[:: len(listed) // NEIGHBOURS][:NEIGHBOURS]
    for record in [*nearest, *neighbours]:
        yield Draft(
            record["主体名称"],
            office=record["region_code"],
            district=record["district"],
            remark="样例数据：注册地址不在海珠区",
        )


def _pairs_of(name: str) -> frozenset[str]:
    return frozenset(name[at : at + 2] for at in range(len(name) - 1))


def _nearness(name: str, others: list[frozenset[str]]) -> float:
    own = _pairs_of(name)
    return max(len(own & other) / len(own | other) for other in others)


def _registered(serial: int, draft: Draft) -> Registered:
    street, zone = STREETS[serial % len(STREETS)] if draft.district == "海珠区" else ("", "否")
    address = f"样例：广州市{draft.district}{street}样例路{serial}号"
    has_contact = draft.has_contact
    return Registered(
        uscc=sample_uscc(draft.kind[0], draft.office, serial),
        name=draft.name,
        kind=draft.kind[1],
        former_names=draft.former_names,
        address=address if draft.has_address else "样例：住所待补",
        street=street if draft.has_address else "",
        zone=zone if draft.has_address else "待核定",
        contact_name=f"样例联系人{serial:04d}" if has_contact else "",
        contact_phone=f"020-0000{serial:04d}" if has_contact else "",
        contact_email=f"contact-{serial:04d}@sample.example" if has_contact else "",
        status="存续",
        remark=draft.remark,
    )


def _full_width(name: str) -> str:
    return name.replace("(", "（").replace(")", "）")


def _records(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def _values(item: Registered | Expected) -> list[str]:
    return [getattr(item, field.name) for field in fields(item)]


def _write(path: Path, header: tuple[str, ...], rows: Iterable[list[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
