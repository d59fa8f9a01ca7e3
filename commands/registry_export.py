"""`jishen registry export`: the registry as a workbook, personal data masked unless it must not."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import click

from commands import registry_columns as columns
from commands.registry_progress import progress_of
from commands.registry_sheet import Sheet
from commands.registry_store import opened_store
from flows.running import now
from jishen.domain.enterprises import (
    ENTERPRISE_KIND_NAMES,
    ENTERPRISE_STATUS_NAMES,
    PERSONAL_FIELDS,
    Enterprise,
    EnterpriseStatus,
    FormerName,
    ZoneStatus,
)
from jishen.domain.registry import FieldOrigin, KnownEnterprise
from jishen.sealing import Seal, seal_of
from jishen.settings import load_settings
from jishen.store import audit
from jishen.store.audit import Actor
from jishen.store.registry_walk import count_enterprises, every_enterprise, import_names
from jishen.store.session import Store

_ZONE_WORDS = {ZoneStatus.IN: "是", ZoneStatus.OUT: "否", ZoneStatus.UNCERTAIN: ""}
_PLAIN: dict[str, Callable[[Enterprise], str]] = {
    columns.USCC: lambda firm: firm.uscc,
    columns.NAME: lambda firm: firm.name,
    columns.KIND: lambda firm: firm.kind_printed or ENTERPRISE_KIND_NAMES[firm.kind],
    columns.FORMER_NAMES: lambda firm: "；".join(map(_former, firm.former_names)),
    columns.BRANDS: lambda firm: "；".join(firm.brand_names),
    columns.STATUS: lambda firm: _status(firm.status),
    columns.STATUS_ON: lambda firm: _day(firm.status_on),
    columns.ADDRESS: lambda firm: firm.registered_address,
    columns.OPERATING_ADDRESS: lambda firm: firm.operating_address,
    columns.DISTRICT: lambda firm: firm.district,
    columns.STREET: lambda firm: firm.street,
    columns.ZONE: lambda firm: _ZONE_WORDS[firm.zone_status],
    columns.MOVED_IN_ON: lambda firm: _day(firm.moved_in_on),
    columns.MOVED_OUT_ON: lambda firm: _day(firm.moved_out_on),
    columns.INDUSTRY: lambda firm: firm.industry,
    columns.HEAD_OFFICE: lambda firm: firm.head_office,
    columns.PARENT: lambda firm: firm.parent,
}
_PERSONAL = {
    "legal_representative": columns.LEGAL_REPRESENTATIVE,
    "contact_name": columns.CONTACT_NAME,
    "contact_phone": columns.CONTACT_PHONE,
    "contact_email": columns.CONTACT_EMAIL,
}
_MASKED = "隐去的"
"""In front of a masked column's header, so that no import takes masks for data."""


@click.command(short_help="导出登记库为 XLSX（个人信息隐去）")
@click.argument("file", metavar="FILE.xlsx", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--reveal", is_flag=True, help="不隐去个人信息；须写明 --by 与 --why。")
@click.option("--by", metavar="姓名", required=True, help="导出人，记入审计。")
@click.option("--why", metavar="用途", default="", help="不隐去时必填。")
def export(file: Path, by: str, why: str, *, reveal: bool) -> None:
    """导出登记库为 FILE；表头可直接用于再次导入，隐去的列不会被读取。"""
    if reveal and not why.strip():
        message = "--reveal 须写明 --why。"
        raise click.UsageError(message)
    seal = seal_of(load_settings().key_file) if reveal else None
    with opened_store() as store:
        count = _write(store, file, seal)
        with store.act("registry") as session:
            audit.append(
                session,
                at=now(),
                actor=Actor(by, is_person=True),
                event="registry.exported",
                body={"file": file.name, "rows": count, "is_revealed": reveal, "why": why},
            )
    click.echo(f"已导出 {count} 家：{file}{'（含个人信息，请妥善保管）' if reveal else ''}")


def _write(store: Store, file: Path, seal: Seal | None) -> int:
    personal = [name if seal else f"{_MASKED}{name}" for name in _PERSONAL.values()]
    sheet = Sheet(file, "企业登记库", (*_PLAIN, *personal, columns.AS_OF, "来源", "所知自"))
    count = 0
    with store.reading() as session:
        names = import_names(session)
        with progress_of("导出", count_enterprises(session)) as progress:
            for known in every_enterprise(session, seal):
                sheet.line(*_cells(known, names))
                count += 1
                progress(1)
    sheet.finish()
    return count


def _cells(known: KnownEnterprise, names: dict[int, str]) -> list[str]:
    firm = known.enterprise
    newest = _newest(known)
    return [
        *(cell(firm) for cell in _PLAIN.values()),
        *(str(getattr(firm, name)) for name in PERSONAL_FIELDS),
        _day(newest.as_of) if newest else "",
        names.get(newest.import_id, "") if newest else "",
        known.known_from.date().isoformat(),
    ]


def _newest(known: KnownEnterprise) -> FieldOrigin | None:
    return max(
        known.origins.values(),
        key=lambda each: (each.as_of or date.min, each.import_id),
        default=None,
    )


def _status(status: EnterpriseStatus) -> str:
    return "" if status is EnterpriseStatus.UNKNOWN else ENTERPRISE_STATUS_NAMES[status]


def _former(former: FormerName) -> str:
    return f"{former.name}|{former.until}" if former.until else former.name


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
