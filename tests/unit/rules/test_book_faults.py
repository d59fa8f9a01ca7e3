"""A file of a policy that does not fit is refused with its place; so is a use that does not fit."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

import rules
from jishen.domain.errors import PolicyFault
from jishen.domain.rulings import Ruling
from jishen.domain.windows import ApplicationWindow, WindowMode
from rules.haizhu_2024.book import BOOK
from rules.machine.book import Book
from rules.machine.book_files import read_book
from rules.machine.claim_form import read_claim_form
from tests.unit.rules.policy_books import facts_of

PACKAGE = "sample_policy"
ODD_NEED = """
is_official: false
basis: x
declarations: []
materials:
  - {code: M1, zh: 甲, en: a, hint_zh: 乙, hint_en: b, need: sometimes}
"""
TODAY = date(2026, 3, 1)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a package with the files of a real policy, to be spoilt."""
    source = Path(rules.__file__).parent / "haizhu_2024"
    copytree(source, tmp_path / PACKAGE, ignore=ignore_patterns("*.py", "__pycache__"))
    (tmp_path / PACKAGE / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path / PACKAGE
    sys.modules.pop(PACKAGE, None)


def fault_of(spoil: Callable[[], object]) -> str:
    spoil()
    with pytest.raises(PolicyFault) as caught:
        read_book(PACKAGE)
    return str(caught.value)


def test_a_whole_policy_is_read(folder: Path) -> None:
    assert read_book(folder.name).questions == BOOK.questions


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("parameters.yaml", "title: [", "sample_policy/parameters.yaml 不能读取"),
        ("clauses.yaml", "- 第二条", "sample_policy/clauses.yaml 应为“名称: 内容”的映射"),
        ("parameters.yaml", "title: 办法", "title 至少应有一行带 value、from、source 的取值"),
        ("parameters.yaml", "title: []", "title 至少应有一行"),
        (
            "parameters.yaml",
            "pool_yuan: [{value: 1, from: 2024-06-18}]",
            "sample_policy/parameters.yaml：pool_yuan 的字段应恰为：value、from、source",
        ),
        (
            "parameters.yaml",
            "pool_yuan: [{value: 1, from: 昨天, source: 第十一条}]",
            "sample_policy/parameters.yaml：pool_yuan.from 为 '昨天'，类型不符",
        ),
        (
            "parameters.yaml",
            "pool_yuan: [{value: yes, from: 2024-06-18, source: 第十一条}]",
            "pool_yuan.value 为 True，类型不符",
        ),
        ("clauses.yaml", "art2: 第二条", "sample_policy/clauses.yaml：art2 的字段应恰为"),
        ("checks.yaml", "subject: 5", "sample_policy/checks.yaml：subject 应为文字"),
        (
            "questions.yaml",
            "Q1: {article: 第二条, question: 何为首次, readings: {a: 甲, b: 乙}, default: c}",
            "Q1.default 为 'c'，应为其 readings 之一",
        ),
        ("rulings.yaml", "Q1: hold", "sample_policy/rulings.yaml 应为列表"),
        ("rulings.yaml", "- {question: Q1}", "sample_policy/rulings.yaml 第 1 条 的字段应恰为"),
        ("windows.yaml", "first: 2024-07-02", "sample_policy/windows.yaml 应为列表"),
        (
            "windows.yaml",
            "- {name: 一, mode: weekly, opens: 2024-07-02, closes: null, source: 通知}",
            "sample_policy/windows.yaml 第 1 条.mode 为 'weekly'，应为 rolling 或 dated",
        ),
        (
            "windows.yaml",
            "- {name: 一, mode: dated, opens: 2024-07-02, closes: 2024-07-01, source: 通知}",
            "第 1 条：closes（2024-07-01）早于 opens（2024-07-02）",
        ),
    ],
)
def test_a_file_that_does_not_fit_is_refused_with_its_place(folder, file, text, said) -> None:
    fault = fault_of(lambda: (folder / file).write_text(text, encoding="utf-8"))

    assert said in fault


def test_a_missing_file_is_refused_by_name(folder: Path) -> None:
    assert "sample_policy/checks.yaml 不能读取" in fault_of((folder / "checks.yaml").unlink)


def test_a_policy_without_windows_takes_no_applications(folder: Path) -> None:
    (folder / "windows.yaml").unlink()

    assert read_book(PACKAGE).windows == ()


def test_a_policys_windows_are_read_in_the_order_of_the_file() -> None:
    assert BOOK.windows[1] == ApplicationWindow(
        "第二批（大模型专题）",
        WindowMode.DATED,
        date(2025, 2, 17),
        date(2025, 3, 20),
        "人工智能大模型应用示范区（大模型专题）政策兑现工作（第二批）通知",
    )


@pytest.mark.parametrize(
    ("read", "name", "said"),
    [
        (Book.number, "title", "应为整数"),
        (Book.day, "pool_yuan", "参数 pool_yuan 为 280000000，应为日期"),
        (Book.text, "pool_yuan", "应为文字"),
    ],
)
def test_a_parameter_of_another_kind_is_refused(read, name, said) -> None:
    with pytest.raises(PolicyFault, match=said):
        read(BOOK, name, TODAY)


def test_a_ruling_with_a_reading_that_the_rules_do_not_know_is_refused() -> None:
    unknown = Ruling("Q8", "sometimes", date(2026, 1, 1), "样例单位", "复函")
    facts = replace(facts_of({}), decided_on=TODAY, rulings=(unknown,))

    with pytest.raises(PolicyFault, match="问题 Q8 没有读法“sometimes”"):
        BOOK.reading("Q8", facts)


def test_of_two_rulings_the_newest_in_force_prevails_and_of_one_day_the_databases() -> None:
    def ruling(reading: str, day: date) -> Ruling:
        return Ruling("Q8", reading, day, "样例单位", f"复函 {reading}")

    shipped = replace(BOOK, rulings=(ruling("excluded", date(2026, 1, 1)),))
    later = ruling("counts", date(2026, 3, 2))
    same_day = ruling("counts", date(2026, 1, 1))
    facts = facts_of({})

    assert shipped.reading("Q8", replace(facts, decided_on=TODAY, rulings=(later,))).code == (
        "excluded"
    )
    assert shipped.reading("Q8", replace(facts, decided_on=TODAY, rulings=(same_day,))).code == (
        "counts"
    )
    assert shipped.reading("Q8", replace(facts, decided_on=date(2025, 1, 1))).code == "hold"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("basis: [", "sample_policy/claim.yaml 不能读取"),
        ("- 第一项", "sample_policy/claim.yaml 的字段应恰为"),
        ("is_official: false\nbasis: x\ndeclarations: 5\nmaterials: []", "应为列表"),
        (
            "is_official: false\nbasis: x\ndeclarations: []\nmaterials: [{code: M1}]",
            "的字段应恰为",
        ),
        (
            ODD_NEED,
            "sample_policy/claim.yaml：",
        ),
    ],
)
def test_a_claim_form_that_does_not_fit_is_refused_with_its_place(folder, text, said) -> None:
    (folder / "claim.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(PolicyFault) as caught:
        read_claim_form(folder.name)

    assert said in str(caught.value)
