"""The flow `remind`: sources unseen, notices stuck, the end of the policy and the calendar."""

from prefect import flow

from flows.channel_alarms import alarm_broken_channels
from flows.doubt_alarm import alarm_doubts
from flows.notice_health import alarm_stuck_notices
from flows.running import endings, now, recipients, store_of
from flows.unseen import alarm_unseen
from jishen.cases.calendar import Ending, tell_endings
from jishen.cases.overdue import Escalation, Overdue, remind_overdue
from jishen.domain.notices import ESCALATION, Audience
from jishen.settings import Settings, load_settings
from jishen.store.calendars import work_calendar


@flow(name="remind", flow_run_name="remind 静默来源与滞留通知", timeout_seconds=120)
async def remind() -> int:
    """检查来源、通知与渠道、存疑、久无人办的案件、政策与工作日历，有则告警或督办。返回来源与期限告警数。"""
    settings = load_settings()
    alarm_stuck_notices(settings)
    alarm_broken_channels(settings)
    remind_of_cases(settings)
    alarm_waiting_doubts(settings)
    return len(alarm_unseen(settings)) + len(alarm_endings(settings))


def alarm_waiting_doubts(settings: Settings) -> int:
    """Put an alarm for what waits for a person to read it; return how much does."""
    store = store_of(settings)
    try:
        return alarm_doubts(settings, store, now())
    finally:
        store.close()


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
