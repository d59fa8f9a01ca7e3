"""What must hold of the files of every policy."""

import re
from datetime import date
from pathlib import Path

import pytest
import yaml

import rules
from rules.fingerprint import files_sha256
from rules.haizhu_2024.findings import yuan
from rules.haizhu_2024.parameters import CLAUSES, dated

RULES = Path(rules.__file__).parent
PYTHON_FILES = sorted(RULES.rglob("*.py"))
PARAMETER_LINES = [
    (f"{path.parent.name}.{name}", line)
    for path in sorted(RULES.rglob("parameters.yaml"))
    for name, lines in yaml.safe_load(path.read_text(encoding="utf-8")).items()
    for line in lines
]
LARGE_AMOUNT = re.compile(r"\d[\d_,]{4,}|\d+(\.\d+)?\s*[万亿]")
# A division code, a doctest's amount: digits that are no policy money.
DOCTEST = re.compile(r"^\s*(>>> .*|'.*')$", re.MULTILINE)


@pytest.mark.parametrize("path", PYTHON_FILES, ids=lambda path: path.name)
def test_no_digit_of_policy_money_occurs_in_python(path) -> None:
    code = DOCTEST.sub("", path.read_text(encoding="utf-8"))

    assert LARGE_AMOUNT.findall(code) == []


@pytest.mark.parametrize(("name", "line"), PARAMETER_LINES)
def test_every_value_has_a_first_day_and_a_source(name, line) -> None:
    assert set(line) == {"value", "from", "source"}, name
    assert isinstance(line["from"], date), name
    assert line["source"], name


@pytest.mark.parametrize("policy_id", sorted(rules.POLICIES))
def test_every_policy_has_a_folder_and_a_book_of_cases(policy_id) -> None:
    book = Path(__file__).parents[2] / "policies" / f"{policy_id}.yaml"

    assert (RULES / policy_id / "policy.py").is_file()
    assert book.is_file()


@pytest.mark.parametrize(
    "folder", sorted(path.parent.name for path in RULES.glob("*/parameters.yaml"))
)
def test_every_policy_folder_is_registered(folder) -> None:
    assert folder in rules.POLICIES


def test_the_fingerprint_is_over_all_files_and_is_kept_in_the_entry() -> None:
    fingerprint = files_sha256("rules.haizhu_2024")

    assert rules.POLICIES["haizhu_2024"].sha256 == fingerprint
    assert re.fullmatch(r"[0-9a-f]{64}", fingerprint)


def test_a_day_before_the_first_line_gets_the_first_value() -> None:
    line = dated("art3_algorithm_ceiling_yuan", date(2020, 1, 1))

    assert line.since == date(2024, 6, 18)


def test_every_clause_names_its_article() -> None:
    articles = {clause.article for clause in CLAUSES.values()}

    assert articles == {"第二条", "第三条", "第九条", "第十一条", "第十三条", "第十五条"}


def test_amounts_are_written_with_thousands_separators() -> None:
    written = yuan(800_000)

    assert written == "800,000 元"


@pytest.mark.parametrize(
    "wording", yaml.safe_load((RULES / "haizhu_2024" / "questions.yaml").read_text("utf-8")).items()
)
def test_a_question_to_a_reviewer_shows_no_internal_number(wording) -> None:
    shown = re.findall(r"Q\d+", wording[1])

    assert shown == []
