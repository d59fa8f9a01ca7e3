"""An alarm about notices that do not arrive, to every operator, by whatever channel each has."""

from datetime import timedelta

from flows.running import now, recipients, store_of
from jishen.cases.troubles import Trouble, tell_recovery, tell_trouble
from jishen.domain.notices import Audience
from jishen.settings import Settings
from jishen.store.notice_health import Stuck, stuck_notices

LATE_AFTER = timedelta(hours=1)
WORK = "notices"


def alarm_stuck_notices(settings: Settings) -> Stuck:
    """Tell the operators when notices are dead or late, and when all is well again.

    The alarm itself waits in the same outbox: it reaches those operators whose channel works, so
    name operators on two channels. A broken one alone is seen on the desk and by `jishen notices`.
    """
    store = store_of(settings)
    at = now()
    operators = recipients(settings, Audience.OPERATORS)
    try:
        with store.reading() as session:
            stuck = stuck_notices(session, written_before=at - LATE_AFTER)
        if stuck.dead or stuck.late:
            tell_trouble(store, operators, _trouble(stuck), at)
        else:
            tell_recovery(store, operators, WORK, at)
        return stuck
    finally:
        store.close()


def _trouble(stuck: Stuck) -> Trouble:
    channels = f"，涉及渠道：{'、'.join(stuck.channels)}" if stuck.channels else ""
    return Trouble(
        work=WORK,
        subject="",
        verdict="notices-stuck",
        detail=f"有 {stuck.dead} 条通知停止发送，{stuck.late} 条超过一小时未发出{channels}",
        remedy=(
            "请运行 jishen doctor 核对渠道设置，运行 jishen notices list 查看原因，"
            "改正后用 jishen notices resend 重发；紧急事项请先电话联系收件人。"
        ),
    )
