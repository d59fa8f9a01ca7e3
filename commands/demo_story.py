"""What the demonstration shows, step by step, and the summary it ends with."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commands.demo_people import SamplePerson, add_sample_people
from commands.demo_site import ReplicaSite
from commands.launcher import run_now
from commands.registry_file import read_registry
from commands.registry_import import import_reading
from jishen.domain.matches import Verdict
from jishen.domain.states import STATE_NAMES
from jishen.settings import Settings
from jishen.store.audit import Actor
from jishen.store.session import Store, open_store
from jishen.store.tables import (
    AttachmentVersion,
    AwardCase,
    Fetch,
    FilingEntry,
    MatchRecord,
    OutboxMessage,
)
from jishen.store.tables.messages import OutboxState

PERIOD = "2026-03"
WATCH_WITHIN_SECONDS = 120
WORK_WITHIN_SECONDS = 180
LOOK_EVERY_SECONDS = 0.2


class Failed(Exception):
    """A step of the demonstration did not come to its end."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What the demonstration did; the keys of `--json`."""

    baseline_entries: int
    baseline_cases: int
    new_entries: int
    repeated_entries: int
    """Rows of annual notices that an earlier list had printed: no news."""
    matched: int
    unsure: int
    leads: int
    cases_opened: int
    cases_by_state: dict[str, int]
    notices_sent: int
    seconds_from_publication_to_first_notice: float
    seconds_from_publication_to_last_notice: float
    seconds_from_watch_to_last_notice: float
    """Counted from the first answer of the watch run that found the batch."""
    seconds_of_demonstration: float
    desk: str
    notices_folder: str
    data_folder: str
    people: tuple[SamplePerson, ...] = ()
    """Who may sign in to the desk, with the passwords of this demonstration."""

    def in_words(self) -> str:
        """Return the summary as people read it."""
        people = "\n".join(person.in_words() for person in self.people)
        states = "，".join(f"{name} {count} 件" for name, count in self.cases_by_state.items())
        return f"""
演示结果（2026 年 3 月批次）
  基线（此前批次）{self.baseline_entries} 条，历史积存案件 {self.baseline_cases} 件，未通知任何人
  新增条目        {self.new_entries} 条（另有重复条目 {self.repeated_entries} 条，此前清单已列）
  匹配企业        {self.matched} 条
  待人工判断      {self.unsure} 条
  线索            {self.leads} 条（海珠编号，名册中无此企业）
  新立案件        {self.cases_opened} 件（{states}）
  已发通知        {self.notices_sent} 份
  公告到首份通知  {self.seconds_from_publication_to_first_notice:.1f} 秒
  公告到末份通知  {self.seconds_from_publication_to_last_notice:.1f} 秒
  巡查到末份通知  {self.seconds_from_watch_to_last_notice:.1f} 秒（自巡查发现页面变化起）
  演示用时        {self.seconds_of_demonstration:.1f} 秒（启动之后）
办理台            {self.desk}
已发通知可查看    {self.notices_folder}
企业办理页面      打开致企业通知中的办理链接（/e/…）即可试办
登录审核台（样例人员，密码仅本次演示有效）
{people}
"""


async def tell_story(
    settings: Settings, site: ReplicaSite, say: Callable[[str], None], registry: Path
) -> Summary:
    """Baseline, publication, discovery: each by the real flows; return what came of it.

    Raises:
        Failed: a run failed, or the work was not done in time.
    """
    began = time.monotonic()
    store = open_store(settings.store_url)
    try:
        people = add_sample_people(store, datetime.now(UTC))
        say(f"办理台已就绪：{settings.desk.url}（登录名和密码见文末）")
        reading = read_registry(registry)
        applied = import_reading(settings, reading, Actor("演示")).applied
        say(f"已导入样例企业名册：{applied.added} 家")
        say("首次巡查（基线）：只登记历史，不通知任何人…")
        await _watch()
        await _until_quiet(store)
        before = _counts(store)
        say(
            f"基线完成：{before.entries} 条备案，匹配 {before.matched} 条，"
            f"历史积存案件 {before.cases} 件，通知 {before.notices} 份"
        )
        published_at = site.publish(PERIOD)
        say(
            "仿真站点刚刚发布 2026 年 3 月批次（算法、深度合成清单，及同期的生成式、注销公告）。"
            "巡查任务启动…"
        )
        await _watch()
        with store.reading() as session:
            found = _count_entries(session, news_only=True)
        say(f"巡查发现新增 {found} 条，正在比对、立案、告知…")
        await _until_quiet(store)
        summary = _summary(settings, store, before, published_at, time.monotonic() - began)
    finally:
        store.close()
    return replace(summary, people=people)


@dataclass(frozen=True, slots=True)
class _Counts:
    entries: int
    matched: int
    cases: int
    notices: int
    newest_case_number: str


