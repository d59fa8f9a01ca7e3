"""The flow `remind`: sources unseen, notices stuck, the end of the policy and the calendar."""

from prefect import flow

from flows.doubt_alarm import alarm_doubts
from flows.notice_health import alarm_stuck_notices
from flows.running import endings, now, recipients, store_of
from flows.unseen import alarm_unseen
from jishen.cases.calendar import Ending, tell_endings
from jishen.domain.notices import Audience
from jishen.settings import Settings, load_settings
from jishen.store.calendars import work_calendar


@flow(name="remind", flow_run_name="remind 静默来源与滞留通知", timeout_seconds=120)
async def remind() -> int:
    """检查来源无人巡查、通知滞留、清单存疑、政策与工作日历将尽，有则写出告警。返回来源与期限告警数。"""
    settings = load_settings()
    alarm_stuck_notices(settings)
    alarm_waiting_doubts(settings)
    return len(alarm_unseen(settings)) + len(alarm_endings(settings))


def alarm_waiting_doubts(settings: Settings) -> int:
    """Put an alarm for what waits for a person to read it; return how much does."""
    store = store_of(settings)
    try:
        return alarm_doubts(settings, store, now())
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
