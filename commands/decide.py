"""`jishen decide`: ask a policy about facts in a file, without a database."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from jishen.cases.records_json import to_json
from jishen.domain.decisions import OUTCOME_NAMES, Decision, TraceStep
from jishen.domain.errors import FactsFault
from rules import POLICIES
from rules.facts_file import read_facts
from rules.machine.entries import PolicyEntry


@click.command("decide", short_help="按政策测算一份事实文件")
@click.argument("file", metavar="FACTS.yaml", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--policy",
    "policy_id",
    type=click.Choice(sorted(POLICIES)),
    default="haizhu_2024",
    show_default=True,
    help="政策编号。",
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，供其他程序读取。")
def decide(file: Path, policy_id: str, *, as_json: bool) -> None:
    """按政策测算 FACTS.yaml 所载事实：结论、金额与逐步依据。不使用数据库，也不改动任何数据。

    事实文件的字段见 docs/decide.md，示例见 docs/examples。
    """
    entry = POLICIES[policy_id]
    decision = entry.decide(read_facts(_text_of(file)))
    if as_json:
        click.echo(json.dumps(to_json(decision), ensure_ascii=False, sort_keys=True, indent=2))
        return
    for line in _lines(entry, decision):
        click.echo(line)


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "不是 UTF-8 文本"
        message = f"事实文件 {file} 无法读取：{reason}"
        raise FactsFault(message) from None


def _lines(entry: PolicyEntry, decision: Decision) -> Iterator[str]:
    yield f"政策：{entry.name}"
    if entry.is_draft:
        yield "注意：本政策为草案，未经任何主管部门确认，结果仅供比较。"
    yield f"政策文件 SHA-256：{decision.policy_sha256}"
    yield f"结论：{OUTCOME_NAMES[decision.outcome]}　{decision.reason}"
    yield (
        f"金额：最高 {decision.ceiling_yuan:,} 元　核定 {decision.determined_yuan:,} 元　"
        f"应付 {decision.payable_yuan:,} 元"
        f"（市 {decision.city_half_yuan:,} 元，区 {decision.district_half_yuan:,} 元）"
    )
    for place, step in enumerate(decision.trace, start=1):
        yield from _step_lines(place, step)


def _step_lines(place: int, step: TraceStep) -> Iterator[str]:
    yield ""
    yield f"{place}. {step.article}　{step.finding}"
    if step.quote:
        yield f"   原文：“{step.quote}”"
    for name, value in step.facts:
        yield f"   事实：{name} {value}"
    if step.computation:
        yield f"   计算：{step.computation}"
    if step.ruling:
        yield f"   口径：{step.ruling}（{step.open_question}）"
    if step.question:
        yield f"   须核实：{step.question}"
