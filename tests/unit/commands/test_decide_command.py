"""`jishen decide`: a file in, the decision out, no database."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commands.decide import decide
from jishen.cases.records_json import from_json
from jishen.domain.decisions import Decision, Outcome
from jishen.domain.errors import FactsFault

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"


def ask(*arguments: str) -> Result:
    return CliRunner().invoke(decide, arguments)


def decided(example: str) -> Decision:
    answer = ask(str(EXAMPLES / f"{example}.yaml"), "--json")
    return from_json(Decision, json.loads(answer.output))


@pytest.mark.parametrize(
    ("example", "payable_yuan"),
    [
        ("facts_first_generative_ai", 1_000_000),
        ("facts_top_up", 800_000),
        ("facts_with_ruling", 200_000),
    ],
)
def test_the_examples_of_the_documentation_are_eligible(example, payable_yuan) -> None:
    decision = decided(example)

    assert (decision.outcome, decision.payable_yuan) == (Outcome.ELIGIBLE, payable_yuan)


@pytest.mark.parametrize(
    "said",
    [
        "结论：符合条件",
        "金额：最高 1,000,000 元　核定 1,000,000 元　应付 800,000 元",
        "（市 400,000 元，区 400,000 元）",
        "   原文：“同时符合本条各条件的，按就高补差原则执行，不重复奖励”",
        "   事实：第三条已获奖励 200,000 元（奖励台账）",
        "   计算：max(1,000,000; 200,000) − 200,000 = 800,000 元",
        "   口径：默认：按同一法人、同一档次计（尚无书面解释）（Q2）",
    ],
)
def test_the_decision_is_written_out_step_by_step(said) -> None:
    answer = ask(str(EXAMPLES / "facts_top_up.yaml"))

    assert said in answer.output


def test_what_a_reviewer_must_check_is_written_out(tmp_path: Path) -> None:
    facts = (EXAMPLES / "facts_top_up.yaml").read_text(encoding="utf-8")
    file = tmp_path / "facts.yaml"
    file.write_text(facts.replace("history_since:", "# "), encoding="utf-8")

    answer = ask(str(file))

    assert "须核实：此前批次清单未采集，请核实是否首次。" in answer.output


def test_a_file_that_is_not_there_is_told_with_a_remedy(tmp_path: Path) -> None:
    answer = ask(str(tmp_path / "none.yaml"))

    assert isinstance(answer.exception, FactsFault)
    assert "none.yaml" in str(answer.exception)


def test_a_file_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    file = tmp_path / "facts.yaml"
    file.write_bytes("uscc: 广州".encode("gbk"))

    answer = ask(str(file))

    assert str(answer.exception).endswith("不是 UTF-8 文本")


def test_a_draft_says_that_nobody_has_confirmed_it() -> None:
    answer = ask(str(EXAMPLES / "facts_first_generative_ai.yaml"), "--policy", "zhuhai_2025")

    assert "本政策为草案" in answer.output
