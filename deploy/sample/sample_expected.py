"""What a right matcher finds for the rows of the lists in the sample registry."""

import csv
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import sample_cases as cases
from sample_registered import Registered

_KINDS = ("algorithm", "deep_synthesis")
_DISTRICT_NUMBER = "网信算备440105"


@dataclass(frozen=True, slots=True)
class Expected:
    """One row of a list for which something is expected; every other row is a stranger."""

    kind: str
    period: str
    filing_number: str
    filer_name: str
    expected: str
    """positive, unsure or lead."""
    reason: str
    uscc: str
    """The enterprise meant, empty when none stands out."""
    enterprise_name: str
    zone: str


@dataclass(frozen=True, slots=True)
class _Index:
    current: dict[str, list[Registered]]
    former: dict[str, tuple[Registered, date | None]]
    by_name: dict[str, Registered]


def expected_matches(
    facts: Path, periods: Iterable[str], registered: list[Registered]
) -> Iterator[Expected]:
    """Yield the expectation of each row that concerns the registry or the district."""
    announced_on = _announced_on(facts)
    index = _index(registered)
    for period in periods:
        for kind in _KINDS:
            with (facts / f"{kind}_{period}.csv").open(newline="", encoding="utf-8") as file:
                for row in csv.DictReader(file):
                    found = _expected(row, announced_on[kind, period], index)
                    if found is not None:
                        yield _line(kind, period, row, found)


def _expected(
    row: dict[str, str], announced_on: date, index: _Index
) -> tuple[str, str, Registered | None] | None:
    filer_name = row["主体名称"]
    name = normalised(filer_name)
    current = index.current.get(name, [])
    if len(current) > 1:
        return ("unsure", "two_enterprises", None)
    if current:
        return ("positive", _reason(row, current[0]), current[0])
    if name in index.former:
        enterprise, until = index.former[name]
        is_in_time = until is not None and announced_on <= until
        if is_in_time:
            return ("positive", "former_name", enterprise)
        return ("unsure", "name_given_up_before", enterprise)
    if filer_name in cases.VARIANTS:
        variant = cases.VARIANTS[filer_name]
        return ("unsure", "name_variant", index.by_name[variant.registered_name])
    is_of_district = row["备案编号"].startswith(_DISTRICT_NUMBER)
    return ("lead", "not_registered", None) if is_of_district else None


def _reason(row: dict[str, str], enterprise: Registered) -> str:
    if row["备注"]:
        return "current_name_with_remark"
    return "current_name" if row["主体名称"] == enterprise.name else "bracket_width"


def _line(
    kind: str, period: str, row: dict[str, str], found: tuple[str, str, Registered | None]
) -> Expected:
    expected, reason, enterprise = found
    return Expected(
        kind=kind,
        period=period,
        filing_number=row["备案编号"],
        filer_name=row["主体名称"],
        expected=expected,
        reason=reason,
        uscc=enterprise.uscc if enterprise else "",
        enterprise_name=enterprise.name if enterprise else "",
        zone=enterprise.zone if enterprise else "",
    )


def _index(registered: list[Registered]) -> _Index:
    current = defaultdict(list)
    former = {}
    for item in registered:
        current[normalised(item.name)].append(item)
        for part in filter(None, item.former_names.split("；")):
            name, _, until = part.partition("|")
            former[normalised(name)] = (item, date.fromisoformat(until) if until else None)
    return _Index(dict(current), former, {item.name: item for item in registered})


def _announced_on(facts: Path) -> dict[tuple[str, str], date]:
    with (facts / "announcements.csv").open(newline="", encoding="utf-8") as file:
        return {
            (record["kind"], record["period"]): date.fromisoformat(record["announced_on"])
            for record in csv.DictReader(file)
            if record["announced_on"]
        }


def normalised(name: str) -> str:
    """Return a name without white space and with one width of brackets."""
    return "".join(unicodedata.normalize("NFKC", name).split())
