"""`jishen registry`: import the enterprise registry, show what it knows of one enterprise."""

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from commands.registry_file import RefusedRow, RegistryReading, read_registry
from commands.registry_report import write_report
from commands.registry_show import show
from flows.running import now, recipients, store_of
from jishen.cases.registry import Applied, ImportTerms, RegistryFile, apply_rows
from jishen.cases.troubles import Trouble, tell_recovery, tell_trouble
from jishen.domain.errors import RegistryFault
from jishen.domain.notices import Audience
from jishen.domain.registry import row_of
from jishen.sealing import seal_or_new
from jishen.settings import Settings, load_settings
from jishen.store import schema
from jishen.store.audit import Actor

WORK = "registry"
IMPORTER = Actor("名册导入")
_MOST_ROWS_SHOWN = 10
_ROWS_REMEDY = "请按未导入清单逐行核对，改正后重新导入；其余各行已生效。"


@click.group()
def registry() -> None:
    """企业名册：导入、查看。"""


registry.add_command(show)


@registry.command(name="import", short_help="导入企业名册（CSV、XLSX、XLS）")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="只检查文件并列出结果，不改动名册。")
@click.option(
    "--report",
    metavar="PATH.csv",
    type=click.Path(dir_okay=False, path_type=Path),
    help="未导入各行的清单写到这里；默认写入数据目录的 reports 文件夹。",
)
@click.option("--by", metavar="姓名", default="", help="导入人，记入审计。")
def import_file(file: Path, report: Path | None, by: str, *, dry_run: bool) -> None:
    """导入企业名册 FILE。合格的行全部生效，不合格的行逐行说明原因；重复导入同一文件不产生变化。

    文件整体无法读取时说明原因与处理办法，退出码为 1，原有名册不受影响。
    """
    settings = load_settings()
    try:
        reading = read_registry(file)
        _show_reading(reading)
        if reading.refused:
            path = report or settings.data_folder / "reports" / f"registry-{reading.sha256[:8]}.csv"
            write_report(path, reading.refused)
            click.echo(f"未导入清单：{path}")
        _refuse_if_nothing_is_good(reading)
        if dry_run:
            click.echo("仅检查，未改动名册。")
            return
        applied = import_reading(settings, reading, Actor(by, is_person=True) if by else IMPORTER)
    except RegistryFault as fault:
        click.echo(f"{file.name}：{fault}", err=True)
        click.echo(f"处理办法：{fault.remedy}", err=True)
        if not dry_run:
            _tell_fault(settings, file.name, fault)
        raise SystemExit(1) from None
    _show_applied(reading, applied)


def import_reading(settings: Settings, reading: RegistryReading, actor: Actor) -> Applied:
    """Apply a reading to the registry; operators hear of refused rows, or that all is well."""
    store, at = store_of(settings), now()
    operators = recipients(settings, Audience.OPERATORS)
    try:
        schema.upgrade(store)
        applied = apply_rows(
            store,
            RegistryFile(
                reading.file_name, reading.sha256, reading.rows_read, len(reading.refused)
            ),
            [row_of(enterprise) for enterprise in reading.good],
            ImportTerms(at, actor, seal_or_new(settings.key_file)),
        )
        if reading.refused:
            tell_trouble(store, operators, _rows_trouble(reading), at)
        else:
            tell_recovery(store, operators, WORK, at)
    finally:
        store.close()
    return applied


def _refuse_if_nothing_is_good(reading: RegistryReading) -> None:
    if not reading.good:
        message = f"读到 {reading.rows_read} 行，没有一行可以导入，原因见未导入清单"
        raise RegistryFault(message)


def _rows_trouble(reading: RegistryReading) -> Trouble:
    # Places, not reasons: a reason may quote a cell, and a cell out of place may be a telephone.
    return Trouble(
        work=WORK,
        subject=reading.file_name,
        verdict="registry-rows",
        detail=f"企业名册文件“{reading.file_name}”有 {len(reading.refused)} 行未导入"
        f"（自第 {reading.refused[0].row_number} 行起）",
        remedy=_ROWS_REMEDY,
    )


def _tell_fault(settings: Settings, file_name: str, fault: RegistryFault) -> None:
    store = store_of(settings)
    try:
        schema.upgrade(store)
        detail = f"企业名册文件“{file_name}”未能导入：{fault}"
        trouble = Trouble(WORK, file_name, "registry-file", detail, fault.remedy)
        tell_trouble(store, recipients(settings, Audience.OPERATORS), trouble, now())
    finally:
        store.close()


def _show_reading(reading: RegistryReading) -> None:
    sheet = f"，工作表“{reading.sheet}”" if reading.sheet else ""
    click.echo(f"{reading.file_name}{sheet}")
    recognised = "、".join(
        column.name if column.header == column.name else f"{column.name}（{column.header}）"
        for column in reading.columns
    )
    click.echo(f"识别的列：{recognised}")
    if reading.unknown_headers:
        click.echo(f"未读取的列：{'、'.join(reading.unknown_headers)}")
    if reading.sheets_not_read:
        click.echo(f"注意：以下工作表未读取：{'、'.join(reading.sheets_not_read)}", err=True)
    repeated = f"，重复 {reading.rows_repeated} 行" if reading.rows_repeated else ""
    click.echo(
        f"读到 {reading.rows_read} 行：合格 {len(reading.good)} 行，"
        f"不合格 {len(reading.refused)} 行{repeated}"
    )
    if reading.refused:
        Console().print(_refused_table(reading.refused))


def _refused_table(refused: tuple[RefusedRow, ...]) -> Table:
    shown = refused[:_MOST_ROWS_SHOWN]
    table = Table(title=Text(f"不合格的行（前 {len(shown)} 行，共 {len(refused)} 行）"))
    for header in ("行号", "统一社会信用代码", "企业名称", "原因"):
        table.add_column(header, overflow="fold")
    for row in shown:
        cells = (str(row.row_number), row.uscc, row.name, row.why)
        table.add_row(*(Text(cell) for cell in cells))
    return table


def _show_applied(reading: RegistryReading, applied: Applied) -> None:
    click.echo(
        f"名册已更新：新增 {applied.added} 家，变更 {applied.changed} 家，"
        f"未变 {applied.unchanged} 家，未导入 {len(reading.refused)} 行"
    )
    if applied.asked:
        click.echo(f"{applied.asked} 行须人工处理，尚未导入：同一信用代码出现另一名称。")
    if applied.entries_asked_again:
        click.echo(
            f"{applied.entries_asked_again} 条已有备案条目待重新比对："
            "将由下一次定时任务处理，也可立即运行 jishen advance。"
        )
    else:
        click.echo("没有需要重新比对的备案条目。")
