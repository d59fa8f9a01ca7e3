"""What must hold of the files of every policy."""

import re
from datetime import date
from pathlib import Path

import pytest
import yaml

import rules
from rules.fingerprint import files_sha256
from rules.haizhu_2024.book import BOOK
from rules.machine.findings import yuan

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
    fingerprint = files_sha256("rules.haizhu_2024", "rules.machine")

    assert rules.POLICIES["haizhu_2024"].sha256 == fingerprint
    assert re.fullmatch(r"[0-9a-f]{64}", fingerprint)


def test_a_day_before_the_first_line_gets_the_first_value() -> None:
    line = BOOK.dated("art3_algorithm_ceiling_yuan", date(2020, 1, 1))

    assert line.since == date(2024, 6, 18)


def test_every_clause_names_its_article() -> None:
    articles = " ".join(dict.fromkeys(clause.article for clause in BOOK.clauses.values()))

    assert articles == "第二条 第三条 第九条 第十条 第十一条 第十二条 第十三条 第十四条 第十五条"


def test_amounts_are_written_with_thousands_separators() -> None:
    written = yuan(800_000)

    assert written == "800,000 元"


@pytest.mark.parametrize("wording", BOOK.checks.values())
def test_a_check_shows_a_reviewer_no_internal_number(wording) -> None:
    shown = re.findall(r"Q\d+", wording)

    assert shown == []


def test_the_register_holds_the_twenty_open_questions_in_order() -> None:
    keys = [asked.key for asked in rules.POLICIES["haizhu_2024"].questions]

    assert keys == [f"Q{number}" for number in range(1, 21)]


@pytest.mark.parametrize("policy_id", sorted(rules.POLICIES))
def test_every_open_question_has_a_default_and_at_least_one_other_reading(policy_id) -> None:
    for_two = [len(asked.readings) for asked in rules.POLICIES[policy_id].questions]

    assert [count for count in for_two if count < 2] == []


@pytest.mark.parametrize("policy_id", sorted(rules.POLICIES))
@pytest.mark.parametrize("part", ["checks", "clauses", "parameters"])
def test_nothing_in_a_policys_files_is_left_unused(policy_id, part) -> None:
    folder = RULES / policy_id
    names = yaml.safe_load((folder / f"{part}.yaml").read_text(encoding="utf-8"))
    code = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.py")))
    code += (RULES / "machine" / "entries.py").read_text(encoding="utf-8")
    code += (RULES / "machine" / "simple.py").read_text(encoding="utf-8")

    unused = [name for name in names if f'"{name}"' not in code and not is_of_a_tier(name)]

    assert unused == []


def is_of_a_tier(name: str) -> bool:
    """Tell whether a parameter is found by the key of its clause and a suffix."""
    return name.endswith(("_ceiling_yuan", "_first_list_month", "_lifetime_yuan"))


def test_only_the_confirmed_policy_is_no_draft() -> None:
    confirmed = [name for name, entry in rules.POLICIES.items() if not entry.is_draft]

    assert confirmed == ["haizhu_2024"]
