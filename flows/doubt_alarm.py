"""An alarm while something published waits for a person to read it, and when nothing does."""

from datetime import datetime

from flows.basics import recipients
from jishen.cases.troubles import Trouble, tell_recovery, tell_trouble
from jishen.domain.notices import Audience
from jishen.settings import Settings
from jishen.store.doubts import IS_OPEN, count_doubts, newest_doubt_at
from jishen.store.session import Store

WORK = "doubts"


def alarm_doubts(settings: Settings, store: Store, at: datetime) -> int:
    """Tell the operators of doubts: at once of new ones, daily while any waits, and when none does.

    Returns how many wait.
    """
    with store.reading() as session:
        waiting = count_doubts(session, IS_OPEN)
        newest = newest_doubt_at(session)
    operators = recipients(settings, Audience.OPERATORS)
    if waiting:
        tell_trouble(store, operators, _trouble(waiting, newest), at)
    elif newest is not None:
        tell_recovery(store, operators, WORK, at)
    return waiting


def _trouble(waiting: int, newest: datetime | None) -> Trouble:
    return Trouble(
        work=WORK,
        subject="",
        verdict="doubts-open",
        detail=f"清单中有 {waiting} 处未能读成条目，尚待人工处理；其中可能有本区企业的备案",
        remedy=(
            "请在审核台“存疑”页对照原件核对，运行 jishen doubts show 查看，"
            "用 jishen doubts settle 读入条目或注明不是条目。"
        ),
        mark=newest.isoformat() if newest else "",
    )
