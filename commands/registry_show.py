"""`jishen registry show`: what the registry knows of one enterprise, contacts masked."""

from datetime import UTC, date, datetime, time, timedelta

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from commands.registry_store import opened_store
from jishen.cases.case_facts import SHANGHAI
from jishen.domain.enterprise_words import said_of_field
from jishen.domain.enterprises import FIELD_NAMES
from jishen.domain.registry import KnownEnterprise
from jishen.domain.uscc import normal_uscc
from jishen.matching.names import name_key
from jishen.store.registry import enterprise_as_known, versions_of
from jishen.store.registry_walk import import_names
from jishen.store.tables import EnterpriseName, EnterpriseRecord

_MOST_SHOWN = 20
_END_OF_DAY = time(23, 59, 59)
_ALWAYS = ("former_names", "registered_address", "contact_phone", "contact_email", "status")


@click.command(short_help="查看登记库中的一家企业（个人信息隐去）")
@click.argument("wanted", metavar="信用代码|企业名称")
@click.option(
    "--at",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    help="当日终了时登记库所知（YYYY-MM-DD）；缺省为现在。",
)
@click.option("--history", is_flag=True, help="连同历次变更。")
def show(wanted: str, at: datetime | None, *, history: bool) -> None:
    """按统一社会信用代码或名称（含曾用名）查看企业：字段、来源、数据日期；个人信息隐去。"""
    instant = _end_of(at.date()) if at else datetime.max.replace(tzinfo=UTC) - timedelta(days=1)
    with opened_store() as store, store.reading() as session:
        names = import_names(session)
        found = [
            (known, _history(session, known.enterprise.uscc) if history else ())
            for uscc in _found(session, wanted)
            if (known := enterprise_as_known(session, uscc, instant)) is not None
        ]
    if not found:
        when = f"{at.date()} 时" if at else ""
        click.echo(f"{when}名册中没有“{wanted}”。请核对信用代码或企业全称。", err=True)
        raise SystemExit(1)
    for known, changes in found:
        Console().print(_table(known, names))
        for change in changes:
            click.echo(change)


def _end_of(day: date) -> datetime:
    return datetime.combine(day, _END_OF_DAY, SHANGHAI).astimezone(UTC)


def _found(session: Session, wanted: str) -> list[str]:
    by_name = select(EnterpriseName.uscc).where(EnterpriseName.name_key == name_key(wanted))
    return list(
        session.scalars(
            select(EnterpriseRecord.uscc)
            .where(
                or_(
                    EnterpriseRecord.uscc == normal_uscc(wanted), EnterpriseRecord.uscc.in_(by_name)
                )
            )
            .order_by(EnterpriseRecord.uscc)
            .limit(_MOST_SHOWN)
        )
    )


def _table(known: KnownEnterprise, names: dict[int, str]) -> Table:
    firm = known.enterprise
    table = Table(title=Text(firm.name))
    for header in ("字段", "内容", "来源", "数据日期"):
        table.add_column(header, overflow="fold")
    table.add_row("统一社会信用代码", firm.uscc, "", "")
    for field, title in FIELD_NAMES.items():
        said = said_of_field(firm, field)
        if field == "name" or (not said and field not in _ALWAYS):
            continue
        origin = known.origins.get(field)
        source = names.get(origin.import_id, "") if origin else ""
        day = origin.as_of.isoformat() if origin and origin.as_of else ""
        table.add_row(*(Text(cell) for cell in (title, said or "（未载明）", source, day)))
    until = f"至 {_when(known.known_until)}" if known.known_until else "至今"
    table.caption = Text(f"登记库自 {_when(known.known_from)} {until}所知")
    return table


def _history(session: Session, uscc: str) -> tuple[str, ...]:
    return tuple(
        f"{_when(version.known_until)}　变更："
        + "、".join(FIELD_NAMES.get(str(field), str(field)) for field in _listed(version.changed))
        for version in versions_of(session, uscc)
    )


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _when(at: datetime | None) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if at else ""
