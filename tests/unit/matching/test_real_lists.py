"""The judgement on the real lists, when they are at hand (JISHEN_SHARED, or ../shared)."""

import csv
import os
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from jishen.domain.matches import EntryFacts, Match, RegisteredName, Verdict
from jishen.matching.judgement import judge, region_division
from jishen.matching.names import bare_key, name_key
from jishen.matching.remarks import earlier_filer_names

ROOT = Path(__file__).parents[3]
DATA = Path(os.environ.get("JISHEN_SHARED", ROOT.parent / "shared")) / "data"
LISTS = ("algorithm_filings.csv", "deep_synthesis_filings.csv")
HAIZHU = "440105"
ANNOUNCED_ON = date(2026, 3, 12)

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the real lists are not at hand")


def rows(*names: str) -> list[dict[str, str]]:
    read: list[dict[str, str]] = []
    for name in names:
        with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
            read.extend(csv.DictReader(file))
    return read


class Registry:
    """The Haizhu filers as a registry, found by the keys as the store finds them."""

    def __init__(self, names: Iterable[str]) -> None:
        self.by_name: dict[str, list[RegisteredName]] = defaultdict(list)
        self.by_bare: dict[str, list[RegisteredName]] = defaultdict(list)
        for number, name in enumerate(names):
            known = RegisteredName(f"{number:018d}", name, name, is_former=False)
            self.by_name[name_key(name)].append(known)
            self.by_bare[bare_key(name)].append(known)

    def judge(self, filer_name: str, filing_number: str, remarks: str = "") -> Match:
        entry = EntryFacts(filer_name, filing_number, ANNOUNCED_ON, remarks)
        return judge(entry, self.by_name[name_key(filer_name)], self.by_bare[bare_key(filer_name)])


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry(row["主体名称"] for row in rows("haizhu_440105_entities.csv"))


def spellings_of(row: dict[str, str]) -> list[str]:
    return [row["主体名称"], *filter(None, row["other_spellings"].split("；"))]


def test_every_haizhu_filer_is_found_under_every_spelling(registry) -> None:
    spellings = [name for row in rows("haizhu_440105_entities.csv") for name in spellings_of(row)]

    verdicts = Counter(registry.judge(name, "").verdict for name in spellings)

    assert verdicts == {Verdict.POSITIVE: len(spellings)}
    assert len(spellings) >= 403


def test_no_filing_numbered_in_haizhu_is_lost(registry) -> None:
    filings = [row for row in rows(*LISTS) if region_division(row["备案编号"]) == HAIZHU]

    rules = Counter(
        registry.judge(row["主体名称"], row["备案编号"], row["备注"]).rule for row in filings
    )

    assert rules == {"current-name/1": 331, "remark-on-filer/1": 1}


def test_a_filing_numbered_elsewhere_is_only_given_to_the_very_firm_that_moved(registry) -> None:
    filings = [row for row in rows(*LISTS) if region_division(row["备案编号"]) != HAIZHU]

    judged = Counter(
        (row["主体名称"], match.verdict)
        for row in filings
        if (match := registry.judge(row["主体名称"], row["备案编号"], row["备注"])).verdict
        is not Verdict.NEGATIVE
    )

    assert judged == {
        ("广州星檬网络科技有限公司", Verdict.POSITIVE): 1,
        ("广州愈卓科技有限公司", Verdict.UNSURE): 1,
        ("广州言希人工智能技术有限公司", Verdict.UNSURE): 2,
    }


def test_no_filer_of_another_guangzhou_district_is_taken_for_a_haizhu_firm(registry) -> None:
    others = [
        row["主体名称"]
        for row in rows("guangzhou_filing_entities.csv")
        if row["region_code"] != HAIZHU
    ]

    taken = [name for name in others if registry.judge(name, "").verdict is not Verdict.NEGATIVE]

    assert len(others) == 626
    assert taken == ["广州星檬网络科技有限公司"]


def test_every_rename_told_in_a_remark_gives_the_old_name() -> None:
    renames = rows("company_renames.csv")

    missed = [
        row["old_name"]
        for row in renames
        if name_key(row["old_name"]) not in map(name_key, earlier_filer_names(row["备注"]))
    ]

    assert len(renames) == 59
    assert missed == []
