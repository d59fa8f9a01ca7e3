"""`jishen read`: show what an attachment says, without a database."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from jishen.domain.errors import SourceFault
from jishen.domain.filings import LIST_NAMES, FilingRow, ListKind, RowFlag
from scrapers.documents import read_filing_table

_FLAG_NAMES = {
    RowFlag.NUMBER_MALFORMED: "备案编号格式不符",
    RowFlag.CHECK_DIGIT_FAILS: "备案编号校验位不符",
    RowFlag.NUMBER_TWICE: "备案编号重复",
    RowFlag.REQUIRED_CELL_BLANK: "必填单元格为空",
}
_CATEGORY_NAMES = {ListKind.ALGORITHM: "算法类别", ListKind.DEEP_SYNTHESIS: "角色"}


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
        rows = read_filing_table(file.read_bytes())
    except SourceFault as fault:
        click.echo(f"{file.name}：{fault}", err=True)
        click.echo(f"处理办法：{fault.remedy}", err=True)
        sys.exit(1)
    except OSError as error:
        click.echo(f"{file.name}：无法打开文件（{error.strerror}）", err=True)
        click.echo("处理办法：请确认文件存在且有读取权限。", err=True)
        sys.exit(1)
    for line in _json_lines(rows) if as_json else _text_lines(rows, file.name):
        click.echo(line)


def _json_lines(rows: tuple[FilingRow, ...]) -> Iterator[str]:
    for row in rows:
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
            "flags": [flag.value for flag in row.flags],
        }
        yield json.dumps(record, ensure_ascii=False)


def _text_lines(rows: tuple[FilingRow, ...], file_name: str) -> Iterator[str]:
    """Yield the table, then the count and every row a person must look at."""
    kind = rows[0].list_kind
    flagged = [row for row in rows if row.flags]
    yield _drawn(rows, f"{LIST_NAMES[kind]}（{file_name}）")
    yield f"共 {len(rows)} 条，其中 {len(flagged)} 条需人工留意。"
    for row in flagged:
        flags = "、".join(_FLAG_NAMES[flag] for flag in row.flags)
        yield f"  第 {row.row_number} 条 {row.filer_name or '（主体名称为空）'}：{flags}"


def _drawn(rows: tuple[FilingRow, ...], title: str) -> str:
    table = Table(title=Text(title))
    for name in ("条", "算法名称", _CATEGORY_NAMES[rows[0].list_kind], "主体名称", "备案编号"):
        # Folded, not cut: a name or a number must be readable whole.
        table.add_column(name, overflow="fold")
    for row in rows:
        cells = (str(row.row_number), row.title, row.category_or_role, row.filer_name)
        table.add_row(*(Text(cell) for cell in (*cells, row.filing_number)))
    console = Console()
    with console.capture() as capture:
        console.print(table)
    return capture.get().rstrip("\n")
