"""`jishen zone`: whether an address lies in the zone and why, rulings, points of addresses."""

import json
from datetime import date, datetime
from zoneinfo import ZoneInfo

import click
from sqlalchemy.exc import SQLAlchemyError

from flows.running import now, opening_terms, store_of
from jishen.cases.zoning import record_point, record_ruling, touched_by, zone_answer
from jishen.domain.decisions import CoordinateSystem, MapPoint
from jishen.domain.enterprises import ZONE_STATUS_NAMES, ZoneStatus
from jishen.domain.errors import SettingsFault, ZoneFault
from jishen.domain.zones import (
    ZONE_STEP_NAMES,
    ZONE_SUBJECT_NAMES,
    ZoneAnswer,
    ZoneQuestion,
    ZoneRuling,
    ZoneSubject,
    usable_place,
)
from jishen.settings import Settings, load_settings
from jishen.store import schema
from jishen.store.session import Store
from jishen.store.tables import EnterpriseRecord
from jishen.store.zones import all_rulings, rulings_about, zone_question
from rules import POLICIES
from rules.machine.entries import PolicyEntry

SHANGHAI = ZoneInfo("Asia/Shanghai")
_USCC_LENGTH = 18
_SYSTEMS = click.Choice([system.value for system in CoordinateSystem])
_WORDS = {"是": ZoneStatus.IN, "否": ZoneStatus.OUT, "待核定": ZoneStatus.UNCERTAIN}


@click.group()
def zone() -> None:
    """示范区：判定地址或企业、记录核定意见与坐标。"""


