"""Recording an application window: the office says when applications are taken."""

from datetime import datetime

from jishen.domain.errors import WindowFault
from jishen.domain.windows import ApplicationWindow, WindowMode
from jishen.store import audit
from jishen.store.audit import Actor
from jishen.store.session import Store
from jishen.store.tables import RecordedWindow
from jishen.store.windows import window_of


def record_window(
    store: Store, policy_id: str, window: ApplicationWindow, *, at: datetime, by: str
) -> bool:
    """Keep a window in the place of one of the same name; return False when nothing is new.

    Raises:
        WindowFault: a name, source or last day that cannot be.
    """
    _check(window)
    with store.act("window") as session:
        known = session.get(RecordedWindow, (policy_id, window.name))
        if known is not None and window_of(known) == window:
            return False
        session.merge(
            RecordedWindow(
                policy_id=policy_id,
                name=window.name,
                mode=window.mode,
                opens_on=window.opens_on,
                closes_on=window.closes_on,
                source=window.source,
                recorded_by=by,
                recorded_at=at,
            )
        )
        audit.append(
            session,
            at=at,
            actor=Actor(by, is_person=True),
            event="window.recorded",
            body={
                "policy_id": policy_id,
                "name": window.name,
                "mode": window.mode.value,
                "opens_on": window.opens_on.isoformat(),
                "closes_on": window.closes_on.isoformat() if window.closes_on else None,
                "source": window.source,
            },
        )
        return True


def _check(window: ApplicationWindow) -> None:
    if not window.name.strip() or not window.source.strip():
        message = "申报窗口须写明名称和依据"
        raise WindowFault(message)
    if window.closes_on is not None and window.closes_on < window.opens_on:
        message = f"申报窗口“{window.name}”的截止日 {window.closes_on} 早于开放日 {window.opens_on}"
        raise WindowFault(message)
    if window.mode is WindowMode.DATED and window.closes_on is None:
        message = f"申报窗口“{window.name}”为批次受理，须写明截止日"
        raise WindowFault(message)
