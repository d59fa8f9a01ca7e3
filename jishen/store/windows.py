"""Application windows that the office recorded, and all windows of a policy with them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.domain.windows import ApplicationWindow, amended
from jishen.store.tables import RecordedWindow


def windows_of(
    session: Session, policy_id: str, shipped: Sequence[ApplicationWindow]
) -> tuple[ApplicationWindow, ...]:
    """Return a policy's windows, oldest first: those shipped with it and those recorded."""
    found = session.scalars(select(RecordedWindow).where(RecordedWindow.policy_id == policy_id))
    return amended(shipped, [window_of(record) for record in found])


def window_of(record: RecordedWindow) -> ApplicationWindow:
    """Return a recorded window as the domain takes it."""
    return ApplicationWindow(
        record.name, record.mode, record.opens_on, record.closes_on, record.source
    )
