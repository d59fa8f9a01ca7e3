"""`jishen match`: who filed the entries of a file, explained, without a database."""

import json
from collections import Counter
from pathlib import Path

import click

from commands.match_files import EntryRow, read_entries, read_registry_file
from jishen.domain.matches import VERDICT_NAMES, Match, MatchReason, Verdict
from jishen.matching.matcher import matcher_of

_MOST_NOTES = 10


@click.command("match", short_help="比对一份备案条目与企业名册，不用数据库")
@click.argument("entries", metavar="ENTRIES.csv", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--registry",
    metavar="REGISTRY.csv",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="企业名册：uscc、name、former_names、registered_address、status、type。",
)
@click.option("--json", "as_json", is_flag=True, help="逐行输出 JSON，供其他程序读取。")
@click.option(
    "--names-alone",
    is_flag=True,
    help="仅省市、有限责任公司写法不同时不要求第二项佐证（默认要求）。",
)
def match(entries: Path, registry: Path, *, as_json: bool, names_alone: bool) -> None:
    """逐行说明 ENTRIES.csv 的备案主体是名册中的哪一家企业，及其理由。不使用数据库。

    ENTRIES.csv 的列：filer_name，可另有 filing_number、list_kind、announced_on、remarks。
    两份文件均可为 UTF-8 或 GBK。文件有误时说明何处有误，退出码为 1，不输出任何结论。
    """
    rows = read_entries(entries)
    known = read_registry_file(registry)
    _show_notes(known.notes)
    matcher = matcher_of(known.enterprises, needs_second_fact=not names_alone)
    counted: Counter[str] = Counter()
    for row in rows:
        judged = matcher.judge(row.facts)
        counted[answer_of(judged)] += 1
        click.echo(_json_line(row, judged) if as_json else text_of(row, judged))
    if not as_json:
        click.echo(_summary(counted))


def answer_of(judged: Match) -> str:
    """Return positive, unsure, negative (names alike are others'), or none (nothing alike)."""
    return "none" if judged.is_none else judged.verdict.value


def _json_line(row: EntryRow, judged: Match) -> str:
    record = {
        "row": row.row_number,
        "entry": {
            "filer_name": row.facts.filer_name,
            "filing_number": row.facts.filing_number,
            "list_kind": row.list_kind,
        },
        "verdict": answer_of(judged),
        "uscc": judged.uscc,
        "score": judged.score,
        "rule": judged.rule,
        "reasons": [_sentence(reason) for reason in judged.reasons],
        "candidates": [
            {"uscc": each.uscc, "name": each.name, "why": each.why} for each in judged.candidates
        ],
    }
    return json.dumps(record, ensure_ascii=False)


def _sentence(reason: MatchReason) -> str:
    sides = f"清单“{_shown(reason.entry_says)}”，名册“{_shown(reason.registry_says)}”"
    return f"{reason.compared}：{reason.finding}（{sides}）。"


def _shown(text: str) -> str:
    return " ".join(text.split()) or "无"


def text_of(row: EntryRow, judged: Match) -> str:
    """Return what a person reads of one row: conclusion, reasons, candidates."""
    lines = [f"第 {row.row_number} 行  {_shown(row.facts.filer_name)}  {row.facts.filing_number}"]
    meant = f"：{judged.uscc}" if judged.uscc else ""
    lines.append(f"  结论：{VERDICT_NAMES[judged.verdict]}{meant}（规则 {judged.rule}）")
    lines += [f"  · {_sentence(reason)}" for reason in judged.reasons]
    if judged.verdict is not Verdict.POSITIVE:
        lines += [f"  候选：{each.name}（{each.uscc}）{each.why}" for each in judged.candidates]
    return "\n".join(lines)


def _summary(counted: Counter[str]) -> str:
    return (
        f"共 {counted.total()} 行：确认 {counted['positive']}，待人工判断 {counted['unsure']}，"
        f"名册中无对应企业 {counted['negative'] + counted['none']}"
    )


def _show_notes(notes: list[str]) -> None:
    for note in notes[:_MOST_NOTES]:
        click.echo(f"名册提示：{note}", err=True)
    if len(notes) > _MOST_NOTES:
        click.echo(f"名册提示：另有 {len(notes) - _MOST_NOTES} 处，未逐一列出", err=True)
