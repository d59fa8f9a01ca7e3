"""`jishen registry`: import the enterprise registry, and see to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from commands.registry_check import check
from commands.registry_export import export
from commands.registry_file import RegistryReading, read_sheet, registry_sheet
from commands.registry_header import wanted_columns
from commands.registry_import import (
    IMPORTER,
    Imported,
    Told,
    dry_run,
    import_reading,
    tell_fault,
)
from commands.registry_progress import progress_of
from commands.registry_show import show
from commands.registry_sql import opened_query
from commands.registry_stream import Source, opened_file
from commands.registry_tasks import seal_rest, tasks
from jishen.domain.errors import RegistryFault
from jishen.settings import load_settings
from jishen.store.audit import Actor

_MOST_ROWS_SHOWN = 10


@click.group()
def registry() -> None:
    """企业登记库：导入、检查、导出、查看、任务。"""


for command in (show, check, export, tasks, seal_rest):
    registry.add_command(command)


@registry.command(name="import", short_help="导入企业名册（CSV、XLSX、XLS 或数据库查询）")
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@click.option("--from-sql", "url", metavar="URL", help="数据库地址；env:变量名 则取自环境变量。")
@click.option("--query", metavar="SELECT…", help="与 --from-sql 同用；列名按表头识别。")
@click.option("--map", "wishes", metavar="表头=字段", multiple=True, help="指明一列；可多次。")
@click.option("--source", metavar="来源", default="", help="数据由谁提供，记入每个字段的来源。")
@click.option(
    "--as-of",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    help="数据日期（YYYY-MM-DD）；行内另有数据日期的以行内为准。",
)
@click.option("--dry-run", "is_dry", is_flag=True, help="只检查并列出将有的变化，不改动名册。")
@click.option(
    "--report",
    metavar="PATH.xlsx",
    type=click.Path(dir_okay=False, path_type=Path),
    help="逐行报告写到这里；默认写入数据目录的 reports 文件夹。",
)
@click.option("--by", metavar="姓名", default="", help="导入人，记入审计。")
def import_file(  # noqa: PLR0913, PLR0917 (each is an option of the command line)
    file: Path | None,
    url: str | None,
    query: str | None,
    wishes: tuple[str, ...],
    source: str,
    as_of: datetime | None,
    report: Path | None,
    by: str,
    *,
    is_dry: bool,
) -> None:
    """导入企业名册 FILE 或数据库查询的结果。

    合格的行全部生效，不合格的行逐行说明原因；重复导入同一文件不产生变化。
    文件整体无法读取时说明原因与处理办法，退出码为 1，原有名册不受影响。
    """
    if (file is None) == (url is None) or (url is None) != (query is None):
        message = "请给出 FILE，或同时给出 --from-sql 与 --query。"
        raise click.UsageError(message)
    told = Told(source, as_of.date() if as_of else None, report)
    actor = Actor(by, is_person=True) if by else IMPORTER
    name = file.name if file else "数据库查询"
    try:
        with _opened(file, url, query) as opened:
            name = opened.name
            reading = _read(opened, wishes)
        _apply(reading, actor, told, is_dry=is_dry)
    except RegistryFault as fault:
        click.echo(f"{name}：{fault}", err=True)
        click.echo(f"处理办法：{fault.remedy}", err=True)
        if not is_dry:
            tell_fault(load_settings(), name, fault)
        raise SystemExit(1) from None


def _apply(reading: RegistryReading, actor: Actor, told: Told, *, is_dry: bool) -> None:
    settings = load_settings()
    try:
        _show_reading(reading)
        _refuse_if_nothing_is_good(reading)
        if is_dry:
            imported = dry_run(settings, reading, told)
        else:
            imported = import_reading(settings, reading, actor, told)
        _show_imported(reading, imported, is_dry=is_dry)
    finally:
        reading.rows.close()


@contextmanager
def _opened(file: Path | None, url: str | None, query: str | None) -> Iterator[Source]:
    opening = opened_query(url, query) if url and query else opened_file(file or Path())
    with opening as source:
        yield source


def _read(source: Source, wishes: tuple[str, ...]) -> RegistryReading:
    sheet = registry_sheet(source, wanted_columns(wishes))
    sheet_name = f"，工作表“{sheet.table.sheet}”" if sheet.table.sheet else ""
    click.echo(f"{source.name}{sheet_name}")
    recognised = "、".join(
        column.name if column.header == column.name else f"{column.name}（{column.header}）"
        for column in sheet.header.columns
    )
    click.echo(f"识别的列：{recognised}")
    if sheet.header.unknown:
        click.echo(f"未读取的列：{'、'.join(sheet.header.unknown)}")
    if sheet.sheets_not_read:
        click.echo(f"注意：以下工作表未读取：{'、'.join(sheet.sheets_not_read)}", err=True)
    with progress_of("读取", sheet.table.row_count) as progress:
        return read_sheet(sheet, progress)


def _refuse_if_nothing_is_good(reading: RegistryReading) -> None:
    if not len(reading.rows):
        message = f"读到 {reading.rows_read} 行，没有一行可以导入，原因见上"
        raise RegistryFault(message)


def _show_reading(reading: RegistryReading) -> None:
    repeated = f"，重复 {reading.rows_repeated} 行" if reading.rows_repeated else ""
    click.echo(
        f"读到 {reading.rows_read} 行：合格 {len(reading.rows)} 行，"
        f"不合格 {reading.rows_refused} 行{repeated}"
    )
    if reading.rows_refused:
        Console().print(_refused_table(reading))


def _refused_table(reading: RegistryReading) -> Table:
    shown = list(islice(reading.rows.refused(), _MOST_ROWS_SHOWN))
    table = Table(title=Text(f"不合格的行（前 {len(shown)} 行，共 {reading.rows_refused} 行）"))
    for header in ("行号", "统一社会信用代码", "企业名称", "原因"):
        table.add_column(header, overflow="fold")
    for row in shown:
        cells = (str(row.row_number), row.uscc, row.name, row.why)
        table.add_row(*(Text(cell) for cell in cells))
    return table


def _show_imported(reading: RegistryReading, imported: Imported, *, is_dry: bool) -> None:
    applied = imported.applied
    done = "如导入，名册将" if is_dry else "名册已更新："
    click.echo(
        f"{done}新增 {applied.added} 家，变更 {applied.changed} 家，"
        f"未变 {applied.unchanged} 家，未导入 {reading.rows_refused} 行"
    )
    if applied.confirmed:
        click.echo(f"{applied.confirmed} 家内容未变，仅更新数据日期。")
    if applied.older:
        click.echo(f"{applied.older} 行的数据日期早于名册已有记录，未采用。")
    if applied.asked:
        click.echo(
            f"{applied.asked} 行未导入，须人工处理：同一信用代码出现另一名称而未写明更名。"
            "请运行 jishen registry tasks list 查看。"
        )
    if imported.report:
        click.echo(f"逐行报告：{imported.report}")
    if is_dry:
        click.echo("仅检查，未改动名册。")
    elif applied.entries_asked_again:
        click.echo(
            f"{applied.entries_asked_again} 条已有备案条目待重新比对："
            "将由下一次定时任务处理，也可立即运行 jishen advance。"
        )
    else:
        click.echo("没有需要重新比对的备案条目。")