async def _watch() -> None:
    """Start the watch now instead of waiting for its ten minutes; the rest starts by itself."""
    deadline = time.monotonic() + WATCH_WITHIN_SECONDS
    while time.monotonic() < deadline:
        ended = await run_now("watch", WATCH_WITHIN_SECONDS, {"at_once": True})
        if ended == "Completed":
            return
        if ended != "Cancelled":  # a scheduled run may be on: then ours was skipped
            message = f"巡查任务结束于 {ended}"
            raise Failed(message)
        await asyncio.sleep(1)
    message = "巡查任务未能启动"
    raise Failed(message)


async def _until_quiet(store: Store) -> None:
    deadline = time.monotonic() + WORK_WITHIN_SECONDS
    while time.monotonic() < deadline:
        if await asyncio.to_thread(_is_quiet, store):
            return
        await asyncio.sleep(LOOK_EVERY_SECONDS)
    message = f"比对、立案、告知未在 {WORK_WITHIN_SECONDS} 秒内完成"
    raise Failed(message)


def _is_quiet(store: Store) -> bool:
    """Tell whether every entry is judged and decided, every digest written, every notice sent."""
    open_work = (
        select(FilingEntry.id).where(FilingEntry.needs_match),
        select(MatchRecord.id).where(
            MatchRecord.is_current,
            MatchRecord.verdict == Verdict.POSITIVE,
            MatchRecord.is_settled.is_(False),
        ),
        select(AttachmentVersion.sha256).where(AttachmentVersion.digest_due),
        select(OutboxMessage.key).where(
            OutboxMessage.state.in_([OutboxState.WAITING, OutboxState.SENDING])
        ),
    )
    with store.reading() as session:
        return all(session.execute(query.limit(1)).first() is None for query in open_work)


def _counts(store: Store) -> _Counts:
    with store.reading() as session:
        return _Counts(
            entries=_count_entries(session),
            matched=_count_matches(session, Verdict.POSITIVE),
            cases=_count(session, AwardCase),
            notices=_count(session, OutboxMessage),
            newest_case_number=session.scalar(select(func.max(AwardCase.case_number))) or "",
        )


def _count_entries(session: Session, *, news_only: bool = False, repeats: bool = False) -> int:
    """Return how many filings the lists brought, or how many rows repeat one of an earlier list."""
    query = select(func.count()).select_from(FilingEntry)
    repeated = FilingEntry.repeats_entry_id
    query = query.where(repeated.is_not(None) if repeats else repeated.is_(None))
    if news_only:
        query = query.where(FilingEntry.is_baseline.is_(False))
    return session.scalar(query) or 0


def _count(session: Session, table: type[AwardCase | OutboxMessage]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def _count_matches(session: Session, verdict: Verdict, *, news_only: bool = False) -> int:
    query = (
        select(func.count())
        .select_from(MatchRecord)
        .join(FilingEntry, FilingEntry.id == MatchRecord.entry_id)
        .where(MatchRecord.is_current, MatchRecord.verdict == verdict)
    )
    if verdict is Verdict.NEGATIVE:
        query = query.where(MatchRecord.is_lead)
    if news_only:
        query = query.where(FilingEntry.is_baseline.is_(False))
    return session.scalar(query) or 0


def _watch_began(session: Session, published: datetime) -> float:
    """Return seconds from publication to the first page that the watch saw changed."""
    first = session.scalar(select(func.min(Fetch.fetched_at)).where(Fetch.fetched_at > published))
    return (first - published).total_seconds() if first is not None else 0.0


def _summary(
    settings: Settings, store: Store, before: _Counts, published_at: float, seconds: float
) -> Summary:
    published = datetime.fromtimestamp(published_at, UTC)
    with store.reading() as session:
        sent = session.scalars(
            select(OutboxMessage.accepted_at).where(
                OutboxMessage.accepted_at > published, OutboxMessage.state == OutboxState.ACCEPTED
            )
        ).all()
        waits = sorted((at - published).total_seconds() for at in sent if at is not None)
        if not waits:
            message = "没有发出任何通知"
            raise Failed(message)
        new_cases = session.execute(
            select(AwardCase.state, func.count())
            .where(AwardCase.case_number > before.newest_case_number)
            .group_by(AwardCase.state)
        ).all()
        return Summary(
            baseline_entries=before.entries,
            baseline_cases=before.cases,
            new_entries=_count_entries(session, news_only=True),
            repeated_entries=_count_entries(session, news_only=True, repeats=True),
            matched=_count_matches(session, Verdict.POSITIVE, news_only=True),
            unsure=_count_matches(session, Verdict.UNSURE, news_only=True),
            leads=_count_matches(session, Verdict.NEGATIVE, news_only=True),
            cases_opened=sum(count for _, count in new_cases),
            cases_by_state={STATE_NAMES[state]: count for state, count in new_cases},
            notices_sent=len(waits),
            seconds_from_publication_to_first_notice=round(waits[0], 2),
            seconds_from_publication_to_last_notice=round(waits[-1], 2),
            seconds_from_watch_to_last_notice=round(
                waits[-1] - _watch_began(session, published), 2
            ),
            seconds_of_demonstration=round(seconds, 1),
            desk=settings.desk.url,
            notices_folder=str(settings.notices_folder),
            data_folder=str(settings.data_folder),
        )
