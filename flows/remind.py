"""The flow `remind`: sources unseen, notices stuck, the end of the policy and the calendar."""

from datetime import timedelta

from prefect import flow

from flows.channel_alarms import alarm_broken_channels
from flows.notice_health import alarm_stuck_notices
from flows.running import WATCHER, endings, now, recipients, store_of, watched_sources
from jishen.cases.alarms import LookEnd, LookFault, record_look
from jishen.cases.calendar import Ending, tell_endings
from jishen.cases.overdue import Escalation, Overdue, remind_overdue
from jishen.domain.errors import NotLookedAt
from jishen.domain.notices import ESCALATION, Audience
from jishen.settings import Settings, load_settings
from jishen.store.calendars import work_calendar
from jishen.store.looking import all_health

SILENT_AFTER = timedelta(minutes=30)
"""Three intervals of the watch."""


@flow(name="remind", flow_run_name="remind 静默来源与滞留通知", timeout_seconds=120)
async def remind() -> int:
    """检查来源无人巡查、通知滞留、渠道中断、案件久无人办、政策与工作日历将尽，有则写出告警或督办。返回来源与期限告警数。"""
    settings = load_settings()
    alarm_stuck_notices(settings)
    alarm_broken_channels(settings)
    remind_of_cases(settings)
    return len(alarm_silent_sources(settings)) + len(alarm_endings(settings))


def remind_of_cases(settings: Settings) -> list[Overdue]:
    """Put every reminder about a case that nobody has taken up; return them."""
    store = store_of(settings)
    escalation = Escalation(
        after_workdays=settings.routing.escalation,
        repeat_workdays=settings.routing.repeat_workdays,
        recipients={level: recipients(settings, level) for level in ESCALATION},
    )
    try:
        return remind_overdue(store, escalation, now())
    finally:
        store.close()


def alarm_endings(settings: Settings) -> list[Ending]:
    """Put an alarm for everything that ends soon, once a stage; return what ends soon."""
    store = store_of(settings)
    try:
        with store.reading() as session:
            last_day = work_calendar(session).last_day
        operators = recipients(settings, Audience.OPERATORS)
        return tell_endings(store, operators, endings(settings, last_day), now())
    finally:
        store.close()


def alarm_silent_sources(settings: Settings) -> list[str]:
    """Put an alarm for every source that was not looked at for three intervals; return their keys.

    A source never looked at counts from the first look at any source; before that nothing runs.
    """
    store = store_of(settings)
    at = now()
    try:
        with store.reading() as session:
            health = all_health(session)
        silent = [
            source
            for source in watched_sources(settings)
            if health
            and (
                source.key not in health
                or (health[source.key].last_looked_at or at - SILENT_AFTER) <= at - SILENT_AFTER
            )
        ]
        for source in silent:
            known = health.get(source.key)
            since = known.last_looked_at if known else None
            fault = NotLookedAt(
                f"{source.name}自 {since:%Y-%m-%d %H:%M} UTC 起未完成巡查"
                if since
                else f"{source.name}尚未完成过巡查"
            )
            look = LookEnd(source.key, at, (LookFault("", fault),), 0, was_looked_at=False)
            with store.act("health") as session:
                record_look(
                    session,
                    look,
                    actor=WATCHER,
                    operators=recipients(settings, Audience.OPERATORS),
                )
        return [source.key for source in silent]
    finally:
        store.close()
