"""`jishen read`: show what an attachment says, without a database."""

import json
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from jishen.domain.errors import SourceFault
from jishen.domain.filings import (
    LIST_NAMES,
    ROW_FLAG_NAMES,
    AttachmentReading,
    FilingRow,
    RowDoubt,
)
from scrapers.documents import read_filing_table


@click.command("read", short_help="读取一份清单附件并列出其内容")
@click.argument(
    "file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--json", "as_json", is_flag=True, help="逐行输出 JSON，供其他程序读取。")
def read(file: Path, *, as_json: bool) -> None:
    """读取官方清单附件 FILE 并列出其中的备案条目。不使用数据库，也不改动任何数据。

    附件不能完整读取时，说明原因与处理办法，退出码为 1。
    """
    try:
        reading = read_filing_table(file.read_bytes())
    except SourceFault as fault:
        click.echo(f"{file.name}：{fault}", err=True)
        click.echo(f"处理办法：{fault.remedy}", err=True)
        sys.exit(1)
    except OSError as error:
        click.echo(f"{file.name}：无法打开文件（{error.strerror}）", err=True)
        click.echo("处理办法：请确认文件存在且有读取权限。", err=True)
        sys.exit(1)
    for line in _json_lines(reading) if as_json else _text_lines(reading, file.name):
        click.echo(line)


def _json_lines(reading: AttachmentReading) -> Iterator[str]:
    for row in reading.rows:
        record = {
            "list_kind": row.list_kind.value,
            "row_number": row.row_number,
            "title": row.title,
            "category_or_role": row.category_or_role,
            "filer_name": row.filer_name,
            "products": row.products,
            "purpose": row.purpose,
            "filing_number": row.filing_number,
            "remarks": row.remarks,
            "jurisdiction": row.jurisdiction,
            "filed_on_printed": row.filed_on_printed,
            "filed_on": row.filed_on.isoformat() if row.filed_on else None,
            "flags": [flag.value for flag in row.flags],
            "reading_notes": list(row.reading_notes),
        }
        yield json.dumps(record, ensure_ascii=False)
    for doubt in reading.doubts:
        yield json.dumps({"doubt": _doubt_record(doubt)}, ensure_ascii=False)


def _doubt_record(doubt: RowDoubt) -> dict[str, object]:
    return {
        "place": doubt.place,
        "page_number": doubt.page_number,
        "cells": list(doubt.cells),
        "reason": doubt.reason,
    }


def _text_lines(reading: AttachmentReading, file_name: str) -> Iterator[str]:
    """Yield a table for each list, the counts, and everything a person must look at."""
    for kind, found in groupby(reading.rows, lambda row: row.list_kind):
        yield _drawn(list(found), f"{LIST_NAMES[kind]}（{file_name}）")
    flagged = [row for row in reading.rows if row.flags]
    yield f"共 {len(reading.rows)} 条，其中 {len(flagged)} 条需人工留意。"
    for row in flagged:
        flags = "、".join(ROW_FLAG_NAMES[flag] for flag in row.flags)
        yield f"  第 {row.row_number} 条 {row.filer_name or '（主体名称为空）'}：{flags}"
        yield from (f"    {note}" for note in row.reading_notes)
    if reading.doubts:
        yield f"另有 {len(reading.doubts)} 处不能读成条目，须人工核对："
    for doubt in reading.doubts:
        yield f"  {doubt.place}：{doubt.reason}：{' | '.join(doubt.cells)}"


def _drawn(rows: list[FilingRow], title: str) -> str:
    names = ("条", "名称", "类别", "单位", "编号", "时间")
    cells = [
        (
            str(row.row_number),
            row.title,
            row.category_or_role or row.jurisdiction,
            row.filer_name,
            row.filing_number,
            row.filed_on_printed,
        )
        for row in rows
    ]
    table = Table(title=Text(title))
    shown = [place for place in range(len(names)) if any(line[place] for line in cells)]
    for place in shown:
        # Folded, not cut: a name or a number must be readable whole.
        table.add_column(names[place], overflow="fold")
    for line in cells:
        table.add_row(*(Text(line[place]) for place in shown))
    console = Console()
    with console.capture() as capture:
        console.print(table)
    return capture.get().rstrip("\n")
