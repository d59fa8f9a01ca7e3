"""Application windows (申报窗口): the days on which a policy takes applications."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class WindowMode(StrEnum):
    """How a window takes applications."""

    ROLLING = "rolling"
    """即报即审: taken on every day, for as long as the window holds."""
    DATED = "dated"
    """批次申报: taken between two days that a notice named."""


WINDOW_MODE_NAMES = {WindowMode.ROLLING: "常年受理（即报即审）", WindowMode.DATED: "批次受理"}


@dataclass(frozen=True, slots=True)
class ApplicationWindow:
    """A window: its first day, its last (None: until the policy ends), and what names it."""

    name: str
    mode: WindowMode
    opens_on: date
    closes_on: date | None
    source: str
    """The notice that opened it, or what it is taken from."""

    def holds_on(self, day: date) -> bool:
        """Tell whether an application can be submitted on that day; first and last included."""
        return self.opens_on <= day and (self.closes_on is None or day <= self.closes_on)


class WindowState(StrEnum):
    """Whether a policy takes applications on a day."""

    OPEN = "open"
    UPCOMING = "upcoming"
    NONE = "none"
    """No window is open, and none is announced."""


@dataclass(frozen=True, slots=True)
class WindowAnswer:
    """Whether applications are taken on a day, and the window that says so."""

    state: WindowState
    window: ApplicationWindow | None = None

    @property
    def is_open(self) -> bool:
        """Whether an application can be submitted on the day asked about."""
        return self.state is WindowState.OPEN

    @property
    def says(self) -> str:
        """The answer in a sentence for an enterprise or a reviewer."""
        if self.window is None:
            return "目前没有开放的申报窗口，下一批次的受理时间尚未公布，公布后另行通知。"
        if self.state is WindowState.UPCOMING:
            ends = f"，至 {self.window.closes_on} 止" if self.window.closes_on else ""
            return (
                f"申报窗口“{self.window.name}”自 {self.window.opens_on} 起受理{ends}，"
                "届时另行通知。"
            )
        if self.window.closes_on:
            return f"申报窗口“{self.window.name}”受理中，截止 {self.window.closes_on}（含当日）。"
        return f"申报窗口“{self.window.name}”受理中，即报即审。"


def window_on(windows: Sequence[ApplicationWindow], day: date) -> WindowAnswer:
    """Return whether applications are taken on that day.

    Of several open windows the one that ends last counts, one without a last day before all; of
    several to come, the one that opens first.

    >>> batch = ApplicationWindow("第二批", WindowMode.DATED, date(2025, 2, 17),
    ...                           date(2025, 3, 20), "通知")
    >>> window_on([batch], date(2025, 3, 20)).state.value
    'open'
    >>> window_on([batch], date(2025, 3, 21)).state.value
    'none'
    """
    found = [window for window in windows if window.holds_on(day)]
    if found:
        return WindowAnswer(
            WindowState.OPEN, max(found, key=lambda window: window.closes_on or date.max)
        )
    coming = [window for window in windows if window.opens_on > day]
    if coming:
        return WindowAnswer(WindowState.UPCOMING, min(coming, key=lambda each: each.opens_on))
    return WindowAnswer(WindowState.NONE)


def amended(
    shipped: Sequence[ApplicationWindow], recorded: Sequence[ApplicationWindow]
) -> tuple[ApplicationWindow, ...]:
    """Return all windows; one that was recorded takes the place of the shipped one of its name."""
    by_name = {window.name: window for window in (*shipped, *recorded)}
    return tuple(sorted(by_name.values(), key=lambda window: (window.opens_on, window.name)))
