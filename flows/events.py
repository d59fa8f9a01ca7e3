"""Wake-up calls: hints that make the next step start at once, never the record."""

import logging
import socket
from collections.abc import Mapping
from urllib.parse import urlsplit

from prefect.events import emit_event
from prefect.settings import get_current_settings

FILING_ANNOUNCED = "filing.announced"
WATCH_POLLED = "watch.polled"
WATCH_FAILED = "watch.failed"
CASE_OPENED = "award.case.opened"
NOTICE_WAITING = "notice.waiting"

REACHED_WITHIN_SECONDS = 0.5

_log = logging.getLogger("jishen.clock")


def announce(event: str, resource: str, payload: Mapping[str, str]) -> None:
    """Tell the clock that `event` happened to `resource` (`watcher.<slug>`, `batch.<label>`).

    `payload` holds ids and labels only. Announce once for a batch, not once for an entry: each
    event costs a process. A lost event costs minutes, because a sweep does the same work: so when
    the server cannot be reached, this writes a line to the log and returns.
    """
    if not _server_listens():
        # Without this look the process would wait 7 s at its end for the event to go out, or start
        # a server of its own where no address is set.
        _log.warning("事件 %s 未能发出：Prefect 服务不可达。定时任务将照常处理。", event)
        return
    emit_event(event=event, resource={"prefect.resource.id": resource}, payload=dict(payload))


def _server_listens() -> bool:
    address = urlsplit(get_current_settings().api.url or "")
    if address.hostname is None:
        return False
    port = address.port or (443 if address.scheme == "https" else 80)
    try:
        socket.create_connection((address.hostname, port), REACHED_WITHIN_SECONDS).close()
    except OSError:
        return False
    return True