@zone.command()
@click.argument("about", metavar="地址|统一社会信用代码")
@click.option("--street", default="", metavar="街道", help="名册所载街道。")
@click.option("--point", nargs=2, type=float, metavar="经度 纬度", help="注册地址的坐标。")
@click.option("--crs", type=_SYSTEMS, help="坐标系；与 --point 同用，不可省略。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
def explain(
    about: str, street: str, point: tuple[float, float] | None, crs: str | None, *, as_json: bool
) -> None:
    """说明一个地址或一家企业是否在示范区内，依据是什么。

    地址不需要数据库；数据库已建立时，楼宇的核定意见一并适用。
    """
    settings = load_settings()
    place = _point(point, crs)
    asked = _question(settings, about, street, place)
    answer = zone_answer(asked, _entry(settings).zone)
    if as_json:
        click.echo(json.dumps(_as_json(asked, answer), ensure_ascii=False, indent=2))
        return
    click.echo(f"地址：{asked.address or '（空）'}")
    click.echo(f"结论：{ZONE_STATUS_NAMES[answer.status]}")
    click.echo(f"依据：{ZONE_STEP_NAMES[answer.step]}——{answer.basis}")
    for reading, status in answer.by_reading:
        click.echo(f"  西界读法 {reading}：{ZONE_STATUS_NAMES[status]}")


@zone.command()
@click.argument("about", metavar="统一社会信用代码|楼宇地址")
@click.option("--status", type=click.Choice(list(_WORDS)), required=True, help="是否在示范区内。")
@click.option("--by", required=True, metavar="姓名", help="签发人。")
@click.option("--document", required=True, metavar="文号或理由", help="依据文件或理由。")
@click.option("--from", "since", type=click.DateTime(["%Y-%m-%d"]), help="自何日起；默认今日。")
@click.option("--dry-run", is_flag=True, help="只列出受影响的企业，不记录。")
def rule(
    about: str, status: str, by: str, document: str, since: datetime | None, *, dry_run: bool
) -> None:
    """记录一份核定意见；先列出结论将改变的企业。未决案件由下一次补查重新测算，已决的不变。"""
    settings = load_settings()
    entry = _entry(settings)
    today = _today()
    ruling = ZoneRuling(
        subject=ZoneSubject.ENTERPRISE if _is_uscc(about) else ZoneSubject.BUILDING,
        about=about.strip(),
        status=_WORDS[status],
        holds_from=since.date() if since else today,
        signed_by=by,
        document=document,
    )
    store = store_of(settings)
    try:
        schema.upgrade(store)
        _show_touched(store, ruling, entry, today)
        if dry_run:
            click.echo("仅列示，未记录。")
            return
        is_new = record_ruling(
            store, ruling, at=now(), by=by, is_building=entry.is_building or _never
        )
    finally:
        store.close()
    click.echo("核定意见已记录。" if is_new else "同一核定意见此前已记录，未重复。")


@zone.command()
def rulings() -> None:
    """列出全部核定意见，新的在前。"""
    store = store_of(load_settings())
    try:
        with store.reading() as session:
            for ruling in all_rulings(session):
                click.echo(
                    f"{ruling.holds_from}  {ZONE_SUBJECT_NAMES[ruling.subject]}  {ruling.about}  "
                    f"{ZONE_STATUS_NAMES[ruling.status]}  {ruling.signed_by}  {ruling.document}"
                )
    finally:
        store.close()


@zone.command()
@click.argument("uscc", metavar="统一社会信用代码")
@click.argument("longitude", type=float, metavar="经度")
@click.argument("latitude", type=float, metavar="纬度")
@click.option("--crs", type=_SYSTEMS, required=True, help="坐标系。")
@click.option("--source", required=True, metavar="来源", help="坐标从何而来。")
@click.option("--by", required=True, metavar="姓名", help="录入人，记入审计。")
def point(uscc: str, longitude: float, latitude: float, crs: str, source: str, by: str) -> None:
    """录入企业注册地址的坐标（仅 WGS84 可用于判定，其他坐标系拒收）。"""
    place = MapPoint(longitude, latitude, CoordinateSystem(crs))
    usable_place(place)
    store = store_of(load_settings())
    try:
        schema.upgrade(store)
        record_point(store, uscc, place, source=source, at=now(), by=by)
    finally:
        store.close()
    click.echo(f"{uscc} 的坐标已记录。")


def _entry(settings: Settings) -> PolicyEntry:
    opening_terms(settings, now())  # refuses an unknown policy with the remedy
    entry = POLICIES[settings.policy]
    if entry.zone is None:
        message = f"政策 {settings.policy} 没有示范区判定"
        raise SettingsFault(message)
    return entry


def _today() -> date:
    return now().astimezone(SHANGHAI).date()


def _is_uscc(text: str) -> bool:
    return len(text.strip()) == _USCC_LENGTH and text.strip().isascii() and text.strip().isalnum()


def _never(address: str) -> bool:  # noqa: ARG001 (stands where a policy names no buildings)
    return False


def _point(pair: tuple[float, float] | None, crs: str | None) -> MapPoint | None:
    if pair is None:
        return None
    if crs is None:
        message = "给出坐标时必须注明坐标系（--crs）"
        raise ZoneFault(message)
    place = MapPoint(*pair, CoordinateSystem(crs))
    usable_place(place)
    return place


def _question(settings: Settings, about: str, street: str, place: MapPoint | None) -> ZoneQuestion:
    store = store_of(settings)
    try:
        if not _is_ready(store):
            return ZoneQuestion(about, _today(), street=street, point=place)
        with store.reading() as session:
            enterprise = session.get(EnterpriseRecord, about.strip().upper())
            if enterprise is not None:
                return zone_question(session, enterprise, _today())
            if _is_uscc(about):
                message = f"企业名册没有统一社会信用代码 {about}"
                raise ZoneFault(message)
            known = rulings_about(session, "")
            return ZoneQuestion(about, _today(), street=street, point=place, rulings=known)
    finally:
        store.close()


def _is_ready(store: Store) -> bool:
    """Tell whether the database may be asked; an address can be explained without one."""
    try:
        return schema.is_current(store)
    except SQLAlchemyError:
        return False


def _show_touched(store: Store, ruling: ZoneRuling, entry: PolicyEntry, today: date) -> None:
    if entry.zone is None:
        return
    with store.reading() as session:
        touched = list(touched_by(session, ruling, entry.zone, today))
    click.echo(f"结论将改变的企业：{len(touched)} 家")
    for each in touched:
        before, after = ZONE_STATUS_NAMES[each.before.status], ZONE_STATUS_NAMES[each.after.status]
        click.echo(f"  {each.uscc}  {each.name}：{before} → {after}")


def _as_json(asked: ZoneQuestion, answer: ZoneAnswer) -> dict[str, object]:
    return {
        "address": asked.address,
        "uscc": asked.uscc,
        "status": answer.status.value,
        "step": answer.step.value,
        "basis": answer.basis,
        "by_reading": {reading: status.value for reading, status in answer.by_reading},
    }
