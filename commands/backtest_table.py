"""A backtest as people read it: on the terminal, as CSV, as a workbook, as a page of the docs."""

import csv
import io
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import xlsxwriter
from rich.table import Table
from rich.text import Text

from commands.backtest_records import Backtest, Counts, Publication
from commands.registry_report import safe_cell
from jishen.domain.errors import BacktestFault

KIND_NAMES = {
    "algorithm": "算法",
    "deep_synthesis": "深度合成",
    "generative_ai": "生成式",
    "generative_ai_notice": "生成式公告",
    "cancellation": "注销",
    "guangdong": "广东省",
}
Cell = str | int | float
_COLUMNS: tuple[tuple[str, Callable[[Counts], Cell]], ...] = (
    ("公布", lambda c: c.published),
    ("发现", lambda c: c.found),
    ("首轮发现", lambda c: c.found_in_time),
    ("其中重列", lambda c: c.repeated),
    ("遗漏", lambda c: c.lost),
    ("重复", lambda c: c.twice),
    ("改动单元格", lambda c: f"{c.changed_seen}/{c.changed_cells}"),
    ("更名", lambda c: f"{c.renames_seen}/{c.renames}"),
    ("注销", lambda c: f"{c.cancellations_seen}/{c.cancellations}"),
    ("匹配", lambda c: c.matched),
    ("待判断", lambda c: c.unsure),
    ("线索", lambda c: c.leads),
    ("首次备案：算法档", lambda c: c.algorithm_cases),
    ("首次备案：生成式档", lambda c: c.generative_cases),
    ("其中暂缓", lambda c: c.held_cases),
    ("非首次", lambda c: c.no_further_cases),
    ("最高金额（元）", lambda c: c.ceiling_yuan),
)
HEADERS = ("公布日期", "清单", "期次", *(name for name, _ in _COLUMNS), "用时（秒）", "需人工之处")


def rows_of(result: Backtest) -> list[list[Cell]]:
    """Return a line for each publication and the line of totals."""
    lines = [_row(publication) for publication in result.publications]
    totals = [count(result.totals) for _, count in _COLUMNS]
    return [*lines, ["合计", "", "", *totals, round(result.seconds, 1), _said(result.asked)]]


def _row(publication: Publication) -> list[Cell]:
    kind = KIND_NAMES.get(publication.kind, publication.kind)
    return [
        publication.on.isoformat(),
        f"{kind}（历史）" if publication.is_history else kind,
        publication.period,
        *(count(publication.counts) for _, count in _COLUMNS),
        round(publication.seconds, 1),
        _said(publication.asked),
    ]


def _said(asked: tuple[tuple[str, int], ...]) -> str:
    return "；".join(f"{why} ×{count}" for why, count in asked)


def summary_of(result: Backtest) -> str:
    """Return the outcome in words."""
    totals = result.totals
    first = totals.algorithm_cases + totals.generative_cases
    return f"""\
共 {len(result.publications)} 份清单、{totals.published} 条，巡查 {result.passes} 轮：\
首轮发现 {totals.found_in_time} 条\
（其中重列此前条目 {totals.repeated} 条，不计新增），遗漏 {totals.lost} 条，重复 {totals.twice} 条。
公布后改动 {totals.changed_cells} 个单元格，发现 {totals.changed_seen} 个；\
更名 {totals.renames} 处，发现 {totals.renames_seen} 处；\
注销 {totals.cancellations} 条，发现 {totals.cancellations_seen} 条。
首次备案 {first} 件（算法档 {totals.algorithm_cases}，生成式档 {totals.generative_cases}），\
其中暂缓待核实 {totals.held_cases} 件；非首次、不再另行奖励 {totals.no_further_cases} 件。
按件累计最高 {totals.ceiling_yuan:,} 元；\
按就高补差，{result.enterprises} 家企业最高 {result.most_yuan:,} 元，以审核核定为准。"""


def terminal_table(result: Backtest) -> Table:
    """Return the table for the terminal, without the reasons: they follow it."""
    table = Table(title=Text("回测"))
    for place, name in enumerate(HEADERS[:-1]):
        table.add_column(
            name, overflow="fold", justify="left" if place < len(("日", "单")) else "right"
        )
    for row in rows_of(result):
        table.add_row(*(Text(_shown(cell)) for cell in row[:-1]))
    return table


def as_json(result: Backtest) -> dict[str, object]:
    """Return the whole result as JSON values."""
    return {
        "publications": [
            asdict(each) | {"on": each.on.isoformat(), "asked": dict(each.asked)}
            for each in result.publications
        ],
        "totals": asdict(result.totals),
        "asked": dict(result.asked),
        "enterprises": result.enterprises,
        "most_yuan": result.most_yuan,
        "passes": result.passes,
        "seconds": round(result.seconds, 1),
        "cpu_seconds": round(result.cpu_seconds, 1),
        "is_whole": result.is_whole,
    }


def write_table(result: Backtest, path: Path, *, command: str) -> None:
    """Write the table by the ending of the file's name.

    Raises:
        BacktestFault: an ending that is not known, or a place where nothing can be written.
    """
    makers = {
        ".csv": lambda: _csv(result),
        ".xlsx": lambda: _workbook(result),
        ".md": lambda: _page(result, command),
    }
    make = makers.get(path.suffix.lower())
    if make is None:
        message = f"输出文件 {path.name} 须以 {'、'.join(makers)} 结尾"
        raise BacktestFault(message)
    write_file(path, make())


def write_file(path: Path, content: bytes) -> None:
    """Write a file; BacktestFault where that cannot be done."""
    try:
        path.write_bytes(content)
    except OSError as error:
        message = f"无法写入 {path}（{error.strerror}）"
        raise BacktestFault(message) from error


def _csv(result: Backtest) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADERS)
    writer.writerows([_safe(cell) for cell in row] for row in rows_of(result))
    return text.getvalue().encode("utf-8-sig")  # Excel takes it for UTF-8 only with the mark


def _workbook(result: Backtest) -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        sheet = book.add_worksheet("回测")
        sheet.write_row(0, 0, HEADERS, book.add_format({"bold": True}))
        for at, row in enumerate(rows_of(result), start=1):
            sheet.write_row(at, 0, [_safe(cell) for cell in row])
        sheet.freeze_panes(1, 3)
        sheet.set_column(0, len(HEADERS) - 2, 12)
        sheet.set_column(len(HEADERS) - 1, len(HEADERS) - 1, 80)
    return held.getvalue()


def _page(result: Backtest, command: str) -> bytes:
    """Return a page for the docs; seconds are left out: it reads alike on every machine."""
    shown = HEADERS[:-2]
    lines = [
        "# 回测",
        f"由 `{command}` 生成，请勿手改。各栏含义见 [runbook](runbook.md)。",
        summary_of(result),
        "![各批次首次备案](backtest.svg)",
        "\n".join(
            (
                f"| {' | '.join(shown)} |",
                f"|{'---|' * len(shown)}",
                *(f"| {' | '.join(map(_shown, row[:-2]))} |" for row in rows_of(result)),
            )
        ),
        "## 需人工之处",
        "\n".join(f"- {why}：{count} 处" for why, count in result.asked),
    ]
    return ("\n\n".join(lines) + "\n").encode()


def _safe(cell: Cell) -> Cell:
    return safe_cell(cell) if isinstance(cell, str) else cell


def _shown(cell: Cell) -> str:
    return f"{cell:,}" if isinstance(cell, int) else str(cell)
