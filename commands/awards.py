"""`jishen awards`: earlier awards into the ledger, the ledger on the screen and into a file."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from commands.awards_file import COLUMNS, AwardsReading, read_awards
from commands.registry_report import safe_cell
from flows.running import now, store_of
from jishen.cases.awards import AwardsFile, import_awards, open_pool
from jishen.domain.errors import LedgerFault
from jishen.settings import load_settings
from jishen.store import schema
from jishen.store.ledger import earlier_awards, enterprise_lines, known_years, pool_view
from jishen.store.session import Store
from jishen.store.tables import EarlierAward

SHANGHAI = ZoneInfo("Asia/Shanghai")


@click.group()
def awards() -> None:
    """奖励台账：导入在先奖励、查看、导出、载明年度资金池。"""


@awards.command(name="import")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--by", required=True, metavar="姓名", help="导入人，记入审计。")
@click.option("--dry-run", is_flag=True, help="只检查文件，不改动台账。")
def import_file(file: Path, by: str, *, dry_run: bool) -> None:
    """导入系统之外已核定的奖励（CSV、XLSX）。合格的行全部生效，重复导入不产生变化。"""
    reading = read_awards(file)
    _show_reading(reading)
    if not reading.good:
        message = f"读到 {reading.rows_read} 行，没有一行可以导入"
        raise LedgerFault(message)
    if dry_run:
        click.echo("仅检查，未改动台账。")
        return
    with _opened() as store:
        told = AwardsFile(
            reading.file_name, reading.sha256, reading.rows_read, len(reading.refused)
        )
        applied = import_awards(store, told, reading.good, at=now(), by=by)
    click.echo(f"台账已更新：新增 {applied.added} 笔，已有 {applied.known} 笔")


@awards.command()
@click.argument("year", type=int, required=False, metavar="[年度]")
def show(year: int | None) -> None:
    """查看一个年度的资金池与各企业奖励；默认本年度。"""
    with _opened() as store, store.reading() as session:
        this_year = _today().year
        asked = year or this_year
        pool = pool_view(session, asked, this_year)
        lines = enterprise_lines(session, asked)
        others = [each for each in known_years(session) if each != asked]
    cap = "台账未载" if pool.cap_yuan is None else f"{pool.cap_yuan:,} 元"
    left = "不详" if pool.left_yuan is None else f"{pool.left_yuan:,} 元"
    click.echo(f"{asked} 年度资金池：{cap}")
    click.echo(
        f"已核定 {pool.awarded_yuan:,} 元（市级 {pool.city_half_yuan:,} 元，"
        f"区级 {pool.district_half_yuan:,} 元），"
        f"在办案件占用 {pool.reserved_yuan:,} 元，余额 {left}"
    )
    for line in lines:
        click.echo(
            f"{line.uscc}  {line.name}  第三条 {line.article3_yuan:,} 元  "
            f"其他 {line.other_yuan:,} 元  第八条 {line.outside_caps_yuan:,} 元"
        )
    if others:
        click.echo(f"另有年度：{'、'.join(map(str, others))}")


@awards.command()
@click.argument("file", metavar="FILE.csv", type=click.Path(dir_okay=False, path_type=Path))
def export(file: Path) -> None:
    """将已导入的在先奖励写成 CSV，可再次导入。"""
    with _opened() as store, store.reading() as session:
        rows = [_cells(award) for award in earlier_awards(session)]
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    click.echo(f"已写出 {len(rows)} 笔：{file}")


@awards.command()
@click.argument("year", type=click.IntRange(2024, 2099), metavar="年度")
@click.argument("cap_yuan", type=int, metavar="金额（元）")
@click.option("--by", required=True, metavar="姓名", help="经办人，记入审计。")
@click.option("--why", required=True, metavar="依据", help="依据的条款或文件。")
def pool(year: int, cap_yuan: int, by: str, why: str) -> None:
    """载明一个年度的资金池总额；载明之前，资金池余额视为不详。"""
    with _opened() as store:
        open_pool(store, year, cap_yuan, at=now(), by=by, why=why)
    click.echo(f"{year} 年度资金池：{cap_yuan:,} 元")


def _cells(award: EarlierAward) -> list[str]:
    said = (
        award.uscc,
        award.enterprise_name,
        f"第{'三四五六七八'[award.article - 3]}条",
        award.year,
        award.decided_on,
        award.amount_yuan,
        award.city_half_yuan,
        award.district_half_yuan,
        award.document,
    )
    return [safe_cell(str(cell)) for cell in said]


@contextmanager
def _opened() -> Iterator[Store]:
    store = store_of(load_settings())
    try:
        schema.upgrade(store)
        yield store
    finally:
        store.close()


def _today() -> date:
    return now().astimezone(SHANGHAI).date()


def _show_reading(reading: AwardsReading) -> None:
    click.echo(
        f"{reading.file_name}：读到 {reading.rows_read} 行，合格 {len(reading.good)} 行，"
        f"不合格 {len(reading.refused)} 行"
    )
    for row in reading.refused:
        click.echo(f"  第 {row.row_number} 行  {row.uscc}  {row.name}：{row.why}")
