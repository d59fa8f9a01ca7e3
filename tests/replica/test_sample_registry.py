"""The sample registry is marked as one, sound, and answers the lists as it says."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from stdnum.cn import uscc

from tests.replica.reading import SAMPLE, csv_rows

REGISTRY = csv_rows(SAMPLE / "registry.csv")
EXPECTED = csv_rows(SAMPLE / "expected_matches.csv")


def test_the_registry_has_the_columns_that_an_import_knows() -> None:
    assert list(REGISTRY[0]) == [
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
    ]
    assert len(REGISTRY) > 400


def test_every_code_is_sound_and_different() -> None:
    codes = [row["统一社会信用代码"] for row in REGISTRY]

    assert [code for code in codes if not uscc.is_valid(code)] == []
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize(
    ("column", "mark"),
    [
        ("统一社会信用代码", "000Y"),
        ("注册地址", "样例："),
        ("联系人", "样例联系人"),
        ("联系电话", "020-0000"),
        ("联系邮箱", "@sample.example"),
        ("备注", "样例"),
    ],
)
def test_every_invented_cell_is_marked(column: str, mark: str) -> None:
    unmarked = [row[column] for row in REGISTRY if row[column] and mark not in row[column]]

    assert unmarked == []


@pytest.mark.parametrize(
    ("kind", "period", "positive", "unsure", "lead", "outside"),
    [
        ("algorithm", "2026-01", 4, 0, 0, 0),
        ("algorithm", "2026-03", 6, 0, 1, 1),
        ("deep_synthesis", "2026-01", 45, 1, 1, 14),
        ("deep_synthesis", "2026-03", 53, 6, 2, 9),
    ],
)
def test_the_expectations_add_up(
    kind: str, period: str, positive: int, unsure: int, lead: int, outside: int
) -> None:
    rows = [row for row in EXPECTED if (row["kind"], row["period"]) == (kind, period)]
    of_haizhu = [row for row in rows if row["filing_number"].startswith("网信算备440105")]

    counts = Counter(row["expected"] for row in of_haizhu)

    assert (counts["positive"], counts["unsure"], counts["lead"]) == (positive, unsure, lead)
    assert len(rows) - len(of_haizhu) == outside


def test_the_generator_gives_the_same_files_again(shared: Path, tmp_path: Path) -> None:
    entities = [shared / "haizhu_440105_entities.csv", shared / "guangzhou_filing_entities.csv"]

    subprocess.run(  # noqa: S603 - our own program
        [sys.executable, SAMPLE / "make_registry.py", *entities, tmp_path], check=True
    )

    assert (tmp_path / "registry.csv").read_bytes() == (SAMPLE / "registry.csv").read_bytes()
    assert (tmp_path / "expected_matches.csv").read_bytes() == (
        SAMPLE / "expected_matches.csv"
    ).read_bytes()
