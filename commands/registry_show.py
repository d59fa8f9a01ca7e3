"""`jishen registry show`: what the registry knows of one enterprise, contacts masked."""

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from flows.running import store_of
from jishen.domain.enterprises import ENTERPRISE_KIND_NAMES, ZONE_STATUS_NAMES
from jishen.domain.uscc import normal_uscc
from jishen.matching.names import name_key
from jishen.settings import load_settings
from jishen.store import schema
from jishen.store.registry import personal_shown
from jishen.store.tables import EnterpriseName, EnterpriseRecord, RegistryImport

_MOST_SHOWN = 20


@click.command(short_help="查看名册中的一家企业（联系方式隐去）")
@click.argument("wanted", metavar="信用代码|企业名称")
def show(wanted: str) -> None:
    """按统一社会信用代码或名称（含曾用名）查看企业；联系方式部分隐去。"""
    store = store_of(load_settings())
    schema.upgrade(store)
    try:
        with store.reading() as session:
            found = _found(session, wanted)
            tables = [_table(session, record) for record in found]
    finally:
        store.close()
    if not tables:
        click.echo(f"名册中没有“{wanted}”。请核对信用代码或企业全称。", err=True)
        raise SystemExit(1)
    for table in tables:
        Console().print(table)


def _found(session: Session, wanted: str) -> list[EnterpriseRecord]:
    by_name = select(EnterpriseName.uscc).where(EnterpriseName.name_key == name_key(wanted))
    return list(
        session.scalars(
            select(EnterpriseRecord)
            .where(
                or_(
                    EnterpriseRecord.uscc == normal_uscc(wanted), EnterpriseRecord.uscc.in_(by_name)
                )
            )
            .order_by(EnterpriseRecord.uscc)
            .limit(_MOST_SHOWN)
        )
    )


def _table(session: Session, record: EnterpriseRecord) -> Table:
    table = Table(title=Text(record.name), show_header=False)
    for name, value in _lines(session, record):
        table.add_row(Text(name), Text(value, overflow="fold"))
    return table


def _lines(session: Session, record: EnterpriseRecord) -> tuple[tuple[str, str], ...]:
    source = session.get_one(RegistryImport, record.import_id)
    shown = personal_shown(record)
    zone = f"{ZONE_STATUS_NAMES[record.zone_status]}（{record.zone_basis}）"
    return (
        ("统一社会信用代码", record.uscc),
        ("企业类型", ENTERPRISE_KIND_NAMES[record.kind]),
        ("曾用名", _former_names(session, record.uscc) or "（无）"),
        ("注册地址", record.registered_address or "（未填写）"),
        ("街道", record.street or "（未填写）"),
        ("示范区", zone),
        ("法定代表人", shown["legal_representative"] or "（未填写）"),
        ("联系人", shown["contact_name"] or "（未填写）"),
        ("联系电话", shown["contact_phone"] or "（未填写）"),
        ("联系邮箱", shown["contact_email"] or "（未填写，须电话告知）"),
        ("样例数据", "是" if record.is_sample else "否"),
        ("来源文件", f"{source.file_name}（{source.imported_by} 导入）"),
    )


def _former_names(session: Session, uscc: str) -> str:
    former = session.scalars(
        select(EnterpriseName)
        .where(EnterpriseName.uscc == uscc, EnterpriseName.is_former)
        .order_by(EnterpriseName.id)
    )
    return "；".join(
        f"{name.name}（使用至 {name.until.isoformat()}）" if name.until else name.name
        for name in former
    )
