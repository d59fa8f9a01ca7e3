"""What remarks say: of the filer, the algorithm, the products, the end of a filing."""

import csv
import os
from pathlib import Path

import pytest

from jishen.matching.remarks import Renaming, read_remarks

_SHARED = Path(os.environ.get("JISHEN_SHARED", Path(__file__).parents[3].parent / "shared"))
_REMARKS, _RENAMES = _SHARED / "data/remarks_changes.csv", _SHARED / "data/company_renames.csv"
_FIELD_OF_KIND = {
    "主体变更": "mentions_filer_change",
    "注销": "is_cancelled",
    "算法名称变更": "title_renamings",
}


def _records(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize(
    ("remarks", "old", "new"),
    [
        ("原主体名称“甲科技有限公司”变更为“乙科技有限公司”", "甲科技有限公司", "乙科技有限公司"),
        (
            "2024年6月，主体由甲（佛山）公司变更为乙公司，新增产品丙(网站)",
            "甲（佛山）公司",
            "乙公司",
        ),
        (
            "变更内容：原主体名称由“甲院（福田）”变更为\n“乙院（中心（深圳））”",
            "甲院（福田）",
            "乙院（中心（深圳））",
        ),
        ("变更内容：产品变更、原主体名称“甲公司 ”变更为“乙公司”", "甲公司", "乙公司"),
    ],
)
def test_a_renamed_filer_is_told_with_both_names(remarks: str, old: str, new: str) -> None:
    facts = read_remarks(remarks)

    assert facts.filer_renamings == (Renaming(old, new),)
    assert facts.mentions_filer_change


def test_a_renamed_algorithm_is_no_renamed_filer() -> None:
    facts = read_remarks("2024年8月，变更内容：算法名称由甲算法变更为乙算法，新增关联产品丙(APP)")

    assert facts.title_renamings == (Renaming("甲算法", "乙算法"),)
    assert facts.changes_products
    assert (facts.filer_renamings, facts.mentions_filer_change) == ((), False)


def test_a_cancelled_filing_is_told_across_a_line_break() -> None:
    assert read_remarks("已注\n销").is_cancelled


@pytest.mark.parametrize("remarks", ["变更内容：变更法人", "算法安全责任人发生变更"])
def test_a_change_of_the_responsible_person_is_told(remarks: str) -> None:
    facts = read_remarks(remarks)

    assert facts.changes_responsible_person
    assert not facts.changes_products


def test_an_empty_remark_says_nothing_and_an_unknown_one_is_not_understood() -> None:
    assert read_remarks(" \n").is_understood
    assert not read_remarks("见附件").is_understood


@pytest.mark.skipif(not _REMARKS.is_file(), reason="the real remarks are not at hand")
def test_every_real_remark_is_understood() -> None:
    remarks = [record["备注"] for record in _records(_REMARKS)]

    assert [text for text in remarks if not read_remarks(text).is_understood] == []


@pytest.mark.skipif(not _REMARKS.is_file(), reason="the real remarks are not at hand")
@pytest.mark.parametrize("kind", ["主体变更", "注销", "算法名称变更"])
def test_every_real_remark_of_a_kind_is_told_as_such(kind: str) -> None:
    remarks = [record["备注"] for record in _records(_REMARKS) if record["kind_guess"] == kind]

    missed = [text for text in remarks if not getattr(read_remarks(text), _FIELD_OF_KIND[kind])]

    assert missed == []


@pytest.mark.skipif(not _RENAMES.is_file(), reason="the real renames are not at hand")
def test_every_real_rename_is_found() -> None:
    wanted = {
        Renaming("".join(r["old_name"].split()), "".join(r["new_name"].split()))
        for r in _records(_RENAMES)
    }

    found = {n for r in _records(_REMARKS) for n in read_remarks(r["备注"]).filer_renamings}

    assert wanted == found
