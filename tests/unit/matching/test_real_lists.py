"""The judgement on the real lists, when they are at hand (JISHEN_SHARED, or ../shared)."""

import csv
import os
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from jishen.domain.enterprises import FormerName
from jishen.domain.matches import EntryFacts, Match, RegisteredEnterprise, Verdict
from jishen.matching.judgement import region_division
from jishen.matching.matcher import Matcher, matcher_of
from jishen.matching.names import match_key, name_key
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


def registered(
    names: Iterable[str], former: dict[str, list[FormerName]] | None = None
) -> list[RegisteredEnterprise]:
    return [
        RegisteredEnterprise(
            f"{number:018d}", name, tuple((former or {}).get(name, ())), "广州市海珠区"
        )
        for number, name in enumerate(dict.fromkeys(names))
    ]


def judged(known: Matcher, filer_name: str, filing_number: str, remarks: str = "") -> Match:
    return known.judge(EntryFacts(filer_name, filing_number, ANNOUNCED_ON, remarks))


@pytest.fixture(scope="module")
def registry() -> Matcher:
    return matcher_of(registered(row["主体名称"] for row in rows("haizhu_440105_entities.csv")))


def spellings_of(row: dict[str, str]) -> list[str]:
    return [row["主体名称"], *filter(None, row["other_spellings"].split("；"))]


def test_every_haizhu_filer_is_found_under_every_spelling(registry) -> None:
    spellings = [name for row in rows("haizhu_440105_entities.csv") for name in spellings_of(row)]

    verdicts = Counter(judged(registry, name, "").verdict for name in spellings)

    assert verdicts == {Verdict.POSITIVE: len(spellings)}
    assert len(spellings) >= 403


def test_no_filing_numbered_in_haizhu_is_lost(registry) -> None:
    filings = [row for row in rows(*LISTS) if region_division(row["备案编号"]) == HAIZHU]

    rules = Counter(
        judged(registry, row["主体名称"], row["备案编号"], row["备注"]).rule for row in filings
    )

    assert rules == {"current-name/2": 331, "remark-on-filer/2": 1}


def test_a_filing_numbered_elsewhere_is_only_given_to_the_very_firm_that_moved(registry) -> None:
    filings = [row for row in rows(*LISTS) if region_division(row["备案编号"]) != HAIZHU]

    found = Counter(
        row["主体名称"]
        for row in filings
        if judged(registry, row["主体名称"], row["备案编号"], row["备注"]).verdict
        is Verdict.POSITIVE
    )

    assert found == {"广州星檬网络科技有限公司": 1}


def test_hardly_a_filing_numbered_elsewhere_is_a_question(registry) -> None:
    filings = [row for row in rows(*LISTS) if region_division(row["备案编号"]) != HAIZHU]

    asked = {
        row["主体名称"]
        for row in filings
        if judged(registry, row["主体名称"], row["备案编号"], row["备注"]).verdict is Verdict.UNSURE
    }

    assert {"广州愈卓科技有限公司", "广州言希人工智能技术有限公司"} <= asked
    assert len(asked) <= 0.005 * len({row["主体名称"] for row in filings})


def test_no_filer_of_another_guangzhou_district_is_taken_for_a_haizhu_firm(registry) -> None:
    others = [
        row["主体名称"]
        for row in rows("guangzhou_filing_entities.csv")
        if row["region_code"] != HAIZHU
    ]

    taken = [name for name in others if judged(registry, name, "").verdict is Verdict.POSITIVE]

    assert len(others) == 626
    assert taken == ["广州星檬网络科技有限公司"]


def test_hardly_a_filer_of_another_guangzhou_district_is_a_question(registry) -> None:
    others = [
        row["主体名称"]
        for row in rows("guangzhou_filing_entities.csv")
        if row["region_code"] != HAIZHU
    ]

    asked = [name for name in others if judged(registry, name, "").verdict is Verdict.UNSURE]

    assert len(asked) <= 0.005 * len(others)


def test_of_all_real_filers_nobody_is_taken_for_another_and_hardly_one_is_a_question() -> None:
    names = sorted({match_key(row["主体名称"]): row["主体名称"] for row in rows(*LISTS)}.values())
    known = matcher_of(registered(names[::2]))

    verdicts = Counter(judged(known, name, "").verdict for name in names[1::2])

    assert verdicts[Verdict.POSITIVE] == 0
    assert verdicts[Verdict.UNSURE] <= 0.005 * len(names[1::2])


def test_every_rename_is_followed_from_the_old_name_and_from_the_new() -> None:
    renames = rows("company_renames.csv")
    former: dict[str, list[FormerName]] = defaultdict(list)
    for row in renames:
        former[row["new_name"]].append(FormerName(row["old_name"], date(2030, 1, 1)))
    known = matcher_of(registered((row["new_name"] for row in renames), former))

    old = [judged(known, row["old_name"], row["备案编号"]) for row in renames]
    new = [judged(known, row["new_name"], row["备案编号"]) for row in renames]

    assert len(renames) == 59
    assert {match.verdict for match in old + new} <= {Verdict.POSITIVE, Verdict.UNSURE}
    assert [match.uscc for match in old] == [match.uscc for match in new]


def test_every_rename_told_in_a_remark_gives_the_old_name() -> None:
    renames = rows("company_renames.csv")

    missed = [
        row["old_name"]
        for row in renames
        if name_key(row["old_name"]) not in map(name_key, earlier_filer_names(row["备注"]))
    ]

    assert len(renames) == 59
    assert missed == []
