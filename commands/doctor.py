"""`jishen doctor`: what this installation lacks, and what to do about each thing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from urllib.parse import urlsplit

import click
from rich.console import Console
from rich.markup import escape
from sqlalchemy import func, make_url, select, text
from sqlalchemy.exc import SQLAlchemyError

from commands.doctor_claims import claims_said
from commands.doctor_people import people_said
from flows.channel_tests import send_tests
from flows.running import endings, limits_of, now, store_of, watched_sources
from flows.sending import channel_config
from jishen.domain.errors import JishenError, SourceFault
from jishen.domain.notices import Audience
from jishen.settings import Settings, load_settings, settings_file
from jishen.store import schema
from jishen.store.calendars import work_calendar
from jishen.store.tables import EnterpriseRecord
from notifications.sender import settings_fault
from rules import POLICIES
from scrapers.fetch import Fetcher, Request
from scrapers.sources import SOURCES

SAFE_SQLITE = ((3, 44, 6), (3, 50, 7), (3, 51, 3))
"""First releases without the WAL-reset fault: two backports and the release that fixed it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: fine, to be noted, or missing; with what to do."""

    what: str
    level: str
    """`ok`, `note` or `missing`."""
    detail: str
    remedy: str = ""


@click.command()
@click.option("--offline", is_flag=True, help="不访问网站，只检查本机。")
@click.option("--send-test", is_flag=True, help="向每个渠道的一名内部收件人试发一条标明的消息。")
@click.option("--by", default="值班人员", show_default=True, metavar="姓名", help="试发人。")
def doctor(*, offline: bool, send_test: bool, by: str) -> None:
    """检查安装与设置：数据库、企业名册、渠道、政策有效期、各来源可达性。"""
    console = Console()
    settings = load_settings()
    marks = {"ok": "[green]正常[/]", "note": "[yellow]注意[/]", "missing": "[red]缺少[/]"}
    is_complete = True
    findings = examine(settings, offline=offline)
    for finding in chain(findings, _tests(settings, by) if send_test else ()):
        is_complete &= finding.level != "missing"
        said = escape(f"{finding.what}：{finding.detail}")
        console.print(f"{marks[finding.level]}  {said}", highlight=False, soft_wrap=True)
        if finding.remedy:
            remedy = f"      处理办法：{finding.remedy}"
            console.print(remedy, markup=False, highlight=False, soft_wrap=True)
    if not is_complete:
        raise SystemExit(1)


def examine(settings: Settings, *, offline: bool) -> Iterator[Finding]:
    """Yield a finding for each thing the product needs."""
    checks: list[Callable[[Settings], Iterator[Finding]]] = [
        _settings,
        _way_out,
        _database,
        _registry,
        _channels,
        _policy,
        _calendar,
        _claims,
        _people,
    ]
    if not offline:
        checks.append(_sources)
    for check in checks:
        yield from check(settings)


def _settings(settings: Settings) -> Iterator[Finding]:
    path = settings_file()
    if path.is_file():
        yield Finding("设置文件", "ok", str(path))
    else:
        yield Finding(
            "设置文件",
            "note",
            f"{path} 不存在，全部采用默认值",
            "参照 docs/configuration.md 建立 jishen.toml。",
        )
    if not settings.office.telephone:
        yield Finding(
            "告知单位电话",
            "missing",
            "未设置 office.telephone，企业收到告知后无法核实",
            "在 jishen.toml 的 [office] 中填写对外公布的咨询电话。",
        )


def _way_out(settings: Settings) -> Iterator[Finding]:
    if not settings.fetch.contact:
        yield Finding(
            "访问标识",
            "note",
            "未设置 fetch.contact，网站管理方无法联系到本单位",
            "在 jishen.toml 的 [fetch] 中填写 contact（邮箱或电话）。",
        )
    if settings.site.proxy:
        parts = urlsplit(settings.site.proxy)
        yield Finding(
            "代理",
            "note",
            f"经 {parts.hostname} 访问网站：域名由代理解析和连接，本机只能拒绝内网地址与"
            "本机解析为内网的域名",
            "请确认该代理本身不允许访问内网地址。",
        )


def _database(settings: Settings) -> Iterator[Finding]:
    shown = make_url(settings.store_url).render_as_string(hide_password=True)
    store = store_of(settings)
    try:
        with store.engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                yield _sqlite_version(str(connection.scalar(text("SELECT sqlite_version()"))))
        if schema.is_current(store):
            yield Finding("数据库", "ok", shown)
        else:
            yield Finding(
                "数据库",
                "missing",
                f"{shown} 尚未建立或不是当前版本",
                "运行 jishen database upgrade（jishen up 启动时也会自动升级）。",
            )
    except SQLAlchemyError as error:
        yield Finding(
            "数据库",
            "missing",
            f"{shown} 无法连接（{type(error).__name__}）",
            "检查 database_url、网络与数据库服务。",
        )
    finally:
        store.close()


def _sqlite_version(version: str) -> Finding:
    parts = tuple(int(part) for part in version.split("."))
    is_safe = parts >= SAFE_SQLITE[-1] or any(
        parts[:2] == safe[:2] and parts >= safe for safe in SAFE_SQLITE
    )
    if is_safe:
        return Finding("SQLite", "ok", version)
    return Finding(
        "SQLite",
        "note",
        f"{version} 存在 WAL 重置缺陷（极少见的并发写入损坏，3.51.3 起修复）",
        "正式使用请改用 PostgreSQL（database_url），或升级系统的 SQLite。",
    )


def _registry(settings: Settings) -> Iterator[Finding]:
    store = store_of(settings)
    try:
        if not schema.is_current(store):
            return
        with store.reading() as session:
            count = session.scalar(select(func.count()).select_from(EnterpriseRecord)) or 0
    except SQLAlchemyError:
        return
    finally:
        store.close()
    if count:
        yield Finding("企业名册", "ok", f"{count} 家")
    else:
        yield Finding(
            "企业名册",
            "missing",
            "为空，任何条目都无法匹配",
            "运行 jishen registry import 文件.xlsx 导入。",
        )


def _channels(settings: Settings) -> Iterator[Finding]:
    used = {settings.enterprise_channel} | {each.channel for each in settings.recipients}
    for audience in (Audience.REVIEWERS, Audience.OPERATORS):
        recipients = settings.recipients_of(audience)
        used |= {recipient.channel for recipient in recipients}
        if all(recipient.channel == "file" for recipient in recipients):
            yield Finding(
                f"收件人（{audience.value}）",
                "note",
                "只写入本机文件，无人会收到",
                "在 jishen.toml 增加 [[recipients]]，指定 mail 或 webhook 渠道的收件人。",
            )
    if settings.enterprise_channel == "file":
        yield Finding(
            "企业告知渠道",
            "note",
            "为 file：告知只写入本机文件，不会发给企业",
            '正式使用请设置 enterprise_channel = "mail"。',
        )
    operators = {recipient.channel for recipient in settings.recipients_of(Audience.OPERATORS)}
    if len(operators) == 1 and operators != {"file"}:
        yield Finding(
            "运维告警",
            "note",
            f"运维人员只用渠道 {operators.pop()}，该渠道中断时告警将改发其他人员",
            "在 [[recipients]] 中为 operators 再指定一个不同渠道的收件人。",
        )
    for channel in sorted(used):
        kind = settings.kind_of(channel)
        fault = settings_fault(kind, channel_config(settings, channel))
        if fault:
            yield Finding(f"渠道 {channel}", "missing", fault, "检查 [channels] 设置。")
        else:
            yield Finding(f"渠道 {channel}", "ok", "设置可用（未试发）")


def _tests(settings: Settings, by: str) -> Iterator[Finding]:
    for test in send_tests(settings, by):
        what = f"试发 {test.channel}"
        if test.recipient is None:
            yield Finding(
                what,
                "note",
                "没有内部收件人，未试发；不向企业试发",
                "在 [[recipients]] 中为该渠道指定一名内部收件人后再试。",
            )
        elif test.is_accepted:
            yield Finding(what, "ok", f"{test.recipient}：{test.detail}")
        else:
            remedy = "核对该渠道的地址、密钥与网络后重试；原因见上。"
            yield Finding(what, "missing", f"{test.recipient}：{test.detail}", remedy)


def _policy(settings: Settings) -> Iterator[Finding]:
    policy = POLICIES.get(settings.policy)
    if policy is None:
        yield Finding(
            "政策", "missing", f"没有 {settings.policy}", f"可用：{'、'.join(POLICIES)}。"
        )
        return
    left = (policy.effective_to - now().date()).days
    detail = f"{policy.name}，有效期至 {policy.effective_to}（剩余 {left} 天）"
    remedy = "请向主管部门了解后续政策，并在 rules/ 中增加。" if left <= 180 else ""  # noqa: PLR2004 (half a year)
    yield Finding("政策", "note" if remedy else "ok", detail, remedy)


def _calendar(settings: Settings) -> Iterator[Finding]:
    store = store_of(settings)
    try:
        if not schema.is_current(store):
            return
        with store.reading() as session:
            last_day = work_calendar(session).last_day
    except SQLAlchemyError:
        return
    finally:
        store.close()
    ending = next(each for each in endings(settings, last_day) if each.work == "calendar")
    detail = f"已知至 {last_day}，其后的推算标为暂定"
    is_near = ending.stage_on(now().date()) is not None
    yield Finding("工作日历", "note" if is_near else "ok", detail, ending.remedy * is_near)


def _claims(settings: Settings) -> Iterator[Finding]:
    yield from (Finding(*said) for said in claims_said(settings))


def _people(settings: Settings) -> Iterator[Finding]:
    yield from (Finding(*said) for said in people_said(settings))


def _sources(settings: Settings) -> Iterator[Finding]:
    watched = watched_sources(settings)
    left_out = "、".join(source.name for source in SOURCES if source not in watched)
    if left_out:
        remedy = "如非有意，请从 jishen.toml 中删去 sources 一项。"
        yield Finding("来源", "note", f"设置未巡查：{left_out}", remedy)
    with Fetcher(limits_of(settings), settings.fetch.origins) as fetcher:
        for source in watched:
            for url in (*source.hubs, *(index.url for index in source.indexes)):
                try:
                    fetcher.get(Request(url, source.allowed_hosts, referer=url))
                except SourceFault as fault:
                    yield Finding(source.name, "missing", str(fault), fault.remedy)
                except JishenError as fault:
                    yield Finding(source.name, "missing", str(fault), fault.remedy)
                else:
                    yield Finding(source.name, "ok", f"可达：{url}")
